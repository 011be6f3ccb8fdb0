// What the numeric transforms share: reading columns as numbers and writing new ones in shared memory.
import { ComponentError } from "../../runtime/component.ts";
import { changedColumn, type Numbers, numbersIn } from "../../runtime/frame/column-rows.ts";
import type { FrameColumn, NumberColumn } from "../../runtime/frame/frame.ts";

export function requireNumbers(column: FrameColumn): NumberColumn {
  if (column.kind === "number") return column;
  throw new ComponentError(
    "data/not-numeric",
    `column \`${column.name}\` holds ${column.type} values where numbers are needed`,
    "select numeric columns (`numeric: ...`), or encode it first with `onehot()` or `ordinal()`",
  );
}

/** A new column of the same name, value by value; NaN stays NaN unless `change` says otherwise. */
export const mapNumbers = (
  column: FrameColumn,
  type: NumberColumn["type"],
  change: (value: number) => number,
): NumberColumn => changedColumn(requireNumbers(column), column.name, type, { kind: "each", of: change });

/** `(value - center) / scale` */
export const scaleNumbers = (column: FrameColumn, center: number, scale: number): NumberColumn =>
  changedColumn(requireNumbers(column), column.name, "float", { kind: "scale", center, scale });

export const mapValues = (values: Float64Array, change: (value: number) => number): Float64Array => values.map(change);

/** A spread to divide by: one that is no more than rounding error counts as none (scikit-learn's rule), and scales by 1. */
export const usableScale = (spread: number): number => (spread >= 10 * Number.EPSILON ? spread : 1);

/** Fitted numbers per column, in the order of the columns. */
export const perColumn = (columns: readonly FrameColumn[], statistic: (numbers: Numbers) => number): Float64Array =>
  Float64Array.from(columns, (column) => statistic(numbersIn(requireNumbers(column))));
