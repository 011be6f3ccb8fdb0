// The rows of a task by their distinct times, which rows of all series share.
import { runsOf } from "../frame/row-runs.ts";
import { risingCodesOf } from "../numeric/distinct-codes.ts";

export interface TimeIndex {
  /** Ascending. */
  readonly times: Float64Array;
  /** Per row: the index of its time. */
  readonly of: Int32Array;
  /** Where stretches of rows begin that have one time after the other, and the number of rows at the end. */
  readonly stretches: Int32Array;
}

const known = new WeakMap<Float64Array, TimeIndex>();

/** Found once for the times of a task. */
export function timeIndex(times: Float64Array): TimeIndex {
  let index = known.get(times);
  if (index === undefined) {
    index = findIndex(times);
    known.set(times, index);
  }
  return index;
}

function findIndex(numbers: Float64Array): TimeIndex {
  const { codes, values } = risingCodesOf(numbers);
  return { times: values, of: codes, stretches: stretchesOf(codes) };
}

function stretchesOf(of: Int32Array): Int32Array {
  let count = 1;
  for (let row = 0; row < of.length; row++) if (row === 0 || of[row] !== of[row - 1]! + 1) count += 1;
  const starts = new Int32Array(count).fill(of.length);
  for (let row = 0, next = 0; row < of.length; row++) {
    if (row === 0 || of[row] !== of[row - 1]! + 1) starts[next++] = row;
  }
  return starts;
}

/**
 * Visits rising rows in pieces, each of rows that stand one after the other in one stretch. False, and no visit, for rows in
 * another order.
 */
export function forEachPiece(
  rows: Int32Array,
  stretches: Int32Array,
  visit: (first: number, count: number, stretchEnd: number) => void,
): boolean {
  const { ascending, runs } = runsOf(rows);
  let next = 1;
  for (let i = 0; i < runs.length; i += 2) {
    const end = runs[i]! + runs[i + 1]!;
    for (let first = runs[i]!; first < end; ) {
      while (stretches[next]! <= first) next += 1;
      const last = Math.min(end, stretches[next]!);
      visit(first, last - first, stretches[next]!);
      first = last;
    }
  }
  return ascending;
}

/** Those of the rows that share their time with one of the others, in their order. */
export function rowsAtTimesOf(others: Int32Array, rows: Int32Array, { times, of, stretches }: TimeIndex): Int32Array {
  const isWanted = new Uint8Array(times.length);
  for (let i = 0; i < others.length; i++) isWanted[of[others[i]!]!] = 1;
  /** By distinct time: how many wanted ones come before it. */
  const before = new Int32Array(times.length + 1);
  for (let i = 0; i < times.length; i++) before[i + 1] = before[i]! + isWanted[i]!;
  const found: Int32Array[] = [];
  const isInPieces = forEachPiece(rows, stretches, (first, count) => {
    const from = of[first]!;
    const wanted = before[from + count]! - before[from]!;
    if (wanted === 0) return;
    const piece = new Int32Array(wanted);
    for (let row = first, next = 0; row < first + count; row++) if (isWanted[of[row]!] === 1) piece[next++] = row;
    found.push(piece);
  });
  if (!isInPieces) return rows.filter((row) => isWanted[of[row]!] === 1);
  const all = new Int32Array(found.reduce((sum, piece) => sum + piece.length, 0));
  let place = 0;
  for (const piece of found) {
    all.set(piece, place);
    place += piece.length;
  }
  return all;
}
