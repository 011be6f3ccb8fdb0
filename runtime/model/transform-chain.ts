// Fits and applies a TransformSpec. Rows never change here; columns and, with `target:`, the label do.
import type { TransformDeclaration } from "../../specs/component.ts";
import type { TransformSpec } from "../../specs/plan.ts";
import { ComponentError, type RowOrder, type TransformInput } from "../component.ts";
import { renamedColumn, takeColumn } from "../frame/column-rows.ts";
import type { FrameColumn } from "../frame/frame.ts";
import type { Random } from "../numeric/random.ts";
import type { FittedTransform } from "./fitted.ts";
import type { Library, Params } from "./library.ts";
import { assignColumns } from "./select-columns.ts";
import { takeFloats, takeOrder } from "./take-rows.ts";

/** The rows a chain is fitted on. `label`: values, or class indices of `classes`. */
export interface TransformRows {
  readonly rows: number;
  readonly columns: readonly FrameColumn[];
  readonly label: Float64Array | null;
  readonly classes: readonly string[] | null;
  readonly weight: Float64Array | null;
  readonly order: RowOrder | null;
  /** What transforms are given beside `columns`, as the table has it. */
  readonly beside: readonly FrameColumn[];
}

/** The part of the rows that a fitted transform reads. */
export type AppliedRows = Pick<TransformRows, "columns" | "order" | "beside">;

export interface TransformFit {
  readonly fitted: FittedTransform;
  /** What the fitted rows themselves get: encoded out of fold where the component says so. */
  readonly columns: readonly FrameColumn[];
  /** Where the fitted rows were resampled: per new row the row that was passed in; `ordered` as in `ResampledRows`. */
  readonly resampled: { readonly positions: Int32Array; readonly ordered: boolean } | null;
}

export function fitTransform(
  spec: TransformSpec,
  input: TransformRows,
  library: Library,
  random: Random,
): TransformFit {
  switch (spec.kind) {
    case "chain": {
      const steps: FittedTransform[] = [];
      let rows = input;
      let resampled: TransformFit["resampled"] = null;
      spec.steps.forEach((step, i) => {
        const fit = fitTransform(step, rows, library, random.derive(`${i}`));
        steps.push(fit.fitted);
        rows = rowsAfterFit(rows, fit);
        resampled = composed(resampled, fit.resampled);
      });
      return { fitted: { kind: "chain", steps }, columns: rows.columns, resampled };
    }
    case "component":
      return fitComponent(spec, input, library, random);
    case "take": {
      const names = new Set(input.columns.map(({ name }) => name));
      const fitted: FittedTransform = { kind: "take", columns: spec.columns.filter(({ to }) => names.has(to)) };
      return { fitted, columns: applyTransform(fitted, input, library), resampled: null };
    }
    case "block": {
      const features = spec.entries.filter((entry) => entry.selector.kind !== "target");
      const taken = assignColumns(
        features.map((entry) => entry.selector),
        input.columns,
      );
      let columns = input.columns;
      const entries = features.map((entry, i) => {
        const selected = taken[i]!;
        const fit = fitTransform(entry.transform, { ...input, columns: selected }, library, random.derive(`${i}`));
        if (fit.resampled !== null) throw resampledInBlock();
        columns = replaceColumns(columns, selected, fit.columns);
        return { columns: selected.map((column) => column.name), fitted: fit.fitted };
      });
      const target = spec.entries.find((entry) => entry.selector.kind === "target");
      const targetFit =
        target === undefined || input.label === null
          ? null
          : fitTransform(
              target.transform,
              { ...input, columns: [labelColumn(input.label)], beside: [] },
              library,
              random.derive("target"),
            ).fitted;
      return { fitted: { kind: "block", entries, target: targetFit }, columns, resampled: null };
    }
    case "choice":
      throw new ComponentError(
        "run/open-hyperparameters",
        `the choice at \`${spec.path}\` is still open`,
        "search over the model, or close the choice",
      );
    default:
      return spec satisfies never;
  }
}

