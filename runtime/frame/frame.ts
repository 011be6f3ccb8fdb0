// Columns in memory: what tasks, transforms and learners work on. Backed by SharedArrayBuffer, so that workers read the
// same memory without copies. Values never change once a frame is made.
import type { ScalarKind } from "../../specs/data-type.ts";

/**
 * Numbers, bools (0/1), dates, timestamps and durations (milliseconds since the epoch, or of length). NaN is missing.
 * `type` keeps what the column means, for selectors.
 */
export interface NumberColumn {
  readonly kind: "number";
  readonly name: string;
  readonly type: Exclude<ScalarKind, "string" | "category">;
  readonly values: Float64Array;
  /** A tensor column of a table is a column per element, `x[1]`, `x[2]`, … in row-major order. */
  readonly element?: { readonly of: string; readonly shape: readonly number[]; readonly index: number };
}

/** Levels in order of first use or as fitted; code -1 is missing. */
export interface CategoryColumn {
  readonly kind: "category";
  readonly name: string;
  readonly type: "string" | "category";
  readonly codes: Int32Array;
  readonly levels: readonly string[];
}

export type FrameColumn = NumberColumn | CategoryColumn;

export interface Frame {
  readonly rows: number;
  readonly columns: readonly FrameColumn[];
}

export const sharedFloats = (length: number): Float64Array => new Float64Array(new SharedArrayBuffer(length * 8));

export const sharedInts = (length: number): Int32Array => new Int32Array(new SharedArrayBuffer(length * 4));

export const columnLength = (column: FrameColumn): number =>
  column.kind === "number" ? column.values.length : column.codes.length;

/** The column of a table that it is, or is an element of. */
export const tableColumnOf = (column: FrameColumn): string =>
  column.kind === "number" && column.element !== undefined ? column.element.of : column.name;

/** The given rows of a column, in the given order, in fresh shared memory. */
export function takeColumn(column: FrameColumn, rows: Int32Array): FrameColumn {
  if (column.kind === "number") {
    const values = sharedFloats(rows.length);
    for (let i = 0; i < rows.length; i++) values[i] = column.values[rows[i]!]!;
    return { ...column, values };
  }
  const codes = sharedInts(rows.length);
  for (let i = 0; i < rows.length; i++) codes[i] = column.codes[rows[i]!]!;
  return { ...column, codes };
}

export const takeRows = (frame: Frame, rows: Int32Array): Frame => ({
  rows: rows.length,
  columns: frame.columns.map((column) => takeColumn(column, rows)),
});
