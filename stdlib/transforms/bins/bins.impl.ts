import type { TransformImplementation } from "../../../runtime/component.ts";
import { sortedPresent } from "../../../runtime/numeric/selection.ts";
import { quantileOfSorted } from "../../../runtime/numeric/statistics.ts";
import { mapNumbers, requireNumbers } from "../number-columns.ts";
import type { BinsParams } from "./bins.decl.ts";

/** Inner edges per column, rising; a value on an edge belongs to the interval above. */
export type BinsState = { readonly edges: readonly Float64Array[] };

function innerEdges(values: Float64Array, { n, by }: BinsParams): Float64Array {
  const sorted = sortedPresent(values);
  const low = sorted[0];
  const high = sorted[sorted.length - 1];
  if (low === undefined || high === undefined || low === high) return new Float64Array(0);
  const edges: number[] = [];
  for (let k = 1; k < n; k++) {
    const edge = by === "quantile" ? quantileOfSorted(sorted, k / n) : low + ((high - low) * k) / n;
    // Coinciding quantiles and the outer limits would make empty intervals.
    if (edge > (edges[edges.length - 1] ?? low) && edge < high) edges.push(edge);
  }
  return Float64Array.from(edges);
}

function interval(value: number, edges: Float64Array): number {
  if (Number.isNaN(value)) return Number.NaN;
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (value >= edges[middle]!) low = middle + 1;
    else high = middle;
  }
  return low;
}

export const binsImplementation: TransformImplementation<BinsParams, BinsState> = {
  fit: ({ columns }, params) => {
    const { edges } = params;
    if (edges === null) return { edges: columns.map((column) => innerEdges(requireNumbers(column).values, params)) };
    return { edges: columns.map(() => Float64Array.from(edges)) };
  },
  apply: (columns, { edges }) =>
    columns.map((column, j) => mapNumbers(column, "int", (value) => interval(value, edges[j]!))),
};
