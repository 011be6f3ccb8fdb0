// What a connector is to the data engine: a reader of one of two shapes. A maintainer adding a connector writes a file with
// one of them and adds its case to all-readers.ts; types, missing values and findings about rows are the same for all
// (type-columns.ts).
import type { Schema } from "../../../specs/data-type.ts";
import type { Diagnostic, Span } from "../../../specs/diagnostic.ts";
import type { Json } from "../../../specs/json.ts";
import type { Cell, CellKind } from "../../frame/cell.ts";
import type { Engine } from "../engine.ts";
import { quoteText } from "../sql-text.ts";
import { trimSpaces } from "./plain-csv/cells.ts";

export type Reader = ScanReader | RowReader;

export interface SourceRequest {
  /** With the environment filled in: secrets stand here, and must not leave by an error. */
  readonly params: Readonly<Record<string, Json>>;
  readonly schema: Schema;
  /** The files that the source's path stands for, in order; empty for connectors without a path. */
  readonly files: readonly SourceFile[];
  /** What messages call the source: its path as written, or the connector. */
  readonly shown: string;
  /** The folder of the spec: drivers are looked for in its project, too. */
  readonly folder: string;
  readonly span: Span;
}

export interface SourceFile {
  /** As the process can open it. */
  readonly path: string;
  /** As the user would name it. */
  readonly shown: string;
  /** Columns that its folders give (`region=eu/`), in order; null is a missing value. */
  readonly partitions: readonly { readonly name: string; readonly value: string | null }[];
}

/** The data engine reads the source by itself. Text formats give every column as text, others as what it is. */
export interface ScanReader {
  readonly kind: "scan";
  /** Throws what is wrong with the source. */
  readonly scan: (request: SourceRequest, engine: Engine) => Promise<Scan>;
  /** The cause, when the engine refused the source in words that do not say it. */
  readonly explain?: (request: SourceRequest, engine: Engine) => Promise<string | null>;
}

export interface Scan {
  /** What stands after FROM. */
  readonly relation: string;
  /** Lines before the first row of a text file; null when rows have no line: then only the columns of the schema are read. */
  readonly headerLines: number | null;
  /** What separates the cells of a text file; null for other formats. */
  readonly delimiter: string | null;
  /** An attached database in which names of the relation are looked up first. */
  readonly database?: string;
  /** True for queries and views, whose order says nothing: rows are sorted by the columns of the schema. */
  readonly unordered?: boolean;
  readonly close?: () => Promise<void>;
}

/** A library of our own or a driver gives the values, chunk by chunk: servers, embedded databases, formats in memory. */
export interface RowReader {
  readonly kind: "rows";
  /** Throws what is wrong with the source. */
  readonly open: (request: SourceRequest) => Promise<TypedRows>;
}

export interface TypedRows {
  /** All columns that the source has, also those that nobody asks for. */
  readonly columns: readonly TypedColumn[];
  /** The rows in the order of the source; a chunk is, for each wanted column in turn, the values of some rows. */
  readonly chunks: (wanted: readonly TypedColumn[]) => Chunks;
  readonly close?: () => Promise<void>;
}

export type Chunks = AsyncIterable<readonly (readonly Cell[])[]> | Iterable<readonly (readonly Cell[])[]>;

export interface TypedColumn {
  readonly name: string;
  /** `moment`: a timestamp with a zone, as UTC. `wide`: whole numbers beyond 64 bits with sign. Text is parsed as elsewhere. */
  readonly kind: CellKind | "moment" | "wide";
  /** Of a tensor of ints or floats: every cell has exactly so many elements. */
  readonly shape?: readonly number[];
}

/** Thrown by a reader that knows the whole finding. Any other error becomes `data/malformed-file`. */
export class Refusal extends Error {
  readonly diagnostic: Diagnostic;
  constructor(diagnostic: Diagnostic) {
    super(diagnostic.message);
    this.diagnostic = diagnostic;
  }
}

export const textParameter = ({ params }: Pick<SourceRequest, "params">, name: string): string | null => {
  const value = params[name];
  return typeof value === "string" ? value : null;
};

/** Texts that stand for a missing value, without the spaces around them: cells are compared without theirs. */
export const nullTexts = ({ params }: Pick<SourceRequest, "params">): readonly string[] => {
  const texts = params.null_values;
  return Array.isArray(texts) ? texts.flatMap((text) => (typeof text === "string" ? [trimSpaces(text)] : [])) : [];
};

/** The files as the engine takes them, and the columns of their folders as text. */
export function fileArguments({ files }: SourceRequest): string {
  const list = `[${files.map(({ path }) => quoteText(path)).join(", ")}]`;
  const hasPartitions = files.some(({ partitions }) => partitions.length > 0);
  return `${list}, hive_partitioning = ${hasPartitions}${hasPartitions ? ", hive_types_autocast = false" : ""}`;
}
