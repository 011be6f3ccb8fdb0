// `aggregate(by: ...) {}`: one row per key, in the order in which the keys first occur.
import type { TableStep } from "../../specs/plan.ts";
import { nest } from "./derive-levels.ts";
import { type Assignment, type Functions, lowerExpression } from "./lower-expression.ts";
import { quoteName, ROW } from "./sql-text.ts";
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
