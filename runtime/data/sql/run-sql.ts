// `sql("...")`: the query of the author, parsed by the data engine, verified against what the step declares, and run from
// the verified tree, so that what runs is what was looked at. It runs on one thread: SQL gives rows no order, and sums of
// floats would depend on how the rows are shared out.
import type { Column, Schema } from "../../../specs/data-type.ts";
import type { Diagnostic, Span } from "../../../specs/diagnostic.ts";
import type { TableStep } from "../../../specs/plan.ts";
import { dataDiagnostics } from "../data.diagnostics.ts";
import type { Engine } from "../engine.ts";
import { physicalType, quoteName, quoteText, ROW } from "../sql-text.ts";
import { failed, type Table, type TableResult } from "../table.ts";
import { QueryProblem } from "./query-facts.ts";
import { parseQuery } from "./syntax-tree.ts";
import { verifyQuery } from "./verify-query.ts";

type SqlStep = Extract<TableStep, { kind: "sql" }>;

export async function runSql(
  engine: Engine,
  step: SqlStep,
  table: Table,
  schema: Schema,
  span: Span,
): Promise<TableResult> {
  const verified = await verify(engine, step, table);
  if ("problem" in verified) return failed(dataDiagnostics["sql-query"](span, verified));
  const different = compareColumns(verified.names, schema, span);
  if (different !== null) return failed(different);
  const text = quoteText(step.query);
  const canonical = String((await engine.query(`SELECT json_deserialize_sql(json_serialize_sql(${text}))`))[0]?.[0]);
  const visible = table.schema.columns.map(({ name }) => quoteName(name)).join(", ");
  const tables = step.tables.map((name) => `${quoteName(name)} AS (SELECT ${visible} FROM ${quoteName(table.name)})`);
  const query = `WITH ${tables.join(", ")} SELECT * FROM (${canonical}) AS query`;
  const columns = schema.columns.map((column) => `${cast(column)} AS ${quoteName(column.name)}`);
  const sql = `SELECT row_number() OVER () - 1 AS ${ROW}, ${columns.join(", ")} FROM (${query}) AS result`;
  const made = await engine.store(sql, schema, true, { oneThread: true });
  const missing = await findMissing(engine, made, span);
  return missing === null ? { table: made, diagnostics: [] } : failed(missing);
}

/** NaN and infinities are missing values. */
function cast({ name, type }: Column): string {
  const value = `CAST(${quoteName(name)} AS ${physicalType(type)})`;
  return type.kind === "float" && type.shape.length === 0 ? `CASE WHEN isfinite(${value}) THEN ${value} END` : value;
}

type Verified = { readonly names: readonly string[] } | { readonly problem: string };

async function verify(engine: Engine, step: SqlStep, table: Table): Promise<Verified> {
  const parsed = await parseQuery(engine, step.query);
  if ("problem" in parsed) return parsed;
  const { tables, time, every, structure, hidden, named, choosing, reach, fits } = step;
  const columns = table.schema.columns.map(({ name }) => name);
  const claims = { tables, columns, time, every, structure, hidden, named, choosing, reach, isBounded: fits === false };
  try {
    return { names: verifyQuery(parsed.tree, claims) };
  } catch (error) {
    if (error instanceof QueryProblem) return { problem: error.message };
    throw error;
  }
}

function compareColumns(names: readonly string[], schema: Schema, span: Span): Diagnostic | null {
  const expected = schema.columns.map(({ name }) => name);
  const absent = expected.find((name) => !names.includes(name));
  if (absent !== undefined)
    return dataDiagnostics["sql-columns"](span, { problem: `the query does not return \`${absent}\`` });
  const extra = names.find((name) => !expected.includes(name));
  return extra === undefined
    ? null
    : dataDiagnostics["sql-columns"](span, { problem: `the query returns \`${extra}\`, which the spec does not know` });
}

async function findMissing(engine: Engine, table: Table, span: Span): Promise<Diagnostic | null> {
  const present = table.schema.columns.filter(({ type }) => !type.nullable).map(({ name }) => name);
  if (present.length === 0 || table.rows === 0) return null;
  const counts = present.map((name) => `count(*) - count(${quoteName(name)})`).join(", ");
  const found = (await engine.query(`SELECT ${counts} FROM ${quoteName(table.name)}`))[0] ?? [];
  const name = present.find((_, i) => Number(found[i]) > 0);
  return name === undefined
    ? null
    : dataDiagnostics["sql-columns"](span, {
        problem: `\`${name}\` has missing values and is not declared with \`?\``,
      });
}
