// As scikit-learn's QuantileTransformer, on all rows instead of a sample of them.
import type { TransformImplementation } from "../../../runtime/component.ts";
import { normalCdf, normalQuantile } from "../../../runtime/numeric/normal.ts";
import { sortedPresent } from "../../../runtime/numeric/selection.ts";
import { quantileOfSorted } from "../../../runtime/numeric/statistics.ts";
import { mapNumbers, mapValues, requireNumbers } from "../number-columns.ts";
import type { QuantileTransformParams } from "./quantile-transform.decl.ts";

/** Values at equally spaced levels from 0 to 1, rising; empty for a column without values. */
export type QuantileTransformState = { readonly quantiles: readonly Float64Array[] };

/** Normal values are held within those of this level, which keeps the ends finite. */
export const EDGE = 1e-7;

const quantilesOf = (sorted: Float64Array, count: number): Float64Array =>
  sorted.length === 0
    ? new Float64Array(0)
    : Float64Array.from({ length: count }, (_, k) => quantileOfSorted(sorted, count === 1 ? 0 : k / (count - 1)));

/** First index whose value is at least (`strict`: above) `value`. */
function lowerBound(sorted: Float64Array, value: number, strict: boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value || (strict && sorted[middle] === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The mean of the first and the last level at which the value stands, by linear interpolation. */
function levelOf(value: number, quantiles: Float64Array): number {
  const last = quantiles.length - 1;
  if (Number.isNaN(value) || last < 0) return Number.NaN;
  if (value <= quantiles[0]!) return 0;
  if (value >= quantiles[last]!) return 1;
  const between = (index: number): number => {
    const below = quantiles[index - 1]!;
    const share = (value - below) / (quantiles[index]! - below);
    return (index - 1 + share) / last;
  };
  const first = lowerBound(quantiles, value, false);
  if (quantiles[first] !== value) return between(first);
  return (first + lowerBound(quantiles, value, true) - 1) / (2 * last);
}

function valueAt(level: number, quantiles: Float64Array): number {
  const last = quantiles.length - 1;
  if (Number.isNaN(level) || last < 0) return Number.NaN;
  if (level <= EDGE) return quantiles[0]!;
  if (level >= 1 - EDGE) return quantiles[last]!;
  return quantileOfSorted(quantiles, level);
}

export const quantileTransformImplementation: TransformImplementation<QuantileTransformParams, QuantileTransformState> =
  {
    fit: ({ columns, rows }, { quantiles }) => {
      const count = Math.max(1, Math.min(quantiles, rows));
      return { quantiles: columns.map((column) => quantilesOf(sortedPresent(requireNumbers(column).values), count)) };
    },
    apply: (columns, { quantiles }, { output }) =>
      columns.map((column, j) =>
        mapNumbers(column, "float", (value) => {
          const level = levelOf(value, quantiles[j]!);
          return output === "uniform" ? level : normalQuantile(Math.min(1 - EDGE, Math.max(EDGE, level)));
        }),
      ),
    invert: (values, { quantiles }, { output }) =>
      mapValues(values, (value) => valueAt(output === "uniform" ? value : normalCdf(value), quantiles[0]!)),
  };
