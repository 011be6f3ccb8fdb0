// `explode(column)`: one row per part of a text or per slice of a tensor. A missing value has no parts and stays one row.
import type { Schema } from "../../specs/data-type.ts";
import type { TableStep } from "../../specs/plan.ts";
import { physicalType, quoteName, quoteText, ROW } from "./sql-text.ts";
import type { Table } from "./table.ts";

export function explodeQuery(step: Extract<TableStep, { kind: "explode" }>, table: Table, schema: Schema): string {
  const name = quoteName(step.column);
  const part = schema.columns.find((column) => column.name === step.column)!;
  const list =
    step.separator === null
      ? `CAST(${name} AS ${physicalType(part.type)}[])`
      : `string_split(${name}, ${quoteText(step.separator)})`;
  const parts = `CASE WHEN ${name} IS NULL THEN [NULL] ELSE ${list} END AS __parts`;
  const positions = `unnest(range(1, len(__parts) + 1)) AS __position`;
  const source = `SELECT *, ${positions} FROM (SELECT *, ${parts} FROM ${quoteName(table.name)}) AS parted`;
  const columns = schema.columns.map((column) => {
    if (column.name === step.column) return `__parts[__position] AS ${name}`;
    if (column.name === step.index)
      return `CASE WHEN ${name} IS NOT NULL THEN __position END AS ${quoteName(column.name)}`;
    return quoteName(column.name);
  });
  const row = `row_number() OVER (ORDER BY ${ROW}, __position) - 1 AS ${ROW}`;
  return `SELECT ${[row, ...columns].join(", ")} FROM (${source}) AS exploded`;
}
