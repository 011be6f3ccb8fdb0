// A column file as a table of the engine: a view that gives the numbers back their types.

import type { Column, ScalarKind, Schema } from "../../specs/data-type.ts";
import type { ColumnFile } from "../columns/column-file.ts";
import type { Engine } from "./engine.ts";
import { quoteName, quoteText, ROW } from "./sql-text.ts";
import type { StoredColumns, Table } from "./table.ts";

/** The columns of the file stand under their own names; the file goes with the table. */
export function columnTable(engine: Engine, file: ColumnFile, schema: Schema): Promise<Table> {
  const columns = schema.columns.map((column) => `${columnSql(column)} AS ${quoteName(column.name)}`);
  const sql = `SELECT ${[`file_row_number AS ${ROW}`, ...columns].join(", ")} FROM ${fileSql(file, true)}`;
  const numbers = schema.columns.filter((column) => !isText(column));
  const stored: StoredColumns = new Map(numbers.map(({ name }) => [name, { file, column: name }]));
  return engine.view(sql, { schema, rows: file.rows, stored }, [], [file.path]);
}

/** What stands after FROM; numbers are doubles there, and texts texts. */
export const fileSql = (file: ColumnFile, numbered: boolean): string =>
  `read_parquet(${quoteText(file.path)}${numbered ? ", file_row_number = true" : ""})`;

const isText = ({ type }: Column): boolean => type.kind === "string" || type.kind === "category";

function columnSql(column: Column): string {
  const name = quoteName(column.name);
  return isText(column) ? name : typedNumber(name, column.type.kind);
}

/** A double of a column file as a value of the engine; NaN is missing. */
export function typedNumber(sql: string, kind: ScalarKind): string {
  const present = `CASE WHEN NOT isnan(${sql}) THEN ${sql} END`;
  switch (kind) {
    case "float":
      return present;
    case "int":
      return `CAST(${present} AS BIGINT)`;
    case "bool":
      return `(${present} = 1)`;
    case "timestamp":
      return `make_timestamp(CAST(${present} AS BIGINT) * 1000)`;
    case "date":
      return `CAST(make_timestamp(CAST(${present} AS BIGINT) * 1000) AS DATE)`;
    case "duration":
      return `to_microseconds(CAST(round(${present} * 1000) AS BIGINT))`;
    case "string":
    case "category":
      throw new TypeError("texts are no numbers");
    default:
      return kind satisfies never;
  }
}
