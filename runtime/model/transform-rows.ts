// Rows after one more fitted transform.
import { takeColumn } from "../frame/column-rows.ts";
import type { FittedTransform } from "./fitted.ts";
import type { Library } from "./library.ts";
import type { ModelRows } from "./model-rows.ts";
import { takeFloats, takeOrder } from "./take-rows.ts";
import { applyTransform, type TransformFit } from "./transform-chain.ts";
import { onceForTransform } from "./transform-memo.ts";

export const transformRows = (fitted: FittedTransform, rows: ModelRows, library: Library): ModelRows =>
  onceForTransform(fitted, rows, () => ({
    ...rows,
    columns: applyTransform(fitted, rows, library),
    applied: [...rows.applied, fitted],
  }));

/** The rows that a transform was fitted on, as a model is fitted on them: resampled where the chain says so. */
export function fittedRows(rows: ModelRows, { fitted, columns, resampled }: TransformFit): ModelRows {
  const applied = [...rows.applied, fitted];
  if (resampled === null) return { ...rows, columns, applied };
  const { positions, ordered } = resampled;
  return {
    origins: Int32Array.from(positions, (position) => rows.origins[position]!),
    columns,
    beside: rows.beside.map((column) => takeColumn(column, positions)),
    order: rows.order === null || !ordered ? null : takeOrder(rows.order, positions),
    weight: rows.weight === null ? null : takeFloats(rows.weight, positions),
    applied,
  };
}
