import { ComponentError, type RowOrder, type TransformImplementation } from "../../../runtime/component.ts";
import { changedColumn, numbersIn } from "../../../runtime/frame/column-rows.ts";
import {
  type CategoryColumn,
  type FrameColumn,
  type NumberColumn,
  sharedFloats,
  sharedInts,
} from "../../../runtime/frame/frame.ts";
import { mean, median, mode } from "../../../runtime/numeric/statistics.ts";
import type { Json } from "../../../specs/json.ts";
import { countLevels } from "../level-columns.ts";
import type { ImputeParams } from "./impute.decl.ts";

type Fill = { readonly kind: "number"; readonly value: number } | { readonly kind: "level"; readonly level: string };
/** One fill per column; null for `forward`, which learns nothing. */
export type ImputeState = { readonly fills: readonly (Fill | null)[] };

/** What a column gets that had no value at all in training. */
const EMPTY_NUMBER = 0;
const EMPTY_LEVEL = "missing";

function constantOf(strategy: Json): Json {
  if (strategy !== null && typeof strategy === "object" && "params" in strategy) {
    const { params } = strategy;
    if (params !== null && typeof params === "object" && "value" in params) return params.value;
  }
  throw new ComponentError(
    "param/impute-strategy",
    "`impute` got a strategy that it does not know",
    "use `mean`, `median`, `mode`, `forward` or `constant(v)`",
  );
}

function constantFill(column: FrameColumn, value: Json): Fill {
  if (column.kind === "category" && value !== null && typeof value !== "object")
    return { kind: "level", level: String(value) };
  if (column.kind === "number" && typeof value === "number") return { kind: "number", value };
  if (column.kind === "number" && typeof value === "boolean") return { kind: "number", value: value ? 1 : 0 };
  throw new ComponentError(
    "data/constant-type",
    `\`${JSON.stringify(value)}\` cannot fill the ${column.type} column \`${column.name}\``,
    "select the columns that the constant fits, for example `numeric: impute(constant(0))`",
  );
}

function mostFrequentLevel(column: CategoryColumn): string {
  const { levels, counts } = countLevels(column);
  const best = counts.indexOf(Math.max(...counts));
  return levels[best] ?? EMPTY_LEVEL;
}

function statisticFill(column: FrameColumn, strategy: "mean" | "median" | "mode"): Fill {
  if (column.kind === "category") return { kind: "level", level: mostFrequentLevel(column) };
  const statistic = strategy === "mode" || column.type === "bool" ? mode : strategy === "mean" ? mean : median;
  const value = statistic(numbersIn(column));
  return { kind: "number", value: Number.isNaN(value) ? EMPTY_NUMBER : value };
}

const fillNumbers = (column: NumberColumn, fill: number): NumberColumn =>
  changedColumn(column, column.name, column.type, { kind: "fill", value: fill });

function fillLevels(column: CategoryColumn, level: string): CategoryColumn {
  const found = column.levels.indexOf(level);
  const code = found >= 0 ? found : column.levels.length;
  const codes = sharedInts(column.codes.length);
  for (let i = 0; i < codes.length; i++) codes[i] = column.codes[i]! < 0 ? code : column.codes[i]!;
  return { ...column, codes, levels: found >= 0 ? column.levels : [...column.levels, level] };
}

/** The last earlier value of the same series; nothing before the first one. */
function fillForward(column: FrameColumn, order: RowOrder | null): FrameColumn {
  if (order === null) {
    throw new ComponentError(
      "data/no-order",
      `\`impute(forward)\` needs a time order, which the rows of \`${column.name}\` do not have`,
      "mark a column with `@time`, or fill with a statistic",
    );
  }
  const { series } = order;
  if (column.kind === "number") {
    const values = sharedFloats(column.values.length);
    for (let i = 0; i < values.length; i++) {
      const value = column.values[i]!;
      values[i] = Number.isNaN(value) && i > 0 && series[i] === series[i - 1] ? values[i - 1]! : value;
    }
    return { ...column, values };
  }
  const codes = sharedInts(column.codes.length);
  for (let i = 0; i < codes.length; i++) {
    const code = column.codes[i]!;
    codes[i] = code < 0 && i > 0 && series[i] === series[i - 1] ? codes[i - 1]! : code;
  }
  return { ...column, codes };
}

function fillColumn(column: FrameColumn, fill: Fill | null, order: RowOrder | null): FrameColumn {
  if (fill === null) return fillForward(column, order);
  if (column.kind === "number" && fill.kind === "number") return fillNumbers(column, fill.value);
  if (column.kind === "category" && fill.kind === "level") return fillLevels(column, fill.level);
  throw new ComponentError(
    "data/column-changed",
    `column \`${column.name}\` is now ${column.type}, which it was not in training`,
    "give the column the type that it had when the transform was fitted",
  );
}

function missingFlags(column: FrameColumn): NumberColumn {
  const name = `${column.name}_missing`;
  if (column.kind === "number") {
    return changedColumn(column, name, "bool", { kind: "each", of: (value) => (Number.isNaN(value) ? 1 : 0) });
  }
  const values = sharedFloats(column.codes.length);
  for (let i = 0; i < values.length; i++) values[i] = column.codes[i]! < 0 ? 1 : 0;
  return { kind: "number", name, type: "bool", values };
}

export const imputeImplementation: TransformImplementation<ImputeParams, ImputeState> = {
  byColumn: true,
  fit: ({ columns }, { strategy }) => {
    switch (strategy) {
      case "forward":
        return { fills: columns.map(() => null) };
      case "mean":
      case "median":
      case "mode":
        return { fills: columns.map((column) => statisticFill(column, strategy)) };
      default: {
        const value = constantOf(strategy);
        return { fills: columns.map((column) => constantFill(column, value)) };
      }
    }
  },
  apply: (columns, { fills }, { indicator }, order) => {
    const filled = columns.map((column, j) => fillColumn(column, fills[j]!, order));
    return indicator ? [...filled, ...columns.map(missingFlags)] : filled;
  },
};
