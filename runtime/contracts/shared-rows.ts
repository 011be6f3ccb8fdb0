// Rows that stand in two lists.
import { type RowRuns, runsOf } from "../frame/row-runs.ts";

export interface SharedRows {
  readonly count: number;
  /** Of those in the second list the one that comes first; -1 when there is none. */
  readonly first: number;
}

/** `rows`: how many there are in all. Lists of parts are long runs, of which only the ends are looked at. */
export function sharedRows(one: Int32Array, other: Int32Array, rows: number): SharedRows {
  const [a, b] = [runsOf(one), runsOf(other)];
  return a.ascending && b.ascending ? sharedRuns(a, b) : sharedMarks(one, other, rows);
}

function sharedRuns({ runs: a }: RowRuns, { runs: b }: RowRuns): SharedRows {
  let count = 0;
  let first = -1;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const start = Math.max(a[i]!, b[j]!);
    const [endA, endB] = [a[i]! + a[i + 1]!, b[j]! + b[j + 1]!];
    const shared = Math.min(endA, endB) - start;
    if (shared > 0) {
      if (count === 0) first = start;
      count += shared;
    }
    if (endA <= endB) i += 2;
    else j += 2;
  }
  return { count, first };
}

function sharedMarks(one: Int32Array, other: Int32Array, rows: number): SharedRows {
  const isInOne = new Uint8Array(rows);
  for (let i = 0; i < one.length; i++) isInOne[one[i]!] = 1;
  const shared = other.filter((row) => isInOne[row] === 1);
  return { count: shared.length, first: shared[0] ?? -1 };
}
