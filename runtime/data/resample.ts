// `resample(every:, label:) {}`: one row per series and bin of time. Rows of a series stand together, in the order in which
// the series first occur, each in time order.
import type { TableStep } from "../../specs/plan.ts";
import { nest } from "./derive-levels.ts";
import { binStart, fromLocal, toLocal, zoneFor } from "./local-time.ts";
import { type Assignment, type Functions, lowerExpression } from "./lower-expression.ts";
import { intervalText, quoteName, ROW } from "./sql-text.ts";
import type { Table } from "./table.ts";

export function resampleQuery(
  step: Extract<TableStep, { kind: "resample" }>,
  table: Table,
  functions: Functions,
): string {
  const helpers: Assignment[] = [];
  const lowering = { functions, grouped: true, helpers, levelOf: () => 0 };
  const columns = step.columns.map(
    ({ name, expression }) => `${lowerExpression(expression, lowering).sql} AS ${quoteName(name)}`,
  );
  const zone = zoneFor(step.every, step.zone);
  const start = binStart(toLocal(quoteName(step.time), zone), step.every);
  const stamp = fromLocal(step.label === "left" ? "__bin" : `__bin + ${intervalText(step.every)}`, zone);
  const keys = step.by.map(quoteName);
  const made = [{ level: 0, name: "__bin", sql: start }, ...helpers];
  const hidden = made.map(({ name }) => ({ name, type: HIDDEN, roles: {} }));
  const available = table.schema.columns.map((column) => column.name);
  const schema = { columns: [...table.schema.columns, ...hidden] };
  const rows = `(${nest(quoteName(table.name), available, made, schema)}) AS input WHERE __bin IS NOT NULL`;
  const list = [`min(${ROW}) AS __first_row`, "__bin", ...keys, ...columns].join(", ");
  const binned = `SELECT ${list} FROM ${rows} GROUP BY ${["__bin", ...keys].join(", ")}`;
  const first = keys.length === 0 ? "0" : `min(__first_row) OVER (PARTITION BY ${keys.join(", ")})`;
  const ordered = `SELECT *, ${first} AS __series FROM (${binned}) AS binned`;
  return `SELECT row_number() OVER (ORDER BY __series, __bin) - 1 AS ${ROW}, ${stamp} AS ${quoteName(step.time)}, * EXCLUDE (__first_row, __series, __bin) FROM (${ordered}) AS bins`;
}

const HIDDEN = { kind: "timestamp", shape: [], nullable: true } as const;
