// What a database server is to the data engine: one open connection that shows one snapshot. Every value arrives as text in
// one canonical form per kind, so that types are checked as those of text files, and nothing is rounded on the way.
import type { Span } from "../../../specs/diagnostic.ts";
import type { Expression } from "../../../specs/expression.ts";
import type { Json } from "../../../specs/json.ts";
import { asRelation, selectText } from "./select-text.ts";

export interface DatabaseRequest {
  /** With the environment filled in: secrets stand here, and must not leave by an error. */
  readonly params: Readonly<Record<string, Json>>;
  /** Where drivers are looked for besides pipec's own folder. */
  readonly folder: string;
  readonly span: Span;
}

export interface Database {
  /** Throws what the server says against it. */
  readonly open: (request: DatabaseRequest) => Promise<DatabaseSession>;
  /** What an error of the driver means; null when it says nothing that we know. */
  readonly causeOf: (error: unknown) => FailureCause | null;
}

export type FailureCause =
  | "unreachable"
  | "denied"
  | "unknown-table"
  | "refused-query"
  | "timeout"
  | "connection-lost"
  | "bad-url";

/** Codes of Node.js and of the system for a server that cannot be reached; `ENOENT`: a socket that is not there. */
export const isUnreachable = (code: unknown): boolean =>
  typeof code === "string" &&
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|ENOENT)$/.test(code);

export interface DatabaseSession {
  readonly describe: () => Promise<Relation>;
  /** The first row of a query, as one text. */
  readonly firstRow: (query: string) => Promise<string>;
  /** Chunk by chunk; a chunk is, for each column in turn, the texts of some rows. In whatever order the server likes. */
  readonly rows: (columns: readonly WireColumn[], filter: Expression | null) => AsyncIterable<TextChunk>;
  readonly close: () => Promise<void>;
}

export type TextChunk = readonly (readonly (string | null)[])[];

export interface Relation {
  /** What messages call it. */
  readonly shown: string;
  readonly columns: readonly WireColumn[];
  /** Names of the columns of the primary key, in its order; empty for queries and tables without one. */
  readonly key: readonly string[];
}

export interface WireColumn {
  readonly name: string;
  readonly kind: WireKind;
  /** As the database calls it: `numeric(10,2)`. */
  readonly type: string;
}

/**
 * Forms of the texts. integer, decimal, float: digits; boolean: true/false; bit: 0/1, a number or a flag; date, timestamp:
 * ISO 8601 without zone; moment: with offset; duration: as the engine reads it; label, text: as they are; binary: none.
 */
export type WireKind =
  | "integer"
  | "decimal"
  | "float"
  | "boolean"
  | "bit"
  | "date"
  | "timestamp"
  | "moment"
  | "duration"
  | "label"
  | "text"
  | "binary";

/** Rows that are taken from the driver at once. */
export const BATCH = 4096;

/** Rows of a driver as columns. */
export function columnsOf(
  rows: readonly (readonly unknown[])[],
  converters: readonly ((text: string) => string | null)[],
): TextChunk {
  return converters.map((convert, i) =>
    rows.map((row) => {
      const value = row[i];
      return value === null || value === undefined ? null : convert(String(value));
    }),
  );
}

/** `timeout:` of the source; months do not occur in it. */
export function timeoutOf({ params }: DatabaseRequest): number | null {
  const { timeout } = params;
  if (typeof timeout !== "object" || timeout === null || !("milliseconds" in timeout)) return null;
  return typeof timeout.milliseconds === "number" ? timeout.milliseconds : null;
}

/** `table:` or `query:`; the compiler saw to it that there is one of them. */
export type Wanted =
  | { readonly kind: "table"; readonly parts: readonly string[] }
  | { readonly kind: "query"; readonly relation: string };

export function wantedOf({ params, span }: DatabaseRequest): Wanted {
  if (typeof params.table === "string") return { kind: "table", parts: nameParts(params.table) };
  return { kind: "query", relation: asRelation(selectText(String(params.query ?? ""), "the query", span)) };
}

/** `version:` as a part of a SELECT: as a statement of its own it could end the transaction that can only read. */
export const firstRowOf = (query: string, { span }: DatabaseRequest): string =>
  `SELECT * FROM ${asRelation(selectText(query, "`version:`", span))} AS q LIMIT 1`;

/** `schema.table`; a part in double quotes may hold points. */
export function nameParts(name: string): readonly string[] {
  const parts = name.match(/"(?:[^"]|"")*"|[^.]+/g) ?? [name];
  return parts.map((part) => (part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part.trim()));
}

export const shownOf = (wanted: Wanted): string => (wanted.kind === "table" ? wanted.parts.join(".") : "the query");
