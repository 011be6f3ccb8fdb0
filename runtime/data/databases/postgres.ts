// PostgreSQL through the driver `pg`: a cursor in a read-only transaction that sees one snapshot.
import type { Expression } from "../../../specs/expression.ts";
import { quoteName, quoteText } from "../sql-text.ts";
import {
  BATCH,
  columnsOf,
  type Database,
  type DatabaseRequest,
  type DatabaseSession,
  type FailureCause,
  firstRowOf,
  isUnreachable,
  type Relation,
  shownOf,
  type TextChunk,
  timeoutOf,
  type WireColumn,
  type WireKind,
  wantedOf,
} from "./database.ts";
import { loadDriver } from "./driver.ts";
import { type Dialect, exactKinds, filterSql } from "./filter.ts";

/** The part of the driver that is used. */
interface Driver {
  readonly Client: new (options: Readonly<Record<string, unknown>>) => Client;
}
interface Client {
  readonly connect: () => Promise<void>;
  readonly query: (query: Readonly<Record<string, unknown>>) => Promise<QueryResult>;
  readonly on: (event: "error", listener: (error: unknown) => void) => void;
  readonly end: () => Promise<void>;
}
interface QueryResult {
  readonly rows: readonly (readonly unknown[])[];
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number; readonly dataTypeModifier: number }[];
}

/** Texts in one form whatever the server, the role or the database prefer; strings without escapes. */
const SETTINGS = [
  "SET DateStyle = 'ISO, YMD'",
  "SET IntervalStyle = 'postgres'",
  "SET TimeZone = 'UTC'",
  "SET extra_float_digits = 1",
  "SET standard_conforming_strings = on",
  // All rows are wanted, not the first ones soon.
  "SET cursor_tuple_fraction = 1.0",
  "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
];

const CONNECT_MILLISECONDS = 15_000;

export const postgres: Database = { open, causeOf };

async function open(request: DatabaseRequest): Promise<DatabaseSession> {
  const { Client } = await loadDriver<Driver>("pg", request);
  const { url } = request.params;
  const timeout = timeoutOf(request);
  const client = new Client({
    connectionString: url,
    application_name: "pipec",
    connectionTimeoutMillis: CONNECT_MILLISECONDS,
    // Every value as the text that the server sent.
    types: { getTypeParser: () => (text: string) => text },
  });
  // A connection that breaks while nobody waits for it; the next query says so.
  client.on("error", () => undefined);
  await client.connect();
  // The extended protocol takes one statement only.
  const query = (text: string): Promise<QueryResult> =>
    client.query({ text, values: [], rowMode: "array", queryMode: "extended" });
  const close = (): Promise<void> => client.end().catch(() => undefined);
  try {
    for (const setting of SETTINGS) await query(setting);
    if (timeout !== null) await query(`SET LOCAL statement_timeout = ${timeout}`);
  } catch (error) {
    await close();
    throw error;
  }
  const wanted = wantedOf(request);
  const relation = wanted.kind === "table" ? wanted.parts.map(quoteName).join(".") : wanted.relation;
  return {
    describe: async () => {
      const { fields } = await query(`SELECT * FROM ${relation} AS q LIMIT 0`);
      const key = wanted.kind === "table" ? await keyOf(query, relation) : [];
      return { shown: shownOf(wanted), columns: await columnsWith(query, fields), key } satisfies Relation;
    },
    firstRow: async (text) => JSON.stringify((await query(firstRowOf(text, request))).rows[0] ?? []),
    rows: (columns, filter) => readRows(query, relation, columns, filterOf(filter, columns, request)),
    close,
  };
}

type Query = (text: string) => Promise<QueryResult>;

async function* readRows(
  query: Query,
  relation: string,
  columns: readonly WireColumn[],
  filter: string | null,
): AsyncGenerator<TextChunk> {
  const list = columns.map(selected).join(", ");
  const condition = filter === null ? "" : ` WHERE ${filter}`;
  await query(`DECLARE pipec_rows NO SCROLL CURSOR FOR SELECT ${list} FROM ${relation} AS q${condition}`);
  const converters = columns.map(({ kind }) => (kind === "boolean" ? spelled : same));
  for (;;) {
    const { rows } = await query(`FETCH ${BATCH} FROM pipec_rows`);
    if (rows.length === 0) break;
    yield columnsOf(rows, converters);
  }
  await query("CLOSE pipec_rows");
}

