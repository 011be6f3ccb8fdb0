// `aggregate(by: ...) {}`: one row per key, in the order in which the keys first occur.
import type { Diagnostic, Span } from "../../specs/diagnostic.ts";
import type { TableStep } from "../../specs/plan.ts";
import { dataDiagnostics } from "./data.diagnostics.ts";
import { nest } from "./derive-levels.ts";
import type { Engine } from "./engine.ts";
import { type Assignment, type Functions, lowerExpression } from "./lower-expression.ts";
import { literalText, quoteName, ROW } from "./sql-text.ts";
import type { Table } from "./table.ts";

export function aggregateQuery(
  step: Extract<TableStep, { kind: "aggregate" }>,
  table: Table,
  functions: Functions,
): string {
  const helpers: Assignment[] = [];
  const lowering = { functions, grouped: true, helpers, levelOf: () => 0 };
  const columns = step.columns.map(
    ({ name, expression }) => `${lowerExpression(expression, lowering).sql} AS ${quoteName(name)}`,
  );
  const keys = step.by.map(quoteName);
  const from = `(${rowsWithHelpers(table, helpers)}) AS input`;
  const firstRow = `min(${ROW}) AS __first_row`;
  const grouping = keys.length === 0 ? "" : ` GROUP BY ${keys.join(", ")}`;
  const grouped = `SELECT ${[firstRow, ...keys, ...columns].join(", ")} FROM ${from}${grouping}`;
  return `SELECT row_number() OVER (ORDER BY __first_row) - 1 AS ${ROW}, * EXCLUDE (__first_row) FROM (${grouped}) AS grouped`;
}

/** A value that the columns of a pivot do not cover, and no result would show. */
export async function findUncovered(
  engine: Engine,
  { covers }: Extract<TableStep, { kind: "aggregate" }>,
  table: Table,
  span: Span,
): Promise<Diagnostic | null> {
  if (covers === undefined) return null;
  const column = quoteName(covers.column);
  const listed = covers.values.map(literalText).join(", ");
  const other = `SELECT ${column}, count(*) OVER () FROM ${quoteName(table.name)} WHERE ${column} IS NULL OR ${column} NOT IN (${listed}) ORDER BY ${ROW} LIMIT 1`;
  const [found] = await engine.query(other);
  if (found === undefined) return null;
  const count = Number(found[1]);
  return dataDiagnostics["unlisted-level"](span, {
    column: covers.column,
    first: found[0] === null ? "a missing value" : `\`${String(found[0])}\``,
    count: count === 1 ? "1 row" : `${count} rows`,
  });
}

/** Window functions inside an aggregate are computed per row first. */
function rowsWithHelpers(table: Table, helpers: readonly Assignment[]): string {
  const available = table.schema.columns.map((column) => column.name);
  const made = helpers.map(({ name }) => ({
    name,
    type: { kind: "float", shape: [], nullable: true } as const,
    roles: {},
  }));
  return nest(quoteName(table.name), available, helpers, { columns: [...table.schema.columns, ...made] });
}
