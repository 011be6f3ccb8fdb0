// Some rows of columns in a file, as work for any thread.
import { type ColumnFile, readPages } from "./column-file.ts";

export interface CellsJob {
  readonly kind: "cells";
  readonly file: ColumnFile;
  /** Their names in the file. */
  readonly columns: readonly string[];
  /** Ascending. */
  readonly rows: Int32Array;
}

export interface CellsResult {
  readonly kind: "cells";
  /** By column; shared memory. */
  readonly values: readonly Float64Array[];
}

export function pickCells({ file, columns, rows }: CellsJob): CellsResult {
  return { kind: "cells", values: columns.map((column) => pick(file, column, rows)) };
}

function pick(file: ColumnFile, column: string, rows: Int32Array): Float64Array {
  const values = new Float64Array(new SharedArrayBuffer(rows.length * Float64Array.BYTES_PER_ELEMENT));
  let next = 0;
  const look = (page: Float64Array, start: number): void => {
    const end = start + page.length;
    for (; next < rows.length && rows[next]! < end; next++) values[next] = page[rows[next]! - start]!;
  };
  readPages(file, column, look, (_, end) => next < rows.length && rows[next]! < end);
  return values;
}
