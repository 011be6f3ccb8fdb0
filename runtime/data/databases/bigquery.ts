// BigQuery through Google's own client, which finds the credentials and sends the requests. Results are taken as the service
// sends them, as texts: the client would round whole numbers and decimals.
import type { Expression } from "../../../specs/expression.ts";
import { Refusal } from "../readers/reader.ts";
import { databaseDiagnostics } from "./database.diagnostics.ts";
import {
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

/** The part of the client that is used. */
interface Driver {
  readonly BigQuery: new (options: { readonly projectId: string; readonly userAgent: string }) => Client;
}
interface Client {
  readonly request: (request: ServiceRequest, done: (error: unknown, body: QueryAnswer) => void) => void;
}
interface ServiceRequest {
  readonly method: "GET" | "POST";
  readonly uri: string;
  readonly json?: Readonly<Record<string, unknown>>;
  readonly qs?: Readonly<Record<string, unknown>>;
}
interface QueryAnswer {
  readonly jobComplete?: boolean;
  readonly jobReference?: { readonly jobId?: string; readonly location?: string };
  readonly schema?: { readonly fields?: readonly Field[] };
  readonly rows?: readonly { readonly f: readonly { readonly v: unknown }[] }[];
  readonly pageToken?: string;
}
interface Field {
  readonly name: string;
  readonly type: string;
  readonly mode?: string;
}

const PAGE = 10_000;
/** How long the service may hold a request before it says that the job still runs. */
const WAIT_MILLISECONDS = 10_000;

export const bigquery: Database = { open, causeOf };

async function open(request: DatabaseRequest): Promise<DatabaseSession> {
  const { BigQuery } = await loadDriver<Driver>("@google-cloud/bigquery", request);
  const { project, dataset, location } = request.params;
  const client = new BigQuery({ projectId: String(project), userAgent: "pipec" });
  const send = (sent: ServiceRequest): Promise<QueryAnswer> =>
    new Promise((resolve, reject) => client.request(sent, (error, body) => (error ? reject(error) : resolve(body))));
  const timeout = timeoutOf(request);
  const ask = (query: string, options: Readonly<Record<string, unknown>> = {}): Promise<QueryAnswer> =>
    send({
      method: "POST",
      uri: "/queries",
      json: {
        query,
        useLegacySql: false,
        defaultDataset: { projectId: String(project), datasetId: String(dataset) },
        formatOptions: { useInt64Timestamp: true },
        timeoutMs: WAIT_MILLISECONDS,
        maxResults: PAGE,
        ...(typeof location === "string" ? { location } : {}),
        ...(timeout === null ? {} : { jobTimeoutMs: String(timeout) }),
        ...options,
      },
    });
  const wanted = wantedOf(request);
  // The service takes scripts of many statements, also such that change something.
  if (wanted.kind === "query" && wanted.relation.includes(";")) {
    const problem =
      "a semicolon could begin another statement; in a text, `CODE_POINTS_TO_STRING([59])` stands for one";
    throw new Refusal(databaseDiagnostics["refused-query"](request.span, { relation: shownOf(wanted), problem }));
  }
  const home = [String(project), String(dataset)];
  const relation =
    wanted.kind === "table"
      ? quote([...home.slice(0, Math.max(0, 3 - wanted.parts.length)), ...wanted.parts].join("."))
      : wanted.relation;
  return {
    // A dry run costs nothing.
    describe: async () => {
      const { schema } = await ask(`SELECT * FROM ${relation} AS q LIMIT 0`, { dryRun: true });
      return { shown: shownOf(wanted), columns: (schema?.fields ?? []).map(columnOf), key: [] };
    },
    firstRow: async (query) => {
      for await (const page of pages(await ask(firstRowOf(query, request)), send))
        return JSON.stringify(page.rows?.[0]?.f ?? []);
      return "[]";
    },
    rows: (columns, filter) => readRows(relation, columns, filter, { ask, send, request }),
    close: async () => undefined,
  };
}

interface Connection {
  readonly ask: (query: string) => Promise<QueryAnswer>;
  readonly send: (request: ServiceRequest) => Promise<QueryAnswer>;
  readonly request: DatabaseRequest;
}

async function* readRows(
  relation: string,
  columns: readonly WireColumn[],
  filter: Expression | null,
  { ask, send, request }: Connection,
): AsyncGenerator<TextChunk> {
  const zone = typeof request.params.zone === "string" ? request.params.zone : null;
  const where = filter === null ? null : filterSql(filter, columns, dialect(zone));
  const list = columns.map(({ name }) => `q.${quote(name)}`).join(", ");
  const first = await ask(`SELECT ${list} FROM ${relation} AS q${where === null ? "" : ` WHERE ${where}`}`);
  const converters = columns.map(({ kind }) => (kind === "moment" ? momentText : same));
  for await (const { rows } of pages(first, send)) {
    if (rows === undefined || rows.length === 0) continue;
    yield columnsOf(
      rows.map(({ f }) => f.map(({ v }) => v)),
      converters,
    );
  }
}

/** The pages of a result, from the answer to its query on; a job that still runs is asked again. */
async function* pages(first: QueryAnswer, send: Connection["send"]): AsyncGenerator<QueryAnswer> {
  const { jobId, location } = first.jobReference ?? {};
  const next = (qs: Readonly<Record<string, unknown>>): Promise<QueryAnswer> =>
    send({
      method: "GET",
      uri: `/queries/${jobId}`,
      qs: {
        maxResults: PAGE,
        "formatOptions.useInt64Timestamp": true,
        ...(location === undefined ? {} : { location }),
        ...qs,
      },
    });
  let page = first;
  while (page.jobComplete === false) page = await next({ timeoutMs: WAIT_MILLISECONDS });
  for (;;) {
    yield page;
    if (page.pageToken === undefined || page.pageToken === "") return;
    page = await next({ pageToken: page.pageToken });
  }
}

const same = (text: string): string => text;

/** Microseconds since the epoch, as they are sent, in ISO 8601. */
function momentText(text: string): string {
  const microseconds = BigInt(text);
  const rest = ((microseconds % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const seconds = new Date(Number((microseconds - rest) / 1000n)).toISOString().slice(0, 19);
  return `${seconds}.${String(rest).padStart(6, "0")}+00:00`;
}

const quote = (name: string): string => `\`${name.replaceAll("\\", "\\\\").replaceAll("`", "\\`")}\``;

const KINDS: Readonly<Record<string, WireKind>> = {
  INTEGER: "integer",
  INT64: "integer",
  FLOAT: "float",
  FLOAT64: "float",
  NUMERIC: "decimal",
  BIGNUMERIC: "decimal",
  BOOLEAN: "boolean",
  BOOL: "boolean",
  STRING: "text",
  DATE: "date",
  DATETIME: "timestamp",
  TIMESTAMP: "moment",
  TIME: "duration",
  BYTES: "binary",
  RECORD: "binary",
  STRUCT: "binary",
};

function columnOf({ name, type, mode }: Field): WireColumn {
  if (mode === "REPEATED") return { name, kind: "binary", type: `ARRAY<${type}>` };
  return { name, kind: KINDS[type] ?? "label", type };
}

function causeOf(error: unknown): FailureCause | null {
  const { code, errors } = (error ?? {}) as {
    readonly code?: unknown;
    readonly errors?: readonly { readonly reason?: unknown }[];
  };
  const message = error instanceof Error ? error.message : "";
  if (/default credentials|invalid_grant|unauthorized_client|invalid_client/i.test(message)) return "denied";
  if (isUnreachable(code)) return "unreachable";
  if (code === "ECONNRESET" || code === "EPIPE" || /socket hang up|premature close/i.test(message))
    return "connection-lost";
  switch (errors?.[0]?.reason) {
    case "accessDenied":
    case "authError":
      return "denied";
    case "notFound":
      return "unknown-table";
    case "invalidQuery":
    case "invalid":
      return "refused-query";
    case "stopped":
    case "jobTimeout":
    case "timeout":
      return "timeout";
    default:
      return code === 401 || code === 403 ? "denied" : code === 404 ? "unknown-table" : null;
  }
}

/** Nothing but letters and digits stands in a text as it is. */
const quoteText = (text: string): string =>
  `'${[...text].map((char) => (/[a-zA-Z0-9]/.test(char) ? char : `\\U${char.codePointAt(0)!.toString(16).padStart(8, "0")}`)).join("")}'`;

const dialect = (zone: string | null): Dialect => ({
  column: (name) => `q.${quote(name)}`,
  isExact: exactKinds({ isFloat: ({ kind }) => kind === "float", bool: "boolean", zone }),
  knowsMissing: ({ kind }) => kind !== "float",
  literal: (literal) => {
    switch (literal.kind) {
      case "int":
        return String(literal.value);
      case "float":
        return literal.value.toExponential();
      case "bool":
        return literal.value ? "TRUE" : "FALSE";
      case "text":
        return quoteText(literal.value);
      case "date":
        return `DATE '${literal.value}'`;
      case "timestamp":
        return literal.zoned ? `TIMESTAMP '${literal.value}+00'` : `DATETIME '${literal.value}'`;
      default:
        return literal satisfies never;
    }
  },
});
