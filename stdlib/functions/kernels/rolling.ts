// The smallest, the largest and the middle values of sliding windows, each in one pass; sums are in rolling-sums.ts. Missing
// values are skipped.
import type { SeriesRows } from "../../../runtime/windows/series-rows.ts";
import { type RollingWindow, widestOf } from "./frames.ts";

/**
 * The smallest (`sign` 1) or largest (-1) value, by two stacks as in rolling-sums.ts: the extreme of what entered since the
 * stretch before was looked through backwards, and of the rest of that stretch. Of equal values the later one counts.
 */
export function rollingExtreme(
  x: Float64Array,
  rows: SeriesRows,
  { frames, enough, complete }: RollingWindow,
  sign: 1 | -1,
  result: Float64Array,
): void {
  const { starts } = rows;
  const rest = new Float64Array(widestOf(frames, rows));
  const least = Math.max(enough, 1);
  const none = Number.POSITIVE_INFINITY;
  for (let s = 0; s + 1 < starts.length; s++) {
    const start = starts[s]!;
    const end = starts[s + 1]!;
    let first = start;
    let next = start;
    let middle = start;
    let filled = start;
    let present = 0;
    let latest = none;
    for (let row = start; row < end; row++) {
      const stop = frames.kind === "rows" ? Math.min(end, row + frames.after + 1) : frames.to[row]!;
      for (; next < stop; next++) {
        const value = sign * x[next]!;
        if (value <= latest) latest = value;
        if (!Number.isNaN(value)) present += 1;
      }
      const from = frames.kind === "rows" ? row - frames.before : frames.from[row]!;
      for (; first < from; first++) if (!Number.isNaN(x[first]!)) present -= 1;
      if (first >= middle) {
        let extreme = none;
        for (let at = next - 1; at >= first; at--) {
          const value = sign * x[at]!;
          if (value < extreme) extreme = value;
          rest[at - first] = extreme;
        }
        filled = first;
        middle = next;
        latest = none;
      }
      let found = latest;
      if (first < middle && rest[first - filled]! < found) found = rest[first - filled]!;
      const isShown = present >= least && (complete === null || complete[row] === 1);
      result[row] = isShown ? sign * found : Number.NaN;
    }
  }
}

/** Values of the window are kept in rising order; quantiles lie on the line between neighbours (type 7). */
export function rollingQuantile(
  x: Float64Array,
  rows: SeriesRows,
  { frames, enough, complete }: RollingWindow,
  level: number,
  result: Float64Array,
): void {
  const { starts } = rows;
  const least = Math.max(enough, 1);
  const sorted = new Float64Array(widestOf(frames, rows) + 1);
  for (let s = 0; s + 1 < starts.length; s++) {
    const end = starts[s + 1]!;
    let first = starts[s]!;
    let next = first;
    let present = 0;
    for (let row = starts[s]!; row < end; row++) {
      // First those that leave, so that there is room.
      const from = frames.kind === "rows" ? row - frames.before : frames.from[row]!;
      for (; first < from; first++) {
        const value = x[first]!;
        if (Number.isNaN(value)) continue;
        const place = firstNotBelow(sorted, present, value);
        sorted.copyWithin(place, place + 1, present);
        present -= 1;
      }
      const stop = frames.kind === "rows" ? Math.min(end, row + frames.after + 1) : frames.to[row]!;
      for (; next < stop; next++) {
        const value = x[next]!;
        if (Number.isNaN(value)) continue;
        const place = firstNotBelow(sorted, present, value);
        sorted.copyWithin(place + 1, place, present);
        sorted[place] = value;
        present += 1;
      }
      const isShown = present >= least && (complete === null || complete[row] === 1);
      if (!isShown) result[row] = Number.NaN;
      else {
        const position = level * (present - 1);
        const below = Math.floor(position);
        const low = sorted[below]!;
        const high = sorted[Math.min(below + 1, present - 1)]!;
        result[row] = low === high ? low : low + (high - low) * (position - below);
      }
    }
  }
}

function firstNotBelow(sorted: Float64Array, length: number, value: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
