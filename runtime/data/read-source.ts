// Reads the source of a plan node into a table with exactly the declared schema, or says which row does not fit.
import { existsSync, statSync } from "node:fs";
import type { Schema } from "../../specs/data-type.ts";
import type { Span } from "../../specs/diagnostic.ts";
import type { Json } from "../../specs/json.ts";
import type { SourceOperation } from "../../specs/plan.ts";
import { dataDiagnostics } from "./data.diagnostics.ts";
import { diagnoseCsv } from "./diagnose-csv.ts";
import type { Engine } from "./engine.ts";
import { engineFailure, firstLine } from "./engine-errors.ts";
import type { RawRows } from "./raw-rows.ts";
import { insertInline } from "./read-inline.ts";
import { quoteName, quoteText } from "./sql-text.ts";
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
  const tensor = op.schema.columns.find((column) => column.type.shape.length > 0);
  if (tensor !== undefined) {
    const type = `${tensor.type.kind}[${tensor.type.shape.join(", ")}]`;
    const place = columnPlaces(op, context.span)(tensor.name);
    return failed(dataDiagnostics["unsupported-type"](place, { column: tensor.name, type, connector: op.connector }));
  }
  if (op.connector === "inline") return readInline(engine, op, context);
  const reader = readerOf(op);
  if (reader === null) {
    return failed(dataDiagnostics["unsupported-connector"](context.span, { connector: op.connector }));
  }
  const path = text(op.params.path) ?? "";
  const resolved = context.resolvePath(path);
  if (isPlainFile(resolved) && !existsSync(resolved)) {
    return failed(dataDiagnostics["missing-file"](context.span, { path, suggestion: "" }));
  }
  // The engine gives an empty file a column of its own making.
  if (op.connector === "csv" && isPlainFile(resolved) && statSync(resolved).size === 0) {
    return failed(dataDiagnostics["empty-table"](context.span, { path }));
  }
  const raw = engine.freshName();
  try {
    await reader.load(engine, raw, resolved);
  } catch (error) {
    await engine.drop(raw);
    const found = reader.delimiter === null ? null : await diagnoseCsv(resolved, reader.delimiter);
    const problem = (found ?? firstLine(error)).replaceAll(resolved, path);
    return failed(dataDiagnostics["malformed-file"](context.span, { path, problem }));
  }
  const rows: RawRows = {
    table: raw,
    path,
    headerLines: reader.headerLines,
    delimiter: reader.delimiter,
    nullValues: texts(op.params.null_values),
    dateFormat: text(op.params.date_format),
    zone: text(op.params.zone),
  };
  return finish(engine, op, rows, context);
}

async function finish(
  engine: Engine,
  op: SourceOperation,
  rows: RawRows,
  context: SourceContext,
): Promise<TableResult> {
  try {
    return await typeColumns(engine, op.schema, rows, context.span, columnPlaces(op, context.span), context.trains);
  } catch (error) {
    return failed(engineFailure(error, context.span));
  } finally {
    await engine.drop(rows.table);
  }
}

async function readInline(engine: Engine, op: SourceOperation, context: SourceContext): Promise<TableResult> {
  const raw = await insertInline(engine, op.schema, op.params.rows ?? [], context.span);
  if (raw.kind === "failed") return failed(raw.diagnostic);
  const rows: RawRows = {
    table: raw.table,
    path: "inline(...)",
    headerLines: 0,
    delimiter: null,
    nullValues: [],
    dateFormat: null,
    zone: null,
  };
  return finish(engine, op, rows, context);
}

interface Reader {
  /** Makes the raw table, or throws what is wrong with the file. */
  readonly load: (engine: Engine, raw: string, path: string) => Promise<void>;
  readonly headerLines: number | null;
  /** Of text files with cells. */
  readonly delimiter: string | null;
}

function readerOf(op: SourceOperation): Reader | null {
  switch (op.connector) {
    case "csv":
      return csvReader(op);
    case "parquet":
      return { load: byEngine((path) => `read_parquet(${path})`), headerLines: null, delimiter: null };
    case "arrow":
      return {
        // Loaded only by who reads such files: the package takes a while.
        load: async (engine, raw, path) => (await import("./read-arrow.ts")).readArrow(engine, raw, path, op.schema),
        headerLines: null,
        delimiter: null,
      };
    case "json":
      return {
        load: (engine, raw, path) => loadJson(engine, raw, path, op.schema),
        headerLines: null,
        delimiter: null,
      };
    default:
      return null;
  }
}

const byEngine =
  (call: (path: string) => string): Reader["load"] =>
  (engine, raw, path) =>
    engine.run(`CREATE TABLE ${quoteName(raw)} AS SELECT * FROM ${call(quoteText(path))}`);

/**
 * All values as text, as they stand: types that the engine infers would turn texts that look like times into times, without
 * their zone. Where a column is absent the raw table has the names of the file and no rows, so that the finding can say so.
 */
async function loadJson(engine: Engine, raw: string, path: string, schema: Schema): Promise<void> {
  const file = quoteText(path);
  const described = await engine.query(
    `DESCRIBE SELECT * FROM read_json_auto(${file}, sample_size = -1, maximum_depth = 1)`,
  );
  const names = described.map((row) => String(row[0]));
  const isComplete = schema.columns.every(({ name }) => names.includes(name));
  const columns = (isComplete ? schema.columns.map(({ name }) => name) : names).map(
    (name) => `${quoteText(name)}: 'VARCHAR'`,
  );
  const limit = isComplete ? "" : " LIMIT 0";
  await engine.run(
    `CREATE TABLE ${quoteName(raw)} AS SELECT * FROM read_json(${file}, columns = {${columns.join(", ")}})${limit}`,
  );
}

/** All cells as text, so that a bad one can be shown as it stands. Nothing about the dialect is guessed but line ends. */
function csvReader(op: SourceOperation): Reader {
  const header = op.params.header !== false;
  const delimiter = text(op.params.delimiter) ?? ",";
  const options = [
    "all_varchar = true",
    `header = ${header}`,
    `delim = ${quoteText(delimiter)}`,
    `quote = '"'`,
    `escape = '"'`,
    "skip = 0",
    "comment = ''",
    "null_padding = false",
  ];
  // Without a header the schema names the columns, in order.
  if (!header) options.push(`names = [${op.schema.columns.map((column) => quoteText(column.name)).join(", ")}]`);
  const load = byEngine((path) => `read_csv(${path}, ${options.join(", ")})`);
  return { load, headerLines: header ? 1 : 0, delimiter };
}

const isPlainFile = (path: string): boolean => !/[*?[\]]/.test(path) && !/^[a-z0-9]+:\/\//i.test(path);

const text = (value: Json | undefined): string | null => (typeof value === "string" ? value : null);

const texts = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
