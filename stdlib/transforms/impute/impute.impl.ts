import { ComponentError, type TransformImplementation, type TransformInput } from "../../../runtime/component.ts";
import { changedColumn, columnLength, type Numbers, numbersIn } from "../../../runtime/frame/column-rows.ts";
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
import { fillLevelsByGroup, fillNumbersByGroup, fitGroups, type GroupFills, placesOf } from "./group-fills.ts";
import type { ImputeParams } from "./impute.decl.ts";

export type Fill =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "level"; readonly level: string };
/** One fill per column. `groups`: those of single groups go before. */
export type ImputeState = { readonly fills: readonly Fill[]; readonly groups?: GroupFills };

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

function mostFrequentLevel(column: CategoryColumn): string | null {
  const { levels, counts } = countLevels(column);
  const best = counts.indexOf(Math.max(...counts));
  return levels[best] ?? null;
}

type Strategy = "mean" | "median" | "mode";

const statisticOf = ({ type }: NumberColumn, strategy: Strategy): ((values: Numbers | Float64Array) => number) =>
  strategy === "mode" || type === "bool" ? mode : strategy === "mean" ? mean : median;

function statisticFill(column: FrameColumn, strategy: Strategy): Fill {
  if (column.kind === "category") return { kind: "level", level: mostFrequentLevel(column) ?? EMPTY_LEVEL };
  const value = statisticOf(column, strategy)(numbersIn(column));
  return { kind: "number", value: Number.isNaN(value) ? EMPTY_NUMBER : value };
}

function fitStatistics({ columns, rows, beside = [] }: TransformInput, strategy: Strategy): ImputeState {
  const fills = columns.map((column) => statisticFill(column, strategy));
  if (beside.length === 0) return { fills };
  const groups = fitGroups(columns, beside, rows, {
    number: (column, values) => statisticOf(column, strategy)(values),
    level: mostFrequentLevel,
  });
  return { fills, groups };
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

function fillColumn(column: FrameColumn, fill: Fill): FrameColumn {
  if (column.kind === "number" && fill.kind === "number") return fillNumbers(column, fill.value);
  if (column.kind === "category" && fill.kind === "level") return fillLevels(column, fill.level);
  throw new ComponentError(
    "data/column-changed",
    `column \`${column.name}\` is now ${column.type}, which it was not in training`,
    "give the column the type that it had when the transform was fitted",
  );
}

/** With the fills of groups where they fit the column; whatever does not is refused as without groups. */
function fillByGroup(
  column: FrameColumn,
  fill: Fill,
  own: GroupFills["columns"][number],
  places: Int32Array,
): FrameColumn {
  if (column.kind === "number" && fill.kind === "number" && own.kind === "numbers")
    return fillNumbersByGroup(column, own.values, fill.value, places);
  if (column.kind === "category" && fill.kind === "level" && own.kind === "levels")
    return fillLevelsByGroup(column, own, fill.level, places);
  return fillColumn(column, fill);
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
  fit: (input, { strategy }) => {
    const { columns } = input;
    switch (strategy) {
      case "forward":
        throw new TypeError("filling forward is a window of the table");
      case "mean":
      case "median":
      case "mode":
        return fitStatistics(input, strategy);
      default: {
        const value = constantOf(strategy);
        return { fills: columns.map((column) => constantFill(column, value)) };
      }
    }
  },
  apply: (columns, { fills, groups }, { indicator }, _order, beside = []) => {
    const rows = columns[0] === undefined ? 0 : columnLength(columns[0]);
    const places = groups === undefined ? null : placesOf(groups, beside, rows);
    const filled = columns.map((column, j) => {
      const fill = fills[j]!;
      const own = groups?.columns[j];
      return own === undefined || places === null ? fillColumn(column, fill) : fillByGroup(column, fill, own, places);
    });
    return indicator ? [...filled, ...columns.map(missingFlags)] : filled;
  },
};
