// Columns of numbers as sums over rows take them: shifted, scaled, and told apart by how many zeros they hold.
import { GRAM_BLOCK } from "../kernels/memory-map.ts";

/** Columns as (x - shift) · factor; each may be longer than the rows. */
export interface BlockTable {
  readonly rows: number;
  readonly columns: readonly Float64Array[];
  readonly shifts: Float64Array;
  readonly factors: Float64Array;
  /** Per column: 1 where most values are 0, so that entries are taken one by one. Its shift is 0. */
  readonly isSparse: Uint8Array;
}

/** Runs of rows that are looked at to see what a column is like; rows one by one would each wait for memory. */
const RUNS = 64;
const RUN = 16;
/** Entries are taken one by one where at most one in so many is not 0. */
const SPARSE = 8;

/** Shifts columns near their means, except those of mostly zeros and with `centre` false; all factors are 1. */
export function blockTable(columns: readonly Float64Array[], rows: number, centre: boolean): BlockTable {
  const shifts = new Float64Array(columns.length);
  const isSparse = new Uint8Array(columns.length);
  const step = Math.max(RUN, Math.floor(rows / RUNS));
  columns.forEach((values, j) => {
    let sum = 0;
    let count = 0;
    let nonzero = 0;
    for (let from = 0; from < rows; from += step) {
      const end = Math.min(rows, from + RUN);
      for (let i = from; i < end; i++) {
        sum += values[i]!;
        if (values[i] !== 0) nonzero++;
      }
      count += end - from;
    }
    if (nonzero * SPARSE <= count && rows >= GRAM_BLOCK) isSparse[j] = 1;
    else if (centre && count > 0) shifts[j] = sum / count;
  });
  return { rows, columns, shifts, factors: new Float64Array(columns.length).fill(1), isSparse };
}
