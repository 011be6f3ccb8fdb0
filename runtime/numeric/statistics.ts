// Summary statistics over numbers in one or two passes. NaN is missing and left out; a statistic of no values is NaN.
import { asNumbers, type Numbers } from "../frame/column-rows.ts";
import { findNeighbours, findNeighboursTogether, type Neighbours, type Stretches, sortedPresent } from "./selection.ts";

export const countPresent = (values: Float64Array): number => {
  let n = 0;
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i]!)) n++;
  return n;
};

export const mean = (source: Numbers | Float64Array): number => asNumbers(source).summary().mean;

/** The population variance. */
export function meanAndVariance(source: Numbers | Float64Array): {
  readonly mean: number;
  readonly variance: number;
  readonly count: number;
} {
  const { count, mean: centre, squares } = asNumbers(source).summary();
  return { mean: centre, variance: count === 0 ? Number.NaN : squares / count, count };
}

/** Quantile of rising values by linear interpolation (type 7 of Hyndman and Fan, 1996; the default of numpy and R). */
export function quantileOfSorted(sorted: Float64Array, level: number): number {
  if (sorted.length === 0) return Number.NaN;
  const position = level * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (position - below);
}

export function quantiles(source: Numbers | Float64Array, levels: readonly number[]): readonly number[] {
  const numbers = asNumbers(source);
  return numbers.quantiles(levels, (unknown) => findNeighbours(numbers, unknown).map(interpolate));
}

/** Of several lists of the same numbers, by list; null where one pass does not find them. */
export const quantilesTogether = (
  stretches: Stretches,
  levels: readonly number[],
): readonly (readonly number[])[] | null =>
  findNeighboursTogether(stretches, levels)?.map((ofList) => ofList.map(interpolate)) ?? null;

const interpolate = ([low, high, share]: Neighbours): number => low + (high - low) * share;

export const quantile = (source: Numbers | Float64Array, level: number): number => quantiles(source, [level])[0]!;

export const median = (source: Numbers | Float64Array): number => quantile(source, 0.5);

/** The most frequent value; the smallest of a tie. */
export function mode(source: Numbers | Float64Array): number {
  const sorted = sortedPresent(source);
  let best = Number.NaN;
  let bestCount = 0;
  for (let start = 0; start < sorted.length; ) {
    let end = start + 1;
    while (end < sorted.length && sorted[end] === sorted[start]) end++;
    if (end - start > bestCount) {
      bestCount = end - start;
      best = sorted[start]!;
    }
    start = end;
  }
  return best;
}

/**
 * The smallest value at which the cumulated weight passes `level` of the total: the minimiser of the weighted quantile
 * loss; the midpoint to the next value where it stops exactly there, as the usual median. `weights` null: all equal.
 */
export function weightedQuantile(values: Float64Array, weights: Float64Array | null, level: number): number {
  if (weights === null) return stepQuantile(values.slice().sort(), level);
  const order = Int32Array.from(values.keys())
    .filter((row) => weights[row]! > 0)
    .sort((a, b) => values[a]! - values[b]!);
  const goal = level * order.reduce((sum, row) => sum + weights[row]!, 0);
  let cumulated = 0;
  for (let k = 0; k < order.length; k++) {
    cumulated += weights[order[k]!]!;
    const value = values[order[k]!]!;
    if (cumulated > goal || k === order.length - 1) return value;
    if (cumulated === goal) return (value + values[order[k + 1]!]!) / 2;
  }
  return Number.NaN;
}

function stepQuantile(sorted: Float64Array, level: number): number {
  const last = sorted.length - 1;
  if (last < 0) return Number.NaN;
  const place = level * sorted.length;
  if (place > 0 && place <= last && Number.isInteger(place)) return (sorted[place - 1]! + sorted[place]!) / 2;
  return sorted[Math.min(Math.floor(place), last)]!;
}

/** Pearson correlation over the rows where both are present; NaN where either does not vary. */
export function correlation(a: Float64Array, b: Float64Array): number {
  let n = 0;
  let meanA = 0;
  let meanB = 0;
  let squaresA = 0;
  let squaresB = 0;
  let products = 0;
  // One pass with running means (Welford, 1962), which cancels no digits.
  for (let i = 0; i < a.length; i++) {
    const x = a[i]!;
    const y = b[i]!;
    if (Number.isNaN(x) || Number.isNaN(y)) continue;
    n++;
    const stepA = x - meanA;
    const stepB = y - meanB;
    meanA += stepA / n;
    meanB += stepB / n;
    squaresA += stepA * (x - meanA);
    squaresB += stepB * (y - meanB);
    products += stepA * (y - meanB);
  }
  const scale = Math.sqrt(squaresA) * Math.sqrt(squaresB);
  return scale > 0 ? products / scale : Number.NaN;
}
