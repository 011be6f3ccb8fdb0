// How two computations of a table may differ, and which of their rows are compared.

export interface ComparedRows {
  /** Columns that identify a row. */
  readonly keys: readonly string[];
  readonly time: string | null;
  /** SQL condition over the key columns: the rows that must be equal. */
  readonly where: string;
  /** The same as a moment that the time must not exceed; null where only the engine can tell. */
  readonly until: number | null;
}

export interface ColumnDifference {
  readonly column: string;
  readonly count: number;
  /** Time of the first row that differs, in milliseconds; null without a time. */
  readonly first: number | null;
}

export interface TableDifference {
  /** Rows that both have. */
  readonly rows: number;
  /** Rows that only one of them has. */
  readonly unmatched: number;
  readonly columns: readonly ColumnDifference[];
}
