// What a database source holds at one moment, as a raw table of the engine: columns that are wanted only, rows in an order
// that depends on the rows alone, and a hash of them, which is the identity of the source.
import type { ColumnType, ScalarKind, Schema } from "../../../specs/data-type.ts";
import type { Span } from "../../../specs/diagnostic.ts";
import type { Expression } from "../../../specs/expression.ts";
import { fingerprint } from "../../../specs/hash.ts";
import type { Json } from "../../../specs/json.ts";
import type { SourceOperation } from "../../../specs/plan.ts";
import type { Engine } from "../engine.ts";
import { firstLine } from "../engine-errors.ts";
import { loadRows } from "../readers/load-rows.ts";
import { Refusal } from "../readers/reader.ts";
import { quoteName } from "../sql-text.ts";
import { addressParameter, databaseOf, exampleOf } from "./all-databases.ts";
import { describeKinds, reads } from "./column-kinds.ts";
import { databaseDiagnostics } from "./database.diagnostics.ts";
import type { Database, DatabaseSession, Relation, WireColumn } from "./database.ts";
import { contentHash, inOwnOrder } from "./row-order.ts";
import { type Address, addressOf } from "./secrets.ts";

export interface Snapshot {
  /** The raw table. */
  readonly table: string;
  /** What messages call the source. */
  readonly shown: string;
  readonly rows: number;
  /** Of the rows, of their order and of the kinds of their columns. */
  readonly hash: string;
}

export interface SnapshotContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where drivers are looked for besides pipec's own folder. */
  readonly folder: string;
  readonly span: Span;
  readonly placeOf: (column: string) => Span;
}

export interface Wanted {
  /** Rows that do not meet it need not be read. */
  readonly filter: Expression | null;
  /** What the database said about the rows before; another answer now is an error. */
  readonly version: string | null;
}

export function takeSnapshot(
  engine: Engine,
  op: SourceOperation,
  context: SnapshotContext,
  { filter, version }: Wanted,
): Promise<Snapshot> {
  return inSession(op, context, async (session) => {
    const relation = await session.describe();
    const query = op.params.version;
    if (version !== null && typeof query === "string" && (await session.firstRow(query)) !== version) {
      throw new Refusal(databaseDiagnostics["changed-version"](context.span, { relation: relation.shown }));
    }
    refuseTypes(op.schema, relation, context);
    const part = await load(engine, { session, relation, filter }, op.schema, context);
    if (filter === null || part.rows > 0) return part;
    // An empty source is an error, a table without the rows of a source is none: the step finds out by itself.
    await engine.drop(part.table);
    return load(engine, { session, relation, filter: null }, op.schema, context);
  });
}

/** The answer to the query that stands for the rows; the rows are not read. */
export function askVersion(op: SourceOperation, context: SnapshotContext): Promise<string> {
  return inSession(op, context, (session) => session.firstRow(String(op.params.version)));
}

async function inSession<Result>(
  op: SourceOperation,
  context: SnapshotContext,
  work: (session: DatabaseSession) => Promise<Result>,
): Promise<Result> {
  const database = await databaseOf(op.connector);
  const { params, address } = resolved(op, context);
  let session: DatabaseSession | null = null;
  try {
    session = await database.open({ params, folder: context.folder, span: context.span });
    return await work(session);
  } catch (error) {
    throw error instanceof Refusal ? error : failureOf(error, database, op, address, context.span);
  } finally {
    await session?.close();
  }
}

function resolved(
  op: SourceOperation,
  { env, span }: SnapshotContext,
): { readonly params: Readonly<Record<string, Json>>; readonly address: Address } {
  const parameter = addressParameter(op.connector);
  const address = addressOf(op.params[parameter] ?? null, env);
  if (address.url === null) {
    const example = exampleOf(op.connector);
    const variable = address.shown.replace(/^the URL in `|`$/g, "");
    throw new Refusal(databaseDiagnostics["no-address"](span, { variable, parameter, example }));
  }
  return { params: { ...op.params, [parameter]: address.url }, address };
}

