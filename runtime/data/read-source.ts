// Reads the source of a plan node into a table with exactly the declared schema, or says which row does not fit.
import { hideCredentials } from "../../specs/credential.ts";
import type { Diagnostic, Span } from "../../specs/diagnostic.ts";
import type { SourceOperation } from "../../specs/plan.ts";
import { ComponentError } from "../component.ts";
import { dataDiagnostics } from "./data.diagnostics.ts";
import type { Snapshot } from "./databases/snapshot.ts";
import type { Engine } from "./engine.ts";
import { engineFailure, firstLine, withoutClass } from "./engine-errors.ts";
import { type DecodedFiles, decodeFiles } from "./files/decode-files.ts";
import { type FilePlaces, listFiles, pathsOf } from "./files/list-files.ts";
import type { RawRows } from "./raw-rows.ts";
import { readerOf } from "./readers/all-readers.ts";
import { loadRaw, numberFormatOf } from "./readers/load-raw.ts";
import { readPlain } from "./readers/plain-csv/plain-source.ts";
import type { ReadingThreads } from "./readers/plain-csv/read-plain-csv.ts";
import { Refusal, type SourceFile, textParameter } from "./readers/reader.ts";
import { failed, type TableResult } from "./table.ts";
import { typeColumns } from "./type-columns.ts";

export interface SourceContext extends FilePlaces {
  readonly span: Span;
  /** Told now and then how many rows have been read; may throw when the run is cancelled. */
  readonly onRows?: (rows: number) => void;
  readonly signal?: AbortSignal;
  /** For large files. */
  readonly threads?: ReadingThreads;
}

/** Findings about a column point at its entry in the schema; without one, at the whole source. */
function columnPlaces(op: SourceOperation, fallback: Span): (column: string) => Span {
  const spans = new Map(op.places?.map(({ name, span }) => [name, span]));
  return (column) => spans.get(column) ?? fallback;
}

export async function readSource(engine: Engine, op: SourceOperation, context: SourceContext): Promise<TableResult> {
  const { span } = context;
  const reader = await readerOf(op.connector);
  if (reader === null) return failed(dataDiagnostics["unsupported-connector"](span, { connector: op.connector }));
  const paths = pathsOf(op.params.path);
  const shown = hideCredentials(paths.length > 0 ? paths.join(", ") : `${op.connector}(...)`);
  let files: readonly SourceFile[] = [];
  let decoded: DecodedFiles | null = null;
  const raw = engine.freshName();
  let rows: RawRows;
  try {
    files = await listFiles(paths, context, span);
    decoded = await decodeFiles(engine, files, textParameter(op, "encoding"), span);
    files = decoded.files;
    const request = {
      params: op.params,
      schema: op.schema,
      files,
      shown,
      folder: context.resolvePath("."),
      span,
    };
    const isUsual = numberFormatOf(op).numbers === undefined;
    const plain = isUsual ? await readPlain(engine, request, op.connector, context) : null;
    if (plain !== null) return { table: plain, diagnostics: [] };
    rows = await loadRaw(engine, reader, raw, request);
  } catch (error) {
    await engine.drop(raw);
    context.signal?.throwIfAborted();
    // A thread that died says nothing about the source.
    if (error instanceof ComponentError) throw error;
    return failed(problemOf(error, shown, files, span));
  } finally {
    await decoded?.remove();
  }
  return typed(engine, op, rows, context);
}

/** What a database held when its snapshot was taken. */
export function readSnapshot(
  engine: Engine,
  op: SourceOperation,
  { table, shown }: Snapshot,
  context: SourceContext,
): Promise<TableResult> {
  const { zone } = op.params;
  const rows: RawRows = {
    table,
    path: shown,
    headerLines: null,
    delimiter: null,
    nullValues: [],
    dateFormat: null,
    zone: typeof zone === "string" ? zone : null,
  };
  return typed(engine, op, rows, context);
}

async function typed(
  engine: Engine,
  op: SourceOperation,
  rows: RawRows,
  { span }: SourceContext,
): Promise<TableResult> {
  try {
    return await typeColumns(engine, op.schema, rows, span, columnPlaces(op, span));
  } catch (error) {
    return failed(engineFailure(error, span));
  } finally {
    await engine.drop(rows.table);
  }
}

export function problemOf(error: unknown, shown: string, files: readonly SourceFile[], span: Span): Diagnostic {
  if (error instanceof Refusal) return error.diagnostic;
  let problem = withoutClass(firstLine(error));
  for (const file of files) problem = problem.replaceAll(file.path, file.shown);
  // A database may be named without a file that could be malformed.
  return dataDiagnostics["malformed-file"](span, { path: shown, problem: hideCredentials(problem) });
}