function fitComponent(
  spec: Extract<TransformSpec, { kind: "component" }>,
  input: TransformRows,
  library: Library,
  random: Random,
): TransformFit {
  const { declaration, implementation } = library.transform(spec.component);
  const params = library.params("transform", spec.component, spec.params);
  const selected = input.columns.filter((column) => declaration.accepts.includes(column.type));
  const names = selected.map((column) => column.name);
  const seesTarget = declaration.learns === "features+target";
  const data: TransformInput = {
    columns: selected,
    rows: input.rows,
    target: seesTarget ? input.label : null,
    targetLevels: seesTarget ? input.classes : null,
    weight: input.weight,
    order: input.order,
    beside: besideColumns(declaration, params, input.beside),
  };
  const outOfFold = declaration.outOfFold && implementation.fitApply !== undefined;
  if (outOfFold) {
    const { state, columns } = implementation.fitApply!(data, params, { random });
    return {
      fitted: { kind: "component", component: spec.component, params, columns: names, state },
      columns: replaceColumns(input.columns, selected, columns),
      resampled: null,
    };
  }
  const state = implementation.fit(data, params, { random });
  const fitted: FittedTransform = { kind: "component", component: spec.component, params, columns: names, state };
  if (implementation.resample !== undefined) {
    const { positions, columns, ordered } = implementation.resample(data, params, { random });
    const others = input.columns.map((column) => (selected.includes(column) ? column : takeColumn(column, positions)));
    return { fitted, columns: replaceColumns(others, selected, columns), resampled: { positions, ordered } };
  }
  return { fitted, columns: applyTransform(fitted, input, library), resampled: null };
}

/** The columns that the parameter of `beside` names, in its order. */
function besideColumns(
  { beside }: TransformDeclaration,
  params: Params,
  columns: readonly FrameColumn[],
): readonly FrameColumn[] {
  const named = beside === undefined ? null : (params[beside.parameter] ?? null);
  return Array.isArray(named) ? pick(columns, named.map(String)) : [];
}

const resampledInBlock = (): ComponentError =>
  new ComponentError(
    "run/resampled-columns",
    "a step that draws rows anew stands behind a selector, but the other columns would keep their rows",
    "put it behind the block: `prepared |> smote()`",
  );

/** The rows as the next step of a chain is fitted on them. */
function rowsAfterFit(input: TransformRows, { columns, resampled }: TransformFit): TransformRows {
  if (resampled === null) return { ...input, columns };
  const { positions, ordered } = resampled;
  const take = (values: Float64Array | null): Float64Array | null =>
    values === null ? null : takeFloats(values, positions);
  return {
    rows: positions.length,
    columns,
    label: take(input.label),
    classes: input.classes,
    weight: take(input.weight),
    order: input.order === null || !ordered ? null : takeOrder(input.order, positions),
    beside: input.beside.map((column) => takeColumn(column, positions)),
  };
}

function composed(before: TransformFit["resampled"], after: TransformFit["resampled"]): TransformFit["resampled"] {
  if (before === null || after === null) return before ?? after;
  const positions = Int32Array.from(after.positions, (position) => before.positions[position]!);
  return { positions, ordered: before.ordered && after.ordered };
}

/** The same columns as in fitting, found by name; other columns pass through. */
export function applyTransform(fitted: FittedTransform, rows: AppliedRows, library: Library): readonly FrameColumn[] {
  const { columns, order } = rows;
  switch (fitted.kind) {
    case "chain":
      return fitted.steps.reduce(
        (current, step) => applyTransform(step, { ...rows, columns: current }, library),
        columns,
      );
    case "component": {
      const { params, state } = fitted;
      const selected = pick(columns, fitted.columns);
      const { declaration, implementation } = library.transform(fitted.component);
      const beside = besideColumns(declaration, params, rows.beside);
      return replaceColumns(columns, selected, implementation.apply(selected, state, params, order, beside));
    }
    case "take": {
      const places = new Map(fitted.columns.map(({ from, to }) => [to, from]));
      return columns.map((column) => {
        const from = places.get(column.name);
        return from === undefined ? column : renamedColumn(pick(rows.beside, [from])[0]!, column.name);
      });
    }
    case "block":
      // Entries take disjoint columns of the block's input, so their order does not matter.
      return fitted.entries.reduce((current, entry) => {
        const selected = pick(columns, entry.columns);
        return replaceColumns(current, selected, applyTransform(entry.fitted, { ...rows, columns: selected }, library));
      }, columns);
    default:
      return fitted satisfies never;
  }
}

