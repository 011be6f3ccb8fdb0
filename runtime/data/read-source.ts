// Reads the source of a plan node into a table with exactly the declared schema, or says which row does not fit.
import { existsSync } from "node:fs";
import type { Span } from "../../specs/diagnostic.ts";
import type { Json } from "../../specs/json.ts";
import type { SourceOperation } from "../../specs/plan.ts";
import { dataDiagnostics } from "./data.diagnostics.ts";
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
}

export async function readSource(engine: Engine, op: SourceOperation, context: SourceContext): Promise<TableResult> {
  const tensor = op.schema.columns.find((column) => column.type.shape.length > 0);
  if (tensor !== undefined) {
    const type = `${tensor.type.kind}[${tensor.type.shape.join(", ")}]`;
    return failed(
      dataDiagnostics["unsupported-type"](context.span, { column: tensor.name, type, connector: op.connector }),
    );
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
  const raw = engine.freshName();
  try {
    await engine.run(`CREATE TABLE ${quoteName(raw)} AS SELECT * FROM ${reader.call(quoteText(resolved))}`);
  } catch (error) {
    const problem = firstLine(error).replaceAll(resolved, path);
    return failed(dataDiagnostics["malformed-file"](context.span, { path, problem }));
  }
  const rows: RawRows = {
    table: raw,
    path,
    headerLines: reader.headerLines,
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
    return await typeColumns(engine, op.schema, rows, context.span);
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
    nullValues: [],
    dateFormat: null,
    zone: null,
  };
  return finish(engine, op, rows, context);
}

interface Reader {
  readonly call: (path: string) => string;
  readonly headerLines: number | null;
}

function readerOf(op: SourceOperation): Reader | null {
  switch (op.connector) {
    case "csv":
      return csvReader(op);
    case "parquet":
      return { call: (path) => `read_parquet(${path})`, headerLines: null };
    case "json":
      return { call: (path) => `read_json_auto(${path}, convert_strings_to_integers = false)`, headerLines: null };
    default:
      return null;
  }
}

/** All cells as text, so that a bad one can be shown as it stands. Nothing about the dialect is guessed but line ends. */
function csvReader(op: SourceOperation): Reader {
  const header = op.params.header !== false;
  const options = [
    "all_varchar = true",
    `header = ${header}`,
    `delim = ${quoteText(text(op.params.delimiter) ?? ",")}`,
    `quote = '"'`,
    `escape = '"'`,
    "skip = 0",
    "comment = ''",
    "null_padding = false",
  ];
  // Without a header the schema names the columns, in order.
  if (!header) options.push(`names = [${op.schema.columns.map((column) => quoteText(column.name)).join(", ")}]`);
  return { call: (path) => `read_csv(${path}, ${options.join(", ")})`, headerLines: header ? 1 : 0 };
}

const isPlainFile = (path: string): boolean => !/[*?[\]]/.test(path) && !/^[a-z0-9]+:\/\//i.test(path);

const text = (value: Json | undefined): string | null => (typeof value === "string" ? value : null);

const texts = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
