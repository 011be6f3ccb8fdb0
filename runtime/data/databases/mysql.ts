// MySQL and MariaDB through the driver `mysql2`: one streamed statement in a read-only transaction that sees one snapshot.
import type { Readable } from "node:stream";
import type { Expression } from "../../../specs/expression.ts";
import {
  BATCH,
  columnsOf,
  type Database,
  type DatabaseRequest,
  type DatabaseSession,
  type FailureCause,
  firstRowOf,
  isUnreachable,
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
  readonly createConnection: (options: Readonly<Record<string, unknown>>) => Connection;
}
interface Connection {
  readonly connect: (done: (error: unknown) => void) => void;
  readonly query: (
    query: Readonly<Record<string, unknown>>,
    done?: (error: unknown, rows: unknown, fields: readonly Field[] | undefined) => void,
  ) => { readonly stream: (options: { readonly highWaterMark: number }) => Readable };
  readonly on: (event: "error", listener: (error: Error) => void) => void;
  readonly end: (done: () => void) => void;
  readonly destroy: () => void;
}
interface Field {
  readonly name: string;
  readonly columnType: number;
  readonly columnLength: number;
  readonly decimals: number;
  readonly flags: number;
  readonly characterSet: number;
}

interface Answer {
  readonly rows: readonly (readonly unknown[])[];
  readonly fields: readonly Field[];
}

const CONNECT_MILLISECONDS = 15_000;

export const mysql: Database = { open, causeOf };

async function open(request: DatabaseRequest): Promise<DatabaseSession> {
  const { createConnection } = await loadDriver<Driver>("mysql2", request);
  const connection = createConnection({
    ...addressOf(request.params.url),
    charset: "utf8mb4",
    connectTimeout: CONNECT_MILLISECONDS,
    multipleStatements: false,
  });
  // The driver tells a broken connection to who has a callback, but not to streams.
  let stream: Readable | null = null;
  connection.on("error", (error) => {
    stream?.destroy(error);
  });
  await new Promise<void>((resolve, reject) => connection.connect((error) => (error ? reject(error) : resolve())));
  const query = (sql: string): Promise<Answer> =>
    new Promise((resolve, reject) => {
      connection.query({ sql, rowsAsArray: true, typeCast }, (error, rows, fields) => {
        if (error) reject(error);
        else resolve({ rows: Array.isArray(rows) ? rows : [], fields: fields ?? [] });
      });
    });
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      // A statement that is left in its middle leaves rows on the line, which `end` would wait for.
      if (stream === null) return connection.end(resolve);
      connection.destroy();
      resolve();
    });
  try {
    await prepare(query, timeoutOf(request));
  } catch (error) {
    await close();
    throw error;
  }
  const wanted = wantedOf(request);
  const relation = wanted.kind === "table" ? wanted.parts.map(quote).join(".") : wanted.relation;
  return {
    describe: async () => {
      const { fields } = await query(`SELECT * FROM ${relation} AS q LIMIT 0`);
      const key = wanted.kind === "table" ? await keyOf(query, wanted.parts) : [];
      return { shown: shownOf(wanted), columns: fields.map(columnOf), key };
    },
    firstRow: async (text) => JSON.stringify((await query(firstRowOf(text, request))).rows[0] ?? []),
    async *rows(columns, filter) {
      const sql = selection(relation, columns, filter, request);
      stream = connection.query({ sql, rowsAsArray: true, typeCast }).stream({ highWaterMark: BATCH });
      yield* readRows(stream, columns, request);
      stream = null;
    },
    close,
  };
}

type Query = (sql: string) => Promise<Answer>;

