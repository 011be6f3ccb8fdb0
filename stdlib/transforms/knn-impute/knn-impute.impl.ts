// As scikit-learn's KNNImputer with uniform weights. Of equally similar rows those of smaller values count first, so that
// the order of the training rows does not matter.
import type { TransformImplementation } from "../../../runtime/component.ts";
import { sharedFloats } from "../../../runtime/frame/frame.ts";
import { mean } from "../../../runtime/numeric/statistics.ts";
import { requireNumbers } from "../number-columns.ts";
import type { KnnImputeParams } from "./knn-impute.decl.ts";

/** The training rows themselves, and what a column gets where no row helps. */
export type KnnImputeState = { readonly columns: readonly Float64Array[]; readonly means: Float64Array };

/** Squared distance per training row over the columns that both have, scaled up to all columns; NaN without any. */
function distancesTo(row: Float64Array, columns: readonly Float64Array[]): Float64Array {
  const rows = columns[0]?.length ?? 0;
  const sums = new Float64Array(rows);
  const counts = new Float64Array(rows);
  columns.forEach((values, j) => {
    const own = row[j]!;
    if (Number.isNaN(own)) return;
    for (let i = 0; i < rows; i++) {
      const difference = values[i]! - own;
      if (Number.isNaN(difference)) continue;
      sums[i] = sums[i]! + difference * difference;
      counts[i] = counts[i]! + 1;
    }
  });
  return sums.map((sum, i) => (counts[i] === 0 ? Number.NaN : (sum * columns.length) / counts[i]!));
}

/** Mean over the k nearest rows that have the value; NaN when no row can be compared. */
function meanOfNearest(values: Float64Array, distances: Float64Array, k: number): number {
  const rows: number[] = [];
  // A sorted list of at most k rows: k is small.
  for (let i = 0; i < values.length; i++) {
    const distance = distances[i]!;
    if (Number.isNaN(values[i]!) || Number.isNaN(distance)) continue;
    const isAfter = (row: number): boolean =>
      distances[row]! > distance || (distances[row] === distance && values[row]! > values[i]!);
    if (rows.length === k && !isAfter(rows[k - 1]!)) continue;
    let at = rows.length;
    while (at > 0 && isAfter(rows[at - 1]!)) at--;
    rows.splice(at, 0, i);
    if (rows.length > k) rows.pop();
  }
  return rows.length === 0 ? Number.NaN : rows.reduce((sum, i) => sum + values[i]!, 0) / rows.length;
}

export const knnImputeImplementation: TransformImplementation<KnnImputeParams, KnnImputeState> = {
  fit: ({ columns }) => {
    const values = columns.map((column) => Float64Array.from(requireNumbers(column).values));
    // A column without any value in training is filled with 0, as by `impute`.
    return { columns: values, means: Float64Array.from(values, (column) => mean(column) || 0) };
  },
  apply: (columns, state, { k }) => {
    const given = columns.map(requireNumbers);
    const filled = given.map(({ values }) => {
      const copy = sharedFloats(values.length);
      copy.set(values);
      return copy;
    });
    const rows = given[0]?.values.length ?? 0;
    for (let row = 0; row < rows; row++) {
      if (given.every(({ values }) => !Number.isNaN(values[row]!))) continue;
      const own = Float64Array.from(given, ({ values }) => values[row]!);
      const distances = distancesTo(own, state.columns);
      own.forEach((value, j) => {
        if (!Number.isNaN(value)) return;
        const found = meanOfNearest(state.columns[j]!, distances, k);
        filled[j]![row] = Number.isNaN(found) ? state.means[j]! : found;
      });
    }
    return given.map(({ name }, j) => ({ kind: "number", name, type: "float", values: filled[j]! }));
  },
};
