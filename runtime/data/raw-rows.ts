import type { SourceFile } from "./readers/reader.ts";

/** Raw rows as the engine reads them, before types: a stored table and where its rows stand for the reader. */
export interface RawRows {
  readonly table: string;
  readonly path: string;
  /** Lines before the first row; null when rows have no line (Parquet). */
  readonly headerLines: number | null;
  /** The files whose lines these rows are, in order; absent where rows have no line. */
  readonly textFiles?: readonly SourceFile[];
  /** What separates the cells of a text file; null for other formats. */
  readonly delimiter: string | null;
  readonly nullValues: readonly string[];
  readonly dateFormat: string | null;
  readonly zone: string | null;
  /** Absent where numbers are written as everywhere else. */
  readonly numbers?: NumberFormat;
}

/** How a text file writes numbers. */
export interface NumberFormat {
  readonly decimal: string;
  /** Between groups of three digits; null where nothing stands there. */
  readonly thousands: string | null;
}
