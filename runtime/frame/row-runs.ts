// Ascending rows as unbroken runs: the rows of a fold are mostly long stretches of a series, which are copied or looked at as
// one. Found once per list of rows.

export interface RowRuns {
  readonly ascending: boolean;
  /** First row and length of each run, in turn; of lists that are not ascending nothing. */
  readonly runs: Int32Array;
}

const known = new WeakMap<Int32Array, RowRuns>();

export function runsOf(rows: Int32Array): RowRuns {
  let found = known.get(rows);
  if (found === undefined) {
    found = findRuns(rows);
    known.set(rows, found);
  }
  return found;
}

/** Rows and their runs on the way between threads. */
export interface PostedRows {
  readonly rows: Int32Array;
  readonly runs: RowRuns;
}

export const postedRows = (rows: Int32Array): PostedRows => ({ rows, runs: runsOf(rows) });

export function receivedRows({ rows, runs }: PostedRows): Int32Array {
  if (!known.has(rows)) known.set(rows, runs);
  return rows;
}

function findRuns(rows: Int32Array): RowRuns {
  let count = rows.length === 0 ? 0 : 1;
  for (let i = 1; i < rows.length; i++) {
    if (rows[i]! <= rows[i - 1]!) return { ascending: false, runs: new Int32Array(0) };
    if (rows[i] !== rows[i - 1]! + 1) count += 1;
  }
  const runs = new Int32Array(new SharedArrayBuffer(8 * count));
  let at = -2;
  for (let i = 0; i < rows.length; i++) {
    if (i === 0 || rows[i] !== rows[i - 1]! + 1) {
      at += 2;
      runs[at] = rows[i]!;
    }
    runs[at + 1]! += 1;
  }
  return { ascending: true, runs };
}
