// One relational step of the plan, from tables to a new table.
import type { Schema } from "../../specs/data-type.ts";
import type { Diagnostic, Span } from "../../specs/diagnostic.ts";
import type { StepOperation, TableStep } from "../../specs/plan.ts";
import { type DeriveOptions, deriveColumns } from "../windows/derive-columns.ts";
import { runWindows } from "../windows/run-windows.ts";
import { aggregateQuery, findUncovered } from "./aggregate.ts";
import { dataDiagnostics } from "./data.diagnostics.ts";
import { deriveQuery } from "./derive-levels.ts";
import type { Engine } from "./engine.ts";
import { engineFailure } from "./engine-errors.ts";
import { explodeQuery } from "./explode.ts";
import { fillGapsQuery, findOffGrid } from "./fill-gaps.ts";
import { findFanOut, joinQuery } from "./join.ts";
import { asOfJoinQuery } from "./join-as-of.ts";
import { type Functions, lowerExpression } from "./lower-expression.ts";
import { resampleQuery } from "./resample.ts";
import { runSql } from "./sql/run-sql.ts";
import { nameList, quoteName, quoteText, ROW, unreachable } from "./sql-text.ts";
import { failed, type Table, type TableResult } from "./table.ts";
import { windowsQuery } from "./windows.ts";

/** Steps that number their rows anew: behind them a row number no longer says which row it was. */
export const NUMBERS_ROWS: readonly TableStep["kind"][] = [
  "sort",
  "aggregate",
  "resample",
  "fill_gaps",
  "explode",
  "sql",
  "union",
];

/** Who computes window functions; by default this thread. */
export type WindowOptions = Omit<DeriveOptions, "functions">;

/** Rows keep their number in the hidden row column through steps that keep rows; steps that make rows number them anew. */
export async function applyStep(
  engine: Engine,
  op: StepOperation,
  inputs: readonly Table[],
  functions: Functions,
  span: Span,
  windows: WindowOptions = {
    runWindows: async (job) => runWindows(job, functions),
    threads: 1,
    onWindow: () => undefined,
  },
): Promise<TableResult> {
  const [table, right] = inputs;
  if (table === undefined) throw new TypeError("a step needs an input table");
  if (op.step.kind === "component") {
    return failed(dataDiagnostics["unsupported-step"](span, { step: op.step.component }));
  }
  try {
    const problem = await findProblem(engine, op.step, table, right, span);
    if (problem !== null) return failed(problem);
    if (op.step.kind === "sql") return await runSql(engine, op.step, table, op.schema, span);
    if (op.step.kind === "derive") {
      const derived = await deriveColumns(engine, table, op.step.columns, op.schema, { functions, ...windows });
      if (derived !== null) return { table: derived, diagnostics: [] };
    }
    const { sql, ordered } = stepQuery(op.step, op.schema, table, right, functions);
    return { table: await engine.store(sql, op.schema, ordered), diagnostics: [] };
  } catch (error) {
    return failed(engineFailure(error, span));
  }
}

/** What of the data forbids the step. */
async function findProblem(
  engine: Engine,
  step: TableStep,
  table: Table,
  right: Table | undefined,
  span: Span,
): Promise<Diagnostic | null> {
  if (step.kind === "join") return findFanOut(engine, step, table, needed(right), span);
  if (step.kind === "fill_gaps") return findOffGrid(engine, step, table, span);
  return step.kind === "aggregate" ? findUncovered(engine, step, table, span) : null;
}

function needed(table: Table | undefined): Table {
  if (table === undefined) throw new TypeError("this step needs a right table");
  return table;
}

export interface StepQuery {
  readonly sql: string;
  /** The query comes in row order already. */
  readonly ordered: boolean;
}

