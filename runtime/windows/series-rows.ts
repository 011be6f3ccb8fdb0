// What window functions see: rows in (series, time) order, and where each series begins. Times are microseconds since the
// epoch, because frames of time end between two of them.

export interface SeriesRows {
  readonly rows: number;
  /** The first row of each series, and the number of rows at the end. */
  readonly starts: Int32Array;
  /** Null when the table has no time. */
  readonly times: Float64Array | null;
  /** Microseconds of the regular step; null when the time is irregular or steps by the calendar. */
  readonly step: number | null;
}

/** One value per row, all written to `result`, which is used again; NaN is missing. */
export type WindowKernel = (x: Float64Array, rows: SeriesRows, result: Float64Array) => void;
