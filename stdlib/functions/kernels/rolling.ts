// Statistics of sliding windows, each in one pass. Missing values are skipped; a result is missing where fewer than `enough`
// values are present, or, when `needsWhole`, where the series does not hold the whole window.
import type { SeriesRows } from "../../../runtime/windows/series-rows.ts";
import { ExactSum, squaredDeviations } from "./exact-sum.ts";
import type { Frames } from "./frames.ts";

export interface RollingWindow {
  readonly frames: Frames;
  readonly enough: number;
  readonly needsWhole: boolean;
}

export type RollingStatistic = "sum" | "mean" | "std";

const isShown = ({ frames, enough, needsWhole }: RollingWindow, row: number, present: number): boolean =>
  present >= enough && present > 0 && (!needsWhole || frames.complete === null || frames.complete[row] === 1);

/**
 * Sums by two stacks: `back` grows with the values that enter, and the sums from each row of the front to its end are made
 * anew when the front is used up. Nothing is ever taken out of a sum, so only values of the window influence its result.
 */
export function rollingSums(
  x: Float64Array,
  { starts, rows }: SeriesRows,
  window: RollingWindow,
  statistic: RollingStatistic,
): Float64Array {
  const { from, to } = window.frames;
  const result = new Float64Array(rows);
  const withSquares = statistic === "std";
  const front = new FrontSums(widestOf(window.frames));
  const back = new ExactSum();
  const backSquares = new ExactSum();
  const sum = new ExactSum();
  const squares = new ExactSum();
  for (let s = 0; s + 1 < starts.length; s++) {
    const end = starts[s + 1]!;
    let first = starts[s]!;
    let next = first;
    let middle = first;
    let present = 0;
    let infinite = 0;
    /** The value that entered last, and how many before it were the same: a window of equal values has no spread at all. */
    let latest = Number.NaN;
    let same = 0;
    back.clear();
    backSquares.clear();
    for (let row = starts[s]!; row < end; row++) {
      for (const stop = to[row]!; next < stop; next++) {
        const value = x[next]!;
        if (Number.isNaN(value)) continue;
        present += 1;
        if (!Number.isFinite(value)) {
          infinite += 1;
          continue;
        }
        same = value === latest ? same + 1 : 1;
        latest = value;
        back.add(value);
        if (withSquares) backSquares.addSquare(value);
      }
      for (const stop = from[row]!; first < stop; first++) {
        const value = x[first]!;
        if (Number.isNaN(value)) continue;
        present -= 1;
        if (!Number.isFinite(value)) infinite -= 1;
      }
      if (first >= middle) {
        front.fill(x, first, next, withSquares);
        middle = next;
        back.clear();
        backSquares.clear();
      }
      if (infinite > 0 || !isShown(window, row, present)) {
        result[row] = Number.NaN;
        continue;
      }
      front.addTo(sum, first, back);
      if (!withSquares) result[row] = statistic === "sum" ? sum.value : sum.value / present;
      else if (present < 2) result[row] = Number.NaN;
      else if (same >= present) result[row] = 0;
      else {
        front.addSquaresTo(squares, first, backSquares);
        result[row] = Math.sqrt(Math.max(0, squaredDeviations(sum, squares, present)) / (present - 1));
      }
    }
  }
  return result;
}

function widestOf({ from, to }: Frames): number {
  let widest = 0;
  for (let row = 0; row < from.length; row++) widest = Math.max(widest, to[row]! - from[row]!);
  return widest;
}

/** For each row of a stretch, the sum from it to the end of the stretch. */
class FrontSums {
  readonly #high: Float64Array;
  readonly #low: Float64Array;
  readonly #squaresHigh: Float64Array;
  readonly #squaresLow: Float64Array;
  #start = 0;
  #end = 0;
  readonly #sum = new ExactSum();
  readonly #squares = new ExactSum();

  constructor(width: number) {
    this.#high = new Float64Array(width);
    this.#low = new Float64Array(width);
    this.#squaresHigh = new Float64Array(width);
    this.#squaresLow = new Float64Array(width);
  }

