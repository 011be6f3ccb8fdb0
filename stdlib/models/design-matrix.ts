// Features as plain numbers, column by column or as one matrix, for models that take nothing else.
import { ComponentError } from "../../runtime/component.ts";
import type { FrameColumn } from "../../runtime/frame/frame.ts";

export interface DesignMatrix {
  readonly rows: number;
  readonly columns: number;
  /** Column-major rows x columns. */
  readonly values: Float64Array;
}

/** The values of each feature, not copied. Refuses category columns by name. */
export const numberColumns = (features: readonly FrameColumn[], model: string): readonly Float64Array[] =>
  features.map((column) => {
    if (column.kind === "number") return column.values;
    throw new ComponentError(
      "data/not-numeric",
      `\`${model}\` takes numbers, but the feature \`${column.name}\` is ${column.type}`,
      "encode it first: `categorical: onehot()`",
    );
  });

/** Refuses missing and infinite values by name. */
export function requireFinite(features: readonly FrameColumn[], rows: number, model: string): void {
  for (const [j, values] of numberColumns(features, model).entries()) {
    const bad = firstNotFinite(values, rows);
    if (bad >= 0) throw missingValue(features[j]!.name, model, values[bad]!);
  }
}

/** Refuses category columns and missing values by name. */
export function designMatrix(features: readonly FrameColumn[], rows: number, model: string): DesignMatrix {
  requireFinite(features, rows, model);
  const values = new Float64Array(rows * features.length);
  numberColumns(features, model).forEach((column, j) => {
    values.set(rows === column.length ? column : column.subarray(0, rows), j * rows);
  });
  return { rows, columns: features.length, values };
}

/** A loop of its own, which is compiled once for all columns; -1 when all are finite. */
function firstNotFinite(values: Float64Array, rows: number): number {
  for (let i = 0; i < rows; i++) if (!Number.isFinite(values[i]!)) return i;
  return -1;
}

/** The same row after row: rows x columns. */
export function rowMajorMatrix(features: readonly FrameColumn[], rows: number, model: string): Float64Array {
  const { values, columns } = designMatrix(features, rows, model);
  const result = new Float64Array(values.length);
  for (let j = 0; j < columns; j++) for (let i = 0; i < rows; i++) result[i * columns + j] = values[j * rows + i]!;
  return result;
}

function missingValue(name: string, model: string, value: number): ComponentError {
  return Number.isNaN(value)
    ? new ComponentError(
        "data/missing-values",
        `\`${model}\` takes no missing values, but the feature \`${name}\` has some`,
        "fill them first: `impute(median)`",
      )
    : new ComponentError(
        "data/infinite-values",
        `\`${model}\` takes finite numbers, but the feature \`${name}\` holds ${value}`,
        "find the division or logarithm that makes it, or `clip` the column",
      );
}

/** For what was learned from finite numbers so large that their sums are none. */
export function requireLearned(learned: Iterable<number>, model: string): void {
  for (const value of learned)
    if (!Number.isFinite(value))
      throw new ComponentError(
        "data/infinite-values",
        `the features or the label are too large for \`${model}\`: sums over them are no finite numbers`,
        "put `robust()` or `clip()` before it, so that the numbers are of a usual size",
      );
}

export function requireRows(rows: number, model: string): void {
  if (rows > 0) return;
  throw new ComponentError(
    "data/no-rows",
    `\`${model}\` has no rows to be fitted on`,
    "look at the partition and at the filters before it",
  );
}
