// The data of a source against what it looked like when its lock file was written.
import type { Diagnostic, Span } from "../../specs/diagnostic.ts";
import type { SourceOperation } from "../../specs/plan.ts";
import type { ObservedTable } from "../../specs/program.ts";
import type { Engine } from "../data/engine.ts";
import type { FilePlaces } from "../data/files/list-files.ts";
import { quoteName } from "../data/sql-text.ts";
import type { Table } from "../data/table.ts";
import { runDiagnostics } from "../exec/run.diagnostics.ts";
import { formatPercent } from "../report/quantity.ts";
import { loadSample } from "./load-sample.ts";

/** Fewer rows than this share of those of then are not what one expects of data that grows. */
const FEWER = 0.8;
/** So many more missing values, as a share of the rows. */
const MORE_MISSING = 0.1;
const NAMED = 5;

export interface ComparePlace extends FilePlaces {
  readonly span: Span;
}

/** Findings are warnings: the data may well have changed for good reasons, and then the lock is to be written again. */
export async function compareWithLock(
  engine: Engine,
  op: SourceOperation,
  table: Table,
  observed: ObservedTable,
  place: ComparePlace,
): Promise<readonly Diagnostic[]> {
  const { span } = place;
  const spans = new Map(op.places?.map((one) => [one.name, one.span]));
  const found: Diagnostic[] = [];
  if (table.rows < FEWER * observed.rows)
    found.push(runDiagnostics["fewer-rows"](span, { rows: table.rows, then: observed.rows }));
  for (const { name, type } of table.schema.columns) {
    const then = observed.columns[name];
    if (then === undefined) continue;
    const at = spans.get(name) ?? span;
    const column = quoteName(name);
    const [count] = await engine.query(`SELECT count(*) - count(${column}) FROM ${quoteName(table.name)}`);
    const missing = Number(count?.[0]) / table.rows;
    if (missing > then.missing + MORE_MISSING) {
      const shares = { now: formatPercent(missing), then: formatPercent(then.missing) };
      found.push(runDiagnostics["more-missing"](at, { column: name, ...shares }));
    }
    if (then.levels === null || (type.kind !== "category" && type.kind !== "string")) continue;
    const rows = await engine.query(
      `SELECT DISTINCT ${column} FROM ${quoteName(table.name)} WHERE ${column} IS NOT NULL ORDER BY 1`,
    );
    const known = new Set(then.levels);
    const fresh = rows.map(([value]) => String(value)).filter((value) => !known.has(value));
    if (fresh.length === 0) continue;
    const values = fresh.slice(0, NAMED).map((value) => `\`${value}\``);
    const more = fresh.length > NAMED ? ` and ${fresh.length - NAMED} more` : "";
    found.push(runDiagnostics["new-values"](at, { column: name, values: `${values.join(", ")}${more}` }));
  }
  found.push(...(await newColumns(engine, op, place)));
  return found;
}

/** Columns that nobody has declared; without a header line the schema says which they are. */
async function newColumns(engine: Engine, op: SourceOperation, place: ComparePlace): Promise<readonly Diagnostic[]> {
  if (op.params.header === false) return [];
  const loaded = await loadSample(engine, { connector: op.connector, params: op.params }, 1, {
    ...place,
    countsAll: false,
  });
  if (loaded.kind === "failed") return [];
  await engine.drop(loaded.sample.raw.table);
  const declared = new Set(op.schema.columns.map(({ name }) => name));
  const fresh = loaded.sample.columns.map(({ name }) => name).filter((name) => !declared.has(name));
  return fresh.map((column) => runDiagnostics["new-column"](place.span, { column }));
}
