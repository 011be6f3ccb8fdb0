// Summary statistics over Float64Array. NaN is missing and left out; a statistic of no values is NaN.

export const countPresent = (values: Float64Array): number => {
  let n = 0;
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i]!)) n++;
  return n;
};

/** The present values in rising order, as a copy. */
export function sortedPresent(values: Float64Array): Float64Array {
  const kept = values.filter((value) => !Number.isNaN(value));
  return kept.sort();
}

export function mean(values: Float64Array): number {
  let sum = 0;
  let n = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) continue;
    sum += value;
    n++;
  }
  return n === 0 ? Number.NaN : sum / n;
}

/** Mean and population variance in two passes, with the correction term of Chan, Golub and LeVeque (1983). */
export function meanAndVariance(values: Float64Array): {
  readonly mean: number;
  readonly variance: number;
  readonly count: number;
} {
  const centre = mean(values);
  let squares = 0;
  let rest = 0;
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const deviation = values[i]! - centre;
    if (Number.isNaN(deviation)) continue;
    squares += deviation * deviation;
    rest += deviation;
    count++;
  }
  return { mean: centre, variance: count === 0 ? Number.NaN : (squares - (rest * rest) / count) / count, count };
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

export const quantile = (values: Float64Array, level: number): number => quantileOfSorted(sortedPresent(values), level);

export const median = (values: Float64Array): number => quantile(values, 0.5);

/** The most frequent value; the smallest of a tie. */
export function mode(values: Float64Array): number {
  const sorted = sortedPresent(values);
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
 * The smallest value at which the cumulated weight reaches `level` of the total: the minimiser of the weighted quantile
 * loss. With equal weights and an even split the midpoint of both neighbours, as the usual median.
 */
export function weightedQuantile(values: Float64Array, weights: Float64Array, level: number): number {
  const order = Int32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += weights[i]!;
  const goal = level * total;
  let cumulated = 0;
  for (let k = 0; k < order.length; k++) {
    cumulated += weights[order[k]!]!;
    if (cumulated > goal) return values[order[k]!]!;
    if (cumulated === goal && cumulated > 0) {
      const next = order[k + 1];
      return next === undefined ? values[order[k]!]! : (values[order[k]!]! + values[next]!) / 2;
    }
  }
  return order.length === 0 ? Number.NaN : values[order[order.length - 1]!]!;
}
