// Functions of everything before (or after) a row in its series, and of one row at a distance.
import type { SeriesRows } from "../../../runtime/windows/series-rows.ts";
import type { Span } from "../window-frame.ts";
import { ExactSum } from "./exact-sum.ts";

/** The value `count` rows earlier, or later when it is negative. */
export function shiftedByRows(x: Float64Array, { starts, rows }: SeriesRows, count: number): Float64Array {
  const result = new Float64Array(rows).fill(Number.NaN);
  for (let s = 0; s + 1 < starts.length; s++) {
    const start = starts[s]!;
    const end = starts[s + 1]!;
    const length = end - start - Math.abs(count);
    if (length <= 0) continue;
    const source = count >= 0 ? start : start - count;
    result.set(x.subarray(source, source + length), count >= 0 ? start + count : start);
  }
  return result;
}

/** The value exactly so many microseconds earlier, or later when negative; of several at that time the last present one. */
export function shiftedByTime(x: Float64Array, { starts, rows, times }: SeriesRows, distance: number): Float64Array {
  if (times === null) throw new TypeError("a distance in time needs a time");
  const result = new Float64Array(rows).fill(Number.NaN);
  for (let s = 0; s + 1 < starts.length; s++) {
    const end = starts[s + 1]!;
    let next = starts[s]!;
    let found = Number.NaN;
    let at = Number.NaN;
    for (let row = starts[s]!; row < end; row++) {
      const wanted = times[row]! - distance;
      for (; next < end && times[next]! <= wanted; next++) {
        if (times[next] !== at) found = Number.NaN;
        at = times[next]!;
        if (!Number.isNaN(x[next]!)) found = x[next]!;
      }
      if (at === wanted) result[row] = found;
    }
  }
  return result;
}

export function cumulative(x: Float64Array, { starts, rows }: SeriesRows, statistic: "sum" | "mean"): Float64Array {
  const result = new Float64Array(rows);
  const sum = new ExactSum();
  for (let s = 0; s + 1 < starts.length; s++) {
    sum.clear();
    let present = 0;
    for (let row = starts[s]!; row < starts[s + 1]!; row++) {
      const value = x[row]!;
      if (!Number.isNaN(value)) {
        present += 1;
        sum.add(value);
      }
      result[row] = present === 0 ? Number.NaN : statistic === "sum" ? sum.value : sum.value / present;
    }
  }
  return result;
}

/**
 * The mean with weights that halve every `halfLife` (rows, or microseconds): pandas `ewm(halflife, adjust=True,
 * ignore_na=False)`. Numerator and denominator shrink alike from row to row, so that their ratio needs no weights.
 */
export function exponentialMean(x: Float64Array, { starts, rows, times }: SeriesRows, halfLife: Span): Float64Array {
  const result = new Float64Array(rows);
  const unit = halfLife.kind === "rows" ? halfLife.rows : halfLife.milliseconds * 1000;
  const clock = halfLife.kind === "rows" ? null : times;
  if (halfLife.kind === "duration" && clock === null) throw new TypeError("a half-life in time needs a time");
  for (let s = 0; s + 1 < starts.length; s++) {
    let numerator = 0;
    let denominator = 0;
    let distance = 1;
    let decay = 2 ** (-1 / unit);
    for (let row = starts[s]!; row < starts[s + 1]!; row++) {
      if (clock !== null && row > starts[s]! && clock[row]! - clock[row - 1]! !== distance) {
        distance = clock[row]! - clock[row - 1]!;
        decay = 2 ** (-distance / unit);
      }
      numerator *= decay;
      denominator *= decay;
      const value = x[row]!;
      if (!Number.isNaN(value)) {
        numerator += value;
        denominator += 1;
      }
      result[row] = denominator === 0 ? Number.NaN : numerator / denominator;
    }
  }
  return result;
}

/** Rows since a condition (1 true, 0 false) was last true. */
export function countSince(x: Float64Array, { starts, rows }: SeriesRows): Float64Array {
  const result = new Float64Array(rows);
  for (let s = 0; s + 1 < starts.length; s++) {
    let seen = Number.NaN;
    for (let row = starts[s]!; row < starts[s + 1]!; row++) {
      if (x[row] === 1) seen = row;
      result[row] = row - seen;
    }
  }
  return result;
}

/** The last present value, at most `limit` rows old. */
export function filledForward(x: Float64Array, { starts, rows }: SeriesRows, limit: number | null): Float64Array {
  const result = new Float64Array(rows);
  for (let s = 0; s + 1 < starts.length; s++) {
    let seen = -1;
    for (let row = starts[s]!; row < starts[s + 1]!; row++) {
      if (!Number.isNaN(x[row]!)) seen = row;
      result[row] = seen < 0 || (limit !== null && row - seen > limit) ? Number.NaN : x[seen]!;
    }
  }
  return result;
}

export function filledBackward(x: Float64Array, { starts, rows }: SeriesRows): Float64Array {
  const result = new Float64Array(rows);
  for (let s = 0; s + 1 < starts.length; s++) {
    let seen = Number.NaN;
    for (let row = starts[s + 1]! - 1; row >= starts[s]!; row--) {
      if (!Number.isNaN(x[row]!)) seen = x[row]!;
      result[row] = seen;
    }
  }
  return result;
}
