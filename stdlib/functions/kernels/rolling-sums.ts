// Sums, means and spreads of sliding windows in one pass. Sums have about 32 digits; the steps of exact-sum.ts stand here in line,
// because as calls on objects they take three times as long. Missing values are skipped; where an infinity is in the window,
// nothing is known.
import type { SeriesRows } from "../../../runtime/windows/series-rows.ts";
import { squaredDeviations, squareError } from "./exact-sum.ts";
import { type RollingWindow, widestOf } from "./frames.ts";

export type RollingStatistic = "sum" | "mean" | "std";

/**
 * By two stacks: `back` grows with the values that enter, and the sums from each row of the front to its end are made anew when
 * the front is used up. Nothing is ever taken out of a sum, so only values of the window influence its result.
 */
export function rollingSums(
  x: Float64Array,
  rows: SeriesRows,
  { frames, enough, complete }: RollingWindow,
  statistic: RollingStatistic,
  result: Float64Array,
): void {
  const { starts } = rows;
  const withSquares = statistic === "std";
  const front = emptyFront(widestOf(frames, rows), withSquares);
  const { high, low, squaresHigh, squaresLow } = front;
  const least = Math.max(enough, withSquares ? 2 : 1);
  for (let s = 0; s + 1 < starts.length; s++) {
    const start = starts[s]!;
    const end = starts[s + 1]!;
    let first = start;
    let next = start;
    // The front goes from `filled` to `middle`, the back from there on.
    let filled = start;
    let middle = start;
    let present = 0;
    let infinite = 0;
    /** The value that entered last, and how many before it were the same: a window of equal values has no spread at all. */
    let latest = Number.NaN;
    let same = 0;
    let backHigh = 0;
    let backLow = 0;
    let backSquaresHigh = 0;
    let backSquaresLow = 0;
    for (let row = start; row < end; row++) {
      const stop = frames.kind === "rows" ? Math.min(end, row + frames.after + 1) : frames.to[row]!;
      for (; next < stop; next++) {
        const value = x[next]!;
        if (value - value !== 0) {
          if (Number.isNaN(value)) continue;
          present += 1;
          infinite += 1;
          continue;
        }
        present += 1;
        same = value === latest ? same + 1 : 1;
        latest = value;
        const sum = backHigh + value;
        const back = sum - backHigh;
        backLow += backHigh - (sum - back) + (value - back);
        backHigh = sum;
        if (!withSquares) continue;
        const square = value * value;
        const squares = backSquaresHigh + square;
        const backSquare = squares - backSquaresHigh;
        backSquaresLow += backSquaresHigh - (squares - backSquare) + (square - backSquare);
        backSquaresLow += squareError(value, square);
        backSquaresHigh = squares;
      }
      const from = frames.kind === "rows" ? row - frames.before : frames.from[row]!;
      for (; first < from; first++) {
        const value = x[first]!;
        if (Number.isNaN(value)) continue;
        present -= 1;
        if (value - value !== 0) infinite -= 1;
      }
      if (first >= middle) {
        fillFront(front, x, first, next);
        filled = first;
        middle = next;
        backHigh = 0;
        backLow = 0;
        backSquaresHigh = 0;
        backSquaresLow = 0;
      }
      if (infinite > 0 || present < least || (complete !== null && complete[row] === 0)) {
        result[row] = Number.NaN;
        continue;
      }
      if (withSquares && same >= present) {
        result[row] = 0;
        continue;
      }
      let sumHigh = backHigh;
      let sumLow = backLow;
      if (first < middle) {
        const value = high[first - filled]!;
        const sum = sumHigh + value;
        const back = sum - sumHigh;
        sumLow += sumHigh - (sum - back) + (value - back);
        sumLow += low[first - filled]!;
        sumHigh = sum;
      }
      if (!withSquares) {
        const sum = sumHigh + sumLow;
        result[row] = statistic === "sum" ? sum : sum / present;
        continue;
      }
      let allHigh = backSquaresHigh;
      let allLow = backSquaresLow;
      if (first < middle) {
        const value = squaresHigh[first - filled]!;
        const sum = allHigh + value;
        const back = sum - allHigh;
        allLow += allHigh - (sum - back) + (value - back);
        allLow += squaresLow[first - filled]!;
        allHigh = sum;
      }
      const deviations = squaredDeviations(sumHigh, sumLow, allHigh, allLow, present);
      result[row] = Math.sqrt(Math.max(0, deviations) / (present - 1));
    }
  }
}

/** For each row of a stretch, the sum from it to the end of the stretch. */
interface FrontSums {
  readonly high: Float64Array;
  readonly low: Float64Array;
  /** Of no length where squares are not wanted. */
  readonly squaresHigh: Float64Array;
  readonly squaresLow: Float64Array;
}

function emptyFront(width: number, withSquares: boolean): FrontSums {
  const room = (length: number): Float64Array => new Float64Array(length);
  const squares = withSquares ? width : 0;
  return { high: room(width), low: room(width), squaresHigh: room(squares), squaresLow: room(squares) };
}

function fillFront(front: FrontSums, x: Float64Array, start: number, end: number): void {
  const { high, low, squaresHigh, squaresLow } = front;
  const withSquares = squaresHigh.length > 0;
  let sumHigh = 0;
  let sumLow = 0;
  let allHigh = 0;
  let allLow = 0;
  for (let row = end - 1; row >= start; row--) {
    const value = x[row]!;
    if (value - value === 0) {
      const sum = sumHigh + value;
      const back = sum - sumHigh;
      sumLow += sumHigh - (sum - back) + (value - back);
      sumHigh = sum;
      if (withSquares) {
        const square = value * value;
        const squares = allHigh + square;
        const backSquare = squares - allHigh;
        allLow += allHigh - (squares - backSquare) + (square - backSquare);
        allLow += squareError(value, square);
        allHigh = squares;
      }
    }
    high[row - start] = sumHigh;
    low[row - start] = sumLow;
    if (!withSquares) continue;
    squaresHigh[row - start] = allHigh;
    squaresLow[row - start] = allLow;
  }
}
