// A fitted chain of transforms in a graph, and the way back of the target's.
import { ComponentError } from "../component.ts";
import type { FittedTransform } from "../model/fitted.ts";
import type { Graph, Tensor } from "./graph.ts";
import type { OnnxColumn, OnnxLowerings, OnnxTransform } from "./lowering.ts";
import type { RowSeries } from "./row-series.ts";
import type { RowTimes } from "./row-times.ts";

export interface Context {
  readonly graph: Graph;
  /** The inputs, as the table has them. */
  readonly inputs: readonly OnnxColumn[];
  readonly lowerings: OnnxLowerings;
  readonly times: RowTimes;
  readonly series: RowSeries;
  readonly horizon: number;
  /** Rows that the origin was moved on by `recursive`, and from there to what is predicted. */
  readonly rolled: number;
  readonly step: number;
}

export function lowerTransform(
  fitted: FittedTransform,
  columns: readonly OnnxColumn[],
  context: Context,
): readonly OnnxColumn[] {
  switch (fitted.kind) {
    case "chain":
      return fitted.steps.reduce((current, step) => lowerTransform(step, current, context), columns);
    case "block":
      return fitted.entries.reduce((current, entry) => {
        const selected = pick(columns, entry.columns);
        return replace(current, selected, lowerTransform(entry.fitted, selected, context));
      }, columns);
    case "component": {
      const { graph, inputs, times, rolled } = context;
      const lowering = transformOf(fitted.component, context);
      const selected = pick(columns, fitted.columns);
      const made = lowering.apply(graph, selected, fitted.state, fitted.params, {
        beside: (names) => pick(inputs, names),
        time: () => times.at(fitted.component, rolled),
      });
      return replace(columns, selected, made);
    }
    case "take":
      throw notExportable(
        fitted.columns[0]?.from ?? "",
        "reads earlier rows, which a graph over single rows does not have",
      );
    default:
      return fitted satisfies never;
  }
}

function transformOf(component: string, { lowerings }: Context): OnnxTransform<unknown> {
  const lowering = lowerings.transforms[component] as unknown as OnnxTransform<unknown> | undefined;
  if (lowering === undefined) throw notExportable(component, "has no form in ONNX");
  return lowering;
}

const pick = (columns: readonly OnnxColumn[], names: readonly string[]): readonly OnnxColumn[] =>
  names.map((name) => {
    const column = columns.find((candidate) => candidate.name === name);
    if (column === undefined) throw new TypeError(`a transform needs the column ${name}, which no step makes`);
    return column;
  });

/** As in transforming rows: the made columns stand where the first of the replaced ones stood. */
function replace(
  columns: readonly OnnxColumn[],
  selected: readonly OnnxColumn[],
  made: readonly OnnxColumn[],
): readonly OnnxColumn[] {
  const first = columns.findIndex((column) => selected.includes(column));
  if (first < 0) return [...columns, ...made];
  const before = columns.slice(0, first).filter((column) => !selected.includes(column));
  const after = columns.slice(first).filter((column) => !selected.includes(column));
  return [...before, ...made, ...after];
}

export function hasTarget(fitted: FittedTransform): boolean {
  if (fitted.kind === "chain") return fitted.steps.some(hasTarget);
  return fitted.kind === "block" && fitted.target !== null;
}

/** Predictions back in the units that the label had before the transform. */
export function invert(fitted: FittedTransform, tensor: Tensor, context: Context): Tensor {
  switch (fitted.kind) {
    case "chain":
      return fitted.steps.reduceRight((at, step) => invert(step, at, context), tensor);
    case "block":
      return fitted.target === null ? tensor : invertTarget(fitted.target, tensor, context);
    case "component":
    case "take":
      return tensor;
    default:
      return fitted satisfies never;
  }
}

function invertTarget(fitted: FittedTransform, tensor: Tensor, context: Context): Tensor {
  if (fitted.kind === "chain") return fitted.steps.reduceRight((at, step) => invertTarget(step, at, context), tensor);
  if (fitted.kind !== "component") return tensor;
  const lowering = transformOf(fitted.component, context);
  if (lowering.invert === undefined) throw notExportable(fitted.component, "cannot be inverted in ONNX");
  const time = (): Tensor => context.times.at(fitted.component, context.rolled + context.step);
  return lowering.invert(context.graph, tensor, fitted.state, fitted.params, time);
}

export const notExportable = (component: string, reason: string): ComponentError =>
  new ComponentError(
    "run/not-exportable",
    `\`${component}\` ${reason}`,
    "publish the model as it is, or use components that `docs/interop.md` lists",
  );