function failureOf(
  error: unknown,
  database: Database,
  op: SourceOperation,
  { shown, hide }: Address,
  span: Span,
): Refusal {
  const { connector, params } = op;
  const relation = typeof params.table === "string" ? params.table : "the query";
  const holes = { relation, address: shown, problem: hide(firstLine(error)).trim() };
  switch (database.causeOf(error)) {
    case "bad-url":
      return new Refusal(
        databaseDiagnostics["bad-address"](span, { address: shown, connector, example: exampleOf(connector) }),
      );
    case "unreachable":
      return new Refusal(databaseDiagnostics.unreachable(span, holes));
    case "denied":
      return new Refusal(databaseDiagnostics.denied(span, holes));
    case "unknown-table":
      return new Refusal(databaseDiagnostics["unknown-table"](span, holes));
    case "refused-query":
      return new Refusal(databaseDiagnostics["refused-query"](span, holes));
    case "timeout":
      return new Refusal(databaseDiagnostics.timeout(span, holes));
    case "connection-lost":
      return new Refusal(databaseDiagnostics["connection-lost"](span, holes));
    case null:
      return new Refusal(databaseDiagnostics.failure(span, holes));
    default:
      throw error;
  }
}

function refuseTypes(schema: Schema, relation: Relation, { placeOf }: SnapshotContext): void {
  for (const { name, type } of schema.columns) {
    const wire = relation.columns.find((column) => column.name === name);
    if (wire === undefined || reads(wire.kind, type.kind)) continue;
    const possible = describeKinds(wire.kind);
    const holes = { column: name, relation: relation.shown, type: wire.type, declared: type.kind, possible };
    throw new Refusal(databaseDiagnostics["column-type"](placeOf(name), holes));
  }
}

interface Opened {
  readonly session: DatabaseSession;
  readonly relation: Relation;
  readonly filter: Expression | null;
}

async function load(
  engine: Engine,
  { session, relation, filter }: Opened,
  schema: Schema,
  context: SnapshotContext,
): Promise<Snapshot> {
  // The key is read also where nobody declared it: it gives the order.
  const hidden = relation.key.filter((name) => schema.columns.every((column) => column.name !== name));
  const wanted: Schema = { columns: [...schema.columns, ...hidden.map((name) => ({ name, type: TEXT, roles: {} }))] };
  const wires = (names: readonly string[]): readonly WireColumn[] =>
    names.map((name) => relation.columns.find((column) => column.name === name)!);
  const arrived = engine.freshName();
  const table = engine.freshName();
  try {
    const rows = {
      columns: relation.columns.map(({ name }) => ({ name, kind: "text" as const })),
      chunks: (columns: readonly { readonly name: string }[]) =>
        session.rows(wires(columns.map(({ name }) => name)), filter),
    };
    await loadRows(engine, arrived, rows, wanted);
    const isComplete = wanted.columns.every(({ name }) => relation.columns.some((column) => column.name === name));
    if (!isComplete) return { table: arrived, shown: relation.shown, rows: 0, hash: "" };
    const columns = wires(wanted.columns.map(({ name }) => name));
    await refuseRounding(engine, arrived, schema, columns, relation, context);
    const { hash, rows: count } = await contentHash(engine, arrived, columns);
    await engine.run(inOwnOrder(arrived, table, columns, relation.key, schema));
    await engine.drop(arrived);
    return {
      table,
      shown: relation.shown,
      rows: count,
      hash: fingerprint([hash, columns.map(({ name, kind }) => [name, kind])]),
    };
  } catch (error) {
    await engine.drop(arrived);
    throw error;
  }
}

const TEXT: ColumnType = { kind: "string" satisfies ScalarKind, shape: [], nullable: true };

/** Whole numbers that a float would round. Decimals and texts are rounded to the nearest float, as everywhere. */
async function refuseRounding(
  engine: Engine,
  table: string,
  schema: Schema,
  columns: readonly WireColumn[],
  relation: Relation,
  { placeOf }: SnapshotContext,
): Promise<void> {
  for (const { name, type } of schema.columns) {
    const wire = columns.find((column) => column.name === name);
    if (type.kind !== "float" || wire?.kind !== "integer") continue;
    const number = `TRY_CAST(${quoteName(name)} AS HUGEINT)`;
    const isRounded = `CAST(CAST(${number} AS DOUBLE) AS HUGEINT) <> ${number}`;
    const [found] = await engine.query(
      `SELECT count(*), min(${quoteName(name)}) FROM ${quoteName(table)} WHERE ${isRounded}`,
    );
    const count = Number(found?.[0]);
    if (count === 0) continue;
    const holes = { column: name, relation: relation.shown, value: String(found?.[1]) };
    const of = count === 1 ? "1 value" : `${count} values`;
    throw new Refusal(databaseDiagnostics["inexact-number"](placeOf(name), { ...holes, count: of }));
  }
}