  fill(x: Float64Array, start: number, end: number, withSquares: boolean): void {
    this.#start = start;
    this.#end = end;
    this.#sum.clear();
    this.#squares.clear();
    for (let row = end - 1; row >= start; row--) {
      const value = x[row]!;
      if (Number.isFinite(value)) {
        this.#sum.add(value);
        if (withSquares) this.#squares.addSquare(value);
      }
      this.#high[row - start] = this.#sum.high;
      this.#low[row - start] = this.#sum.low;
      if (!withSquares) continue;
      this.#squaresHigh[row - start] = this.#squares.high;
      this.#squaresLow[row - start] = this.#squares.low;
    }
  }

  /** Sets a sum to that from `row` to the end of the stretch and of what came after it. */
  addTo(sum: ExactSum, row: number, after: ExactSum): void {
    sum.high = after.high;
    sum.low = after.low;
    if (row >= this.#end) return;
    sum.add(this.#high[row - this.#start]!);
    sum.low += this.#low[row - this.#start]!;
  }

  addSquaresTo(squares: ExactSum, row: number, after: ExactSum): void {
    squares.high = after.high;
    squares.low = after.low;
    if (row >= this.#end) return;
    squares.add(this.#squaresHigh[row - this.#start]!);
    squares.low += this.#squaresLow[row - this.#start]!;
  }
}

/** The smallest (`sign` 1) or largest (-1) value: candidates in a queue, of which each newer one is more extreme than none. */
export function rollingExtreme(
  x: Float64Array,
  { starts, rows }: SeriesRows,
  window: RollingWindow,
  sign: 1 | -1,
): Float64Array {
  const { from, to } = window.frames;
  const result = new Float64Array(rows);
  let longest = 0;
  for (let s = 0; s + 1 < starts.length; s++) longest = Math.max(longest, starts[s + 1]! - starts[s]!);
  // Every row enters the queue once, so that it never has to wrap around.
  const queue = new Int32Array(longest);
  for (let s = 0; s + 1 < starts.length; s++) {
    const end = starts[s + 1]!;
    let first = starts[s]!;
    let next = first;
    let present = 0;
    let head = 0;
    let tail = 0;
    for (let row = starts[s]!; row < end; row++) {
      for (const stop = to[row]!; next < stop; next++) {
        const value = x[next]!;
        if (Number.isNaN(value)) continue;
        present += 1;
        while (tail > head && sign * x[queue[tail - 1]!]! >= sign * value) tail -= 1;
        queue[tail++] = next;
      }
      for (const stop = from[row]!; first < stop; first++) if (!Number.isNaN(x[first]!)) present -= 1;
      while (head < tail && queue[head]! < first) head += 1;
      result[row] = isShown(window, row, present) ? x[queue[head]!]! : Number.NaN;
    }
  }
  return result;
}

/** Values of the window are kept in rising order; quantiles lie on the line between neighbours (type 7). */
export function rollingQuantile(
  x: Float64Array,
  { starts, rows }: SeriesRows,
  window: RollingWindow,
  level: number,
): Float64Array {
  const { from, to } = window.frames;
  const result = new Float64Array(rows);
  const sorted = new Float64Array(widestOf(window.frames) + 1);
  for (let s = 0; s + 1 < starts.length; s++) {
    const end = starts[s + 1]!;
    let first = starts[s]!;
    let next = first;
    let present = 0;
    for (let row = starts[s]!; row < end; row++) {
      // First those that leave, so that there is room.
      for (const stop = from[row]!; first < stop; first++) {
        const value = x[first]!;
        if (Number.isNaN(value)) continue;
        const place = firstNotBelow(sorted, present, value);
        sorted.copyWithin(place, place + 1, present);
        present -= 1;
      }
      for (const stop = to[row]!; next < stop; next++) {
        const value = x[next]!;
        if (Number.isNaN(value)) continue;
        const place = firstNotBelow(sorted, present, value);
        sorted.copyWithin(place + 1, place, present);
        sorted[place] = value;
        present += 1;
      }
      if (!isShown(window, row, present)) result[row] = Number.NaN;
      else {
        const position = level * (present - 1);
        const below = Math.floor(position);
        const low = sorted[below]!;
        const high = sorted[Math.min(below + 1, present - 1)]!;
        result[row] = low === high ? low : low + (high - low) * (position - below);
      }
    }
  }
  return result;
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