async function prepare(query: Query, timeout: number | null): Promise<void> {
  await query("SET SESSION sql_mode = 'TRADITIONAL'");
  await query("SET SESSION time_zone = '+00:00'");
  if (timeout !== null) await limitTime(query, timeout);
  await query("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ");
  await query("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
}

/** The two servers name it differently and count in other units. */
async function limitTime(query: Query, milliseconds: number): Promise<void> {
  const version = String((await query("SELECT version()")).rows[0]?.[0]);
  if (/mariadb/i.test(version)) await query(`SET SESSION max_statement_time = ${milliseconds / 1000}`);
  else await query(`SET SESSION max_execution_time = ${milliseconds}`);
}

/** Every value as the text that the server sent. */
const typeCast = (field: { readonly string: () => string | null }): string | null => field.string();

/** `mysql://user:password@host:3306/database?ssl=true`; the driver's own reading of URLs lets them change its settings. */
function addressOf(url: unknown): Readonly<Record<string, unknown>> {
  const { protocol, hostname, port, username, password, pathname, searchParams } = new URL(String(url));
  if (!/^(mysql|mariadb):$/.test(protocol)) throw new TypeError("Invalid URL");
  return {
    host: hostname.replace(/^\[|\]$/g, ""),
    port: port === "" ? 3306 : Number(port),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
    ...(searchParams.get("ssl") === "true" ? { ssl: {} } : {}),
    ...(searchParams.has("socket") ? { socketPath: searchParams.get("socket") } : {}),
  };
}

const quote = (name: string): string => `\`${name.replaceAll("`", "``")}\``;

/** Texts travel as their bytes, so that no setting of the server can read a backslash as an escape. */
const quoteText = (text: string): string =>
  text === "" ? "''" : `_utf8mb4 0x${Buffer.from(text, "utf8").toString("hex")}`;

async function keyOf(query: Query, parts: readonly string[]): Promise<readonly string[]> {
  const [table, schema] = [...parts].reverse();
  const { rows } = await query(
    `SELECT column_name FROM information_schema.key_column_usage WHERE constraint_name = 'PRIMARY'
     AND table_schema = ${schema === undefined ? "DATABASE()" : quoteText(schema)} AND table_name = ${quoteText(table ?? "")}
     ORDER BY ordinal_position`,
  );
  return rows.map(([name]) => String(name));
}

function selection(
  relation: string,
  columns: readonly WireColumn[],
  filter: Expression | null,
  { params }: DatabaseRequest,
): string {
  const zone = typeof params.zone === "string" ? params.zone : null;
  const where = filter === null ? null : filterSql(filter, columns, dialect(zone));
  return `SELECT ${columns.map(selected).join(", ")} FROM ${relation} AS q${where === null ? "" : ` WHERE ${where}`}`;
}

/** The text of a narrow float has six digits only; a flag of bits is sent as raw bytes. */
function selected({ name, type, kind }: WireColumn): string {
  const column = `q.${quote(name)}`;
  if (type === "float") return `${column} + 0e0`;
  return kind === "bit" && type.startsWith("bit") ? `${column} + 0` : column;
}

async function* readRows(
  stream: Readable,
  columns: readonly WireColumn[],
  { params }: DatabaseRequest,
): AsyncGenerator<TextChunk> {
  const zeroIsMissing = params.zero_dates === "missing";
  const converters = columns.map(({ kind }) => converterOf(kind, zeroIsMissing));
  let rows: (readonly unknown[])[] = [];
  for await (const row of stream) {
    rows.push(row);
    if (rows.length < BATCH) continue;
    yield columnsOf(rows, converters);
    rows = [];
  }
  if (rows.length > 0) yield columnsOf(rows, converters);
}

function converterOf(kind: WireKind, zeroIsMissing: boolean): (text: string) => string | null {
  if (kind !== "date" && kind !== "timestamp" && kind !== "moment") return (text) => text;
  // The session is in UTC, which the text does not say.
  const suffix = kind === "moment" ? "+00:00" : "";
  return (text) => (zeroIsMissing && text.startsWith("0000-00-00") ? null : `${text}${suffix}`);
}

const BINARY_SET = 63;
const FLAG = { unsigned: 32, enum: 256, set: 2048 };

/** The numbers are those of the protocol (`MYSQL_TYPE_...`). */
const TYPES: ReadonlyMap<number, { readonly kind: WireKind; readonly type: string }> = new Map(
  Object.entries({
    0: { kind: "decimal", type: "decimal" },
    1: { kind: "integer", type: "tinyint" },
    2: { kind: "integer", type: "smallint" },
    3: { kind: "integer", type: "int" },
    4: { kind: "float", type: "float" },
    5: { kind: "float", type: "double" },
    7: { kind: "moment", type: "timestamp" },
    8: { kind: "integer", type: "bigint" },
    9: { kind: "integer", type: "mediumint" },
    10: { kind: "date", type: "date" },
    11: { kind: "duration", type: "time" },
    12: { kind: "timestamp", type: "datetime" },
    13: { kind: "integer", type: "year" },
    15: { kind: "text", type: "varchar" },
    16: { kind: "bit", type: "bit" },
    245: { kind: "label", type: "json" },
    246: { kind: "decimal", type: "decimal" },
    247: { kind: "label", type: "enum" },
    248: { kind: "label", type: "set" },
    249: { kind: "text", type: "text" },
    250: { kind: "text", type: "text" },
    251: { kind: "text", type: "text" },
    252: { kind: "text", type: "text" },
    253: { kind: "text", type: "varchar" },
    254: { kind: "text", type: "char" },
    255: { kind: "binary", type: "geometry" },
  } as const).map(([code, form]) => [Number(code), form]),
);

function columnOf({ name, columnType, columnLength, flags, characterSet }: Field): WireColumn {
  const { kind, type } = TYPES.get(columnType) ?? { kind: "label", type: "an unknown type" };
  if ((flags & (FLAG.enum | FLAG.set)) !== 0) return { name, kind: "label", type: flags & FLAG.enum ? "enum" : "set" };
  if (kind === "text" && characterSet === BINARY_SET) return { name, kind: "binary", type: "binary" };
  if (type === "tinyint" && columnLength === 1) return { name, kind: "bit", type: "tinyint(1)" };
  const isUnsigned = kind === "integer" && (flags & FLAG.unsigned) !== 0 && type !== "year";
  return { name, kind, type: isUnsigned ? `${type} unsigned` : type };
}

function causeOf(error: unknown): FailureCause | null {
  const { code, errno } = (error ?? {}) as { readonly code?: unknown; readonly errno?: unknown };
  if (error instanceof TypeError && error.message === "Invalid URL") return "bad-url";
  if (isUnreachable(code)) return "unreachable";
  switch (code) {
    case "ER_CON_COUNT_ERROR":
      return "unreachable";
    case "ECONNRESET":
    case "EPIPE":
    case "PROTOCOL_CONNECTION_LOST":
    case "ER_SERVER_SHUTDOWN":
    case "ER_CONNECTION_KILLED":
      return "connection-lost";
    case "ER_ACCESS_DENIED_ERROR":
    case "ER_DBACCESS_DENIED_ERROR":
    case "ER_TABLEACCESS_DENIED_ERROR":
    case "ER_COLUMNACCESS_DENIED_ERROR":
      return "denied";
    case "ER_NO_SUCH_TABLE":
    case "ER_BAD_DB_ERROR":
      return "unknown-table";
    case "ER_QUERY_TIMEOUT":
    case "ER_STATEMENT_TIMEOUT":
      return "timeout";
    default:
      if (errno === 1969 || errno === 3024) return "timeout";
      if (errno === 1927) return "connection-lost";
      return typeof code === "string" && code.startsWith("ER_") ? "refused-query" : null;
  }
}

/** Collations call more texts equal than there are, so equality keeps enough rows. Zero dates are missing on demand only. */
const dialect = (zone: string | null): Dialect => ({
  column: (name) => `q.${quote(name)}`,
  isExact: exactKinds({ isFloat: ({ type }) => type === "double", bool: "bit", zone }),
  knowsMissing: ({ kind }) => kind !== "date" && kind !== "timestamp" && kind !== "moment",
  literal: (literal) => {
    switch (literal.kind) {
      case "int":
        return String(literal.value);
      case "float":
        return literal.value.toExponential();
      case "bool":
        return literal.value ? "1" : "0";
      case "text":
        return quoteText(literal.value);
      case "date":
        return `DATE '${literal.value}'`;
      case "timestamp":
        return `TIMESTAMP '${literal.value}'`;
      default:
        return literal satisfies never;
    }
  },
});
