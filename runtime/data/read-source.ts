// Reads the source of a plan node into a table with exactly the declared schema, or says which row does not fit.
import { existsSync } from "node:fs";
import type { Schema } from "../../specs/data-type.ts";
import type { Diagnostic, Span } from "../../specs/diagnostic.ts";
import type { Json } from "../../specs/json.ts";
import type { SourceOperation } from "../../specs/plan.ts";
import { dataDiagnostics } from "./data.diagnostics.ts";
import type { Snapshot } from "./databases/snapshot.ts";
import type { Engine } from "./engine.ts";
import { engineFailure, firstLine } from "./engine-errors.ts";
import { expandPath } from "./expand-path.ts";
import type { RawRows } from "./raw-rows.ts";
import { readerOf } from "./readers/all-readers.ts";
import { type Reader, Refusal, type SourceFile, type SourceRequest, textParameter } from "./readers/reader.ts";
import { nameList, quoteName } from "./sql-text.ts";
import { failed, type TableResult } from "./table.ts";
import { typeColumns } from "./type-columns.ts";

export interface SourceContext {
  /** A path of the spec as the process can open it. URIs are returned unchanged. */
  readonly resolvePath: (path: string) => string;
  readonly span: Span;
  /** Whether a model learns from the rows: then a column without values is an error, else a warning. */
  readonly trains?: boolean;
}

/** Findings about a column point at its entry in the schema; without one, at the whole source. */
function columnPlaces(op: SourceOperation, fallback: Span): (column: string) => Span {
  const spans = new Map(op.places?.map(({ name, span }) => [name, span]));
  return (column) => spans.get(column) ?? fallback;
}

export async function readSource(engine: Engine, op: SourceOperation, context: SourceContext): Promise<TableResult> {
  const { span } = context;
  const tensor = op.schema.columns.find((column) => column.type.shape.length > 0);
  if (tensor !== undefined) {
    const type = `${tensor.type.kind}[${tensor.type.shape.join(", ")}]`;
    const place = columnPlaces(op, span)(tensor.name);
    return failed(dataDiagnostics["unsupported-type"](place, { column: tensor.name, type, connector: op.connector }));
  }
  const reader = await readerOf(op.connector);
  if (reader === null) return failed(dataDiagnostics["unsupported-connector"](span, { connector: op.connector }));
  const { path } = op.params;
  const shown = typeof path === "string" ? path : `${op.connector}(...)`;
  let files: readonly SourceFile[] = [];
  const raw = engine.freshName();
  let rows: RawRows;
  try {
    if (typeof path === "string") files = await filesOf(path, context);
    rows = await loadRaw(engine, reader, raw, { params: op.params, schema: op.schema, files, shown, span });
  } catch (error) {
    await engine.drop(raw);
    return failed(problemOf(error, shown, files, span));
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
  { span, trains }: SourceContext,
): Promise<TableResult> {
  try {
    return await typeColumns(engine, op.schema, rows, span, columnPlaces(op, span), trains);
  } catch (error) {
    return failed(engineFailure(error, span));
  } finally {
    await engine.drop(rows.table);
  }
}

export async function filesOf(
  path: string,
  { resolvePath, span }: Pick<SourceContext, "resolvePath" | "span">,
): Promise<readonly SourceFile[]> {
  const resolved = resolvePath(path);
  const found = await expandPath(resolved);
  if (found.length === 0) throw new Error("no file has such a name");
  const isPlain = !/[*?]/.test(resolved) && !/^[a-z0-9]+:\/\//i.test(resolved);
  if (isPlain && !existsSync(resolved)) {
    throw new Refusal(dataDiagnostics["missing-file"](span, { path, suggestion: "" }));
  }
  // Of a glob the end of the path tells the files apart.
  return found.map((file) => ({ path: file, shown: isPlain ? path : file.slice(commonLength(resolved, file)) }));
}

/** Up to where the folder of a pattern has no wildcard. */
function commonLength(pattern: string, file: string): number {
  const fixed = pattern.slice(0, pattern.search(/[*?]/));
  const folder = fixed.slice(0, Math.max(fixed.lastIndexOf("/"), fixed.lastIndexOf("\\")) + 1);
  return file.startsWith(folder) ? folder.length : 0;
}

async function loadRaw(engine: Engine, reader: Reader, raw: string, request: SourceRequest): Promise<RawRows> {
  const nulls = request.params.null_values;
  const rows = {
    table: raw,
    path: request.shown,
    nullValues: Array.isArray(nulls) ? nulls.filter((item: Json): item is string => typeof item === "string") : [],
    dateFormat: textParameter(request, "date_format"),
    zone: textParameter(request, "zone"),
  };
  if (reader.kind === "rows") {
    const opened = await reader.open(request);
    try {
      const { loadRows } = await import("./readers/load-rows.ts");
      await loadRows(engine, raw, opened, request.schema);
    } finally {
      await opened.close?.();
    }
    return { ...rows, headerLines: null, delimiter: null };
  }
  try {
    const { relation, headerLines, delimiter, close } = await reader.scan(request, engine);
    try {
      const columns = headerLines === null ? await columnsToRead(engine, relation, request.schema) : "*";
      const limit = columns === null ? " LIMIT 0" : "";
      await engine.run(`CREATE TABLE ${quoteName(raw)} AS SELECT ${columns ?? "*"} FROM ${relation}${limit}`);
    } finally {
      await close?.();
    }
    return { ...rows, headerLines, delimiter };
  } catch (error) {
    const cause = error instanceof Refusal ? null : await reader.explain?.(request);
    throw cause === null || cause === undefined ? error : new Error(cause);
  }
}

/**
 * Null where the source lacks one: then its names are all that is needed for the finding. Text files are read whole, since
 * line breaks in any cell count for the line of a row.
 */
async function columnsToRead(engine: Engine, relation: string, schema: Schema): Promise<string | null> {
  const described = await engine.query(`DESCRIBE SELECT * FROM ${relation}`);
  const present = new Set(described.map((row) => String(row[0])));
  const wanted = schema.columns.map(({ name }) => name);
  return wanted.every((name) => present.has(name)) ? nameList(wanted) : null;
}

export function problemOf(error: unknown, shown: string, files: readonly SourceFile[], span: Span): Diagnostic {
  if (error instanceof Refusal) return error.diagnostic;
  let problem = firstLine(error);
  for (const file of files) problem = problem.replaceAll(file.path, file.shown);
  return dataDiagnostics["malformed-file"](span, { path: shown, problem });
}
