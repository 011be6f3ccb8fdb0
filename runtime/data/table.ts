// Handles of tables in the data engine. A table is never changed after it was made.
import type { Schema } from "../../specs/data-type.ts";
import type { Diagnostic } from "../../specs/diagnostic.ts";
import { type ColumnFile, factsOf, type NumberFacts } from "../columns/column-file.ts";

export interface Table {
  /** Name in the engine, unquoted. */
  readonly name: string;
  /** The visible columns, without the hidden row column. */
  readonly schema: Schema;
  readonly rows: number;
  /** Columns of numbers that frames can read without the engine, in the order of the rows. */
  readonly stored?: StoredColumns;
}

/** By name: the file, and what the column is called there. */
export type StoredColumns = ReadonlyMap<string, StoredColumn>;

export interface StoredColumn {
  readonly file: ColumnFile;
  readonly column: string;
}

/** What is known about the numbers of a column without looking at them. */
export function knownFacts({ stored, rows }: Table, column: string): NumberFacts | null {
  const place = stored?.get(column);
  return place === undefined || place.file.rows !== rows ? null : factsOf(place.file, place.column);
}

/** `table` is null exactly when a diagnostic is an error that leaves nothing to go on with. */
export interface TableResult {
  readonly table: Table | null;
  readonly diagnostics: readonly Diagnostic[];
}

export const failed = (...diagnostics: readonly Diagnostic[]): TableResult => ({ table: null, diagnostics });
