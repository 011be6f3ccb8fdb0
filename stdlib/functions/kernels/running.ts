// Functions of everything before (or after) a row in its series, and of one row at a distance. Each writes every value of `result`.
import type { SeriesRows } from "../../../runtime/windows/series-rows.ts";
import type { Span } from "../window-frame.ts";
import { ExactSum } from "./exact-sum.ts";

/** The value `count` rows earlier, or later when it is negative. */
export function shiftedByRows(x: Float64Array, { starts }: SeriesRows, count: number, result: Float64Array): void {
  for (let s = 0; s + 1 < starts.length; s++) {
    const start = starts[s]!;
    const end = starts[s + 1]!;
    const length = end - start - Math.abs(count);
    if (length <= 0) {
      result.fill(Number.NaN, start, end);
      continue;
    }
    const source = count >= 0 ? start : start - count;
    const target = count >= 0 ? start + count : start;
    result.fill(Number.NaN, start, target);
    result.set(x.subarray(source, source + length), target);
    result.fill(Number.NaN, target + length, end);
  }
}

/** The value exactly so many microseconds earlier, or later when negative; of several at that time the last present one. */
export function shiftedByTime(
  x: Float64Array,
  { starts, times }: SeriesRows,
  distance: number,
  result: Float64Array,
): void {
  if (times === null) throw new TypeError("a distance in time needs a time");
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
      result[row] = at === wanted ? found : Number.NaN;
    }
  }
}

export function cumulative(
  x: Float64Array,
  { starts }: SeriesRows,
  statistic: "sum" | "mean",
  result: Float64Array,
): void {
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
}

/**
 * The mean with weights that halve every `halfLife` (rows, or microseconds): pandas `ewm(halflife, adjust=True,
 * ignore_na=False)`. Numerator and denominator shrink alike from row to row, so that their ratio needs no weights.
 */
export function exponentialMean(
  x: Float64Array,
  { starts, times }: SeriesRows,
  halfLife: Span,
  result: Float64Array,
): void {
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
}

/** Rows since a condition (1 true, 0 false) was last true. */
export function countSince(x: Float64Array, { starts }: SeriesRows, result: Float64Array): void {
  for (let s = 0; s + 1 < starts.length; s++) {
    let seen = Number.NaN;
    for (let row = starts[s]!; row < starts[s + 1]!; row++) {
      if (x[row] === 1) seen = row;
      result[row] = row - seen;
    }
  }
}

/** The last present value, at most `limit` rows old. */
export function filledForward(
  x: Float64Array,
  { starts }: SeriesRows,
  limit: number | null,
  result: Float64Array,
): void {
  for (let s = 0; s + 1 < starts.length; s++) {
    let seen = -1;
    for (let row = starts[s]!; row < starts[s + 1]!; row++) {
      if (!Number.isNaN(x[row]!)) seen = row;
      result[row] = seen < 0 || (limit !== null && row - seen > limit) ? Number.NaN : x[seen]!;
    }
  }
}

export function filledBackward(x: Float64Array, { starts }: SeriesRows, result: Float64Array): void {
  for (let s = 0; s + 1 < starts.length; s++) {
    let seen = Number.NaN;
    for (let row = starts[s + 1]! - 1; row >= starts[s]!; row--) {
      if (!Number.isNaN(x[row]!)) seen = x[row]!;
      result[row] = seen;
    }
  }
}