function filterOf(
  filter: Expression | null,
  columns: readonly WireColumn[],
  { params }: DatabaseRequest,
): string | null {
  if (filter === null) return null;
  return filterSql(filter, columns, dialect(typeof params.zone === "string" ? params.zone : null));
}

const same = (text: string): string => text;
const spelled = (text: string): string => (text === "t" ? "true" : "false");

/** A narrow float is widened by the server: its own text is too short for the value that it compares with. */
function selected({ name, type }: WireColumn): string {
  const column = `q.${quoteName(name)}`;
  return type === "real" ? `${column}::float8` : column;
}

async function keyOf(query: Query, relation: string): Promise<readonly string[]> {
  const { rows } = await query(
    `SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)
     WHERE i.indrelid = ${quoteText(relation)}::regclass AND i.indisprimary ORDER BY array_position(i.indkey, a.attnum)`,
  );
  return rows.map(([name]) => String(name));
}

async function columnsWith(query: Query, fields: QueryResult["fields"]): Promise<readonly WireColumn[]> {
  if (fields.length === 0) return [];
  const values = fields.map(({ dataTypeID, dataTypeModifier }, i) => `(${i}, ${dataTypeID}, ${dataTypeModifier})`);
  const { rows } = await query(
    `SELECT format_type(f.oid, f.modifier) FROM (VALUES ${values.join(", ")}) AS f(place, oid, modifier) ORDER BY f.place`,
  );
  return fields.map(({ name, dataTypeID }, i) => ({
    name,
    kind: KINDS.get(dataTypeID) ?? "label",
    type: String(rows[i]?.[0]),
  }));
}

/** Types of the server by number; all others have a text form and nothing else. */
const KINDS: ReadonlyMap<number, WireKind> = new Map<number, WireKind>([
  [16, "boolean"],
  [17, "binary"],
  [20, "integer"],
  [21, "integer"],
  [23, "integer"],
  [26, "integer"],
  [700, "float"],
  [701, "float"],
  [1700, "decimal"],
  [18, "text"],
  [19, "text"],
  [25, "text"],
  [1042, "text"],
  [1043, "text"],
  [1082, "date"],
  [1083, "duration"],
  [1114, "timestamp"],
  [1184, "moment"],
  [1186, "duration"],
]);

function causeOf(error: unknown): FailureCause | null {
  const code = (error as { readonly code?: unknown } | null)?.code;
  if (typeof code !== "string") {
    const message = error instanceof Error ? error.message : "";
    if (/timeout expired|timed out/i.test(message)) return "unreachable";
    return /terminated|connection ended|not queryable/i.test(message) ? "connection-lost" : null;
  }
  if (isUnreachable(code)) return "unreachable";
  if (code === "ERR_INVALID_URL") return "bad-url";
  if (/^(ECONNRESET|EPIPE|57P01|57P02|08003|08006)$/.test(code)) return "connection-lost";
  if (/^(28...|42501)$/.test(code)) return "denied";
  // The database of the URL, a schema, a table.
  if (/^(3D000|3F000|42P01)$/.test(code)) return "unknown-table";
  if (code === "57014") return "timeout";
  return /^(42|22|21|0A)/.test(code) ? "refused-query" : null;
}

/** Narrow floats and decimals are left out: they are rounded on the way. So are texts with an order of their own (enums). */
const dialect = (zone: string | null): Dialect => ({
  column: (name) => `q.${quoteName(name)}`,
  isExact: exactKinds({ isFloat: ({ type }) => type === "double precision", bool: "boolean", zone }),
  // Here NaN is missing, there it is a value.
  knowsMissing: ({ kind }) => kind !== "float" && kind !== "decimal",
  literal: (literal) => {
    switch (literal.kind) {
      case "int":
        return `(${literal.value})::int8`;
      case "float":
        return `${quoteText(String(literal.value))}::float8`;
      case "bool":
        return String(literal.value);
      case "text":
        return quoteText(literal.value);
      case "date":
        return `DATE ${quoteText(literal.value)}`;
      case "timestamp":
        return literal.zoned
          ? `TIMESTAMPTZ ${quoteText(`${literal.value}+00`)}`
          : `TIMESTAMP ${quoteText(literal.value)}`;
      default:
        return literal satisfies never;
    }
  },
});