/** The label as the estimator sees it, `order` being that of the labels. Labels of other rows (later steps) use the statistics of the fitted rows. */
export function transformLabel(
  fitted: FittedTransform,
  label: Float64Array,
  library: Library,
  order: RowOrder | null,
): Float64Array {
  if (fitted.kind === "chain")
    return fitted.steps.reduce((values, step) => transformLabel(step, values, library, order), label);
  if (fitted.kind !== "block" || fitted.target === null) return label;
  const column = applyTransform(fitted.target, { columns: [labelColumn(label)], order, beside: [] }, library)[0];
  return column?.kind === "number" ? column.values : label;
}

/** Predictions of a transformed label back in original units. */
export function invertLabel(
  fitted: FittedTransform,
  values: Float64Array,
  library: Library,
  order: RowOrder | null,
): Float64Array {
  if (fitted.kind === "chain") {
    return fitted.steps.reduceRight((current, step) => invertLabel(step, current, library, order), values);
  }
  if (fitted.kind !== "block" || fitted.target === null) return values;
  return invertComponents(fitted.target, values, library, order);
}

function invertComponents(
  fitted: FittedTransform,
  values: Float64Array,
  library: Library,
  order: RowOrder | null,
): Float64Array {
  switch (fitted.kind) {
    case "chain":
      return fitted.steps.reduceRight((current, step) => invertComponents(step, current, library, order), values);
    case "component": {
      const { implementation } = library.transform(fitted.component);
      if (implementation.invert === undefined) {
        throw new ComponentError(
          "run/not-invertible",
          `\`${fitted.component}\` cannot be turned back, so it cannot transform the target`,
          "use a transform that can be inverted for `target:`, such as `log1p()` or `standardize()`",
        );
      }
      return implementation.invert(values, fitted.state, fitted.params, order);
    }
    case "take":
      throw new TypeError("a target has no columns beside it");
    case "block":
      return fitted.entries.reduceRight(
        (current, entry) => invertComponents(entry.fitted, current, library, order),
        values,
      );
    default:
      return fitted satisfies never;
  }
}

export const changesLabel = (fitted: FittedTransform): boolean =>
  fitted.kind === "chain" ? fitted.steps.some(changesLabel) : fitted.kind === "block" && fitted.target !== null;

const labelColumn = (values: Float64Array): FrameColumn => ({ kind: "number", name: "target", type: "float", values });

function pick(columns: readonly FrameColumn[], names: readonly string[]): readonly FrameColumn[] {
  return names.map((name) => {
    const column = columns.find((candidate) => candidate.name === name);
    if (column === undefined) {
      throw new ComponentError(
        "run/missing-column",
        `the column \`${name}\`, which the transform was fitted on, is missing`,
        "give the table the columns that the transform was fitted on",
      );
    }
    return column;
  });
}

/**
 * A column that keeps its name keeps its place. New columns stand where the first column stood that is gone, or after the
 * last replaced one when none is.
 */
function replaceColumns(
  columns: readonly FrameColumn[],
  replaced: readonly FrameColumn[],
  by: readonly FrameColumn[],
): readonly FrameColumn[] {
  const names = new Set(replaced.map((column) => column.name));
  const kept = new Map(by.filter((column) => names.has(column.name)).map((column) => [column.name, column]));
  const added = by.filter((column) => !names.has(column.name));
  const place = replaced.find((column) => !kept.has(column.name)) ?? replaced.at(-1);
  const result: FrameColumn[] = [];
  for (const column of columns) {
    if (!names.has(column.name)) result.push(column);
    const own = kept.get(column.name);
    if (own !== undefined) result.push(sameElement(column, own));
    if (column.name === place?.name) result.push(...added);
  }
  return place === undefined ? [...result, ...added] : result;
}

/** What is computed from an element of a tensor in its place is still that element. */
function sameElement(column: FrameColumn, own: FrameColumn): FrameColumn {
  if (column.kind !== "number" || column.element === undefined || own.kind !== "number") return own;
  return own.element === undefined ? { ...own, element: column.element } : own;
}