function stepQuery(
  step: Exclude<TableStep, { kind: "component" | "sql" }>,
  schema: Schema,
  table: Table,
  right: Table | undefined,
  functions: Functions,
): StepQuery {
  const from = quoteName(table.name);
  const available = table.schema.columns.map((column) => column.name);
  const visible = [ROW, ...schema.columns.map((column) => quoteName(column.name))].join(", ");
  switch (step.kind) {
    case "where": {
      const helpers: Parameters<typeof lowerExpression>[1]["helpers"] = [];
      const { sql, level, windowed } = lowerExpression(step.condition, {
        functions,
        grouped: false,
        helpers,
        levelOf: () => 0,
      });
      if (!windowed && helpers.length === 0)
        return { sql: `SELECT ${visible} FROM ${from} WHERE ${sql}`, ordered: true };
      const condition = { name: "__condition", expression: step.condition };
      const kind = { name: "__condition", type: step.condition.type, roles: {} };
      const inner = deriveQuery(from, available, [condition], { columns: [...schema.columns, kind] }, functions);
      return { sql: `SELECT ${visible} FROM (${inner.sql}) AS filtered${level} WHERE __condition`, ordered: false };
    }
    case "select":
      return { sql: `SELECT ${visible} FROM ${from}`, ordered: true };
    case "rename": {
      const original = new Map(step.columns.map(({ from: old, to }) => [to, old]));
      const columns = schema.columns.map(
        ({ name }) => `${quoteName(original.get(name) ?? name)} AS ${quoteName(name)}`,
      );
      return { sql: `SELECT ${[ROW, ...columns].join(", ")} FROM ${from}`, ordered: true };
    }
    case "derive": {
      const query = deriveQuery(from, available, step.columns, schema, functions);
      return { sql: query.sql, ordered: !query.reordered };
    }
    case "join":
      return { sql: joinQuery(step, table, needed(right)), ordered: false };
    case "join_as_of":
      return { sql: asOfJoinQuery(step, table, needed(right)), ordered: false };
    case "aggregate":
      return { sql: aggregateQuery(step, table, functions), ordered: false };
    case "resample":
      return { sql: resampleQuery(step, table, functions), ordered: false };
    case "fill_gaps":
      return { sql: fillGapsQuery(step, table), ordered: false };
    case "windows":
      return { sql: windowsQuery(step, table, schema), ordered: false };
    case "explode":
      return { sql: explodeQuery(step, table, schema), ordered: false };
    case "sort": {
      const keys = step.by.map(
        ({ column, descending }) => `${quoteName(column)} ${descending ? "DESC" : "ASC"} NULLS LAST`,
      );
      const order = [...keys, ROW].join(", ");
      const columns = schema.columns.map((column) => quoteName(column.name));
      const row = `row_number() OVER (ORDER BY ${order}) - 1 AS ${ROW}`;
      return { sql: `SELECT ${[row, ...columns].join(", ")} FROM ${from}`, ordered: false };
    }
    case "dedupe": {
      const direction = step.keep === "first" ? "ASC" : "DESC";
      const by = step.by === null ? "" : `${quoteName(step.by)} ${direction} NULLS LAST, `;
      const keys = nameList(step.on.length === 0 ? available : step.on);
      const sql = `SELECT ${visible} FROM ${from} QUALIFY row_number() OVER (PARTITION BY ${keys} ORDER BY ${by}${ROW} ${direction}) = 1`;
      return { sql, ordered: false };
    }
    case "sample": {
      const rows = step.rows ?? Math.round((step.fraction ?? 1) * table.rows);
      // A hash of seed and row number, which unlike the engine's random() depends on nothing else.
      const key = `md5(${quoteText(`${step.seed}:`)} || ${ROW})`;
      return { sql: `SELECT ${visible} FROM ${from} ORDER BY ${key}, ${ROW} LIMIT ${rows}`, ordered: false };
    }
    case "union": {
      const second = needed(right);
      const offset = `(SELECT coalesce(max(${ROW}), -1) + 1 FROM ${from})`;
      const columns = nameList(schema.columns.map((column) => column.name));
      const below = `SELECT ${ROW} + ${offset} AS ${ROW}, ${columns} FROM ${quoteName(second.name)}`;
      return { sql: `SELECT ${visible} FROM ${from} UNION ALL ${below}`, ordered: false };
    }
    default:
      return unreachable(step);
  }
}
