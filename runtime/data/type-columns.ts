// Raw rows to typed rows, and the findings about rows that do not fit the schema.
import type { DuckDBValue } from "@duckdb/node-api";
import { type Column, type Schema, scalar } from "../../specs/data-type.ts";
import type { Diagnostic, Span } from "../../specs/diagnostic.ts";
import { countInParts } from "./count-in-parts.ts";
import { dataDiagnostics } from "./data.diagnostics.ts";
import type { Engine } from "./engine.ts";
import { nearestName } from "./nearest-name.ts";
import { describeType, isMissingText, parseText, type TextFormat, toUtc } from "./parse-text.ts";
import type { RawRows } from "./raw-rows.ts";
import { likelyDelimiter } from "./readers/diagnose-csv.ts";
import { lineOfRow } from "./readers/row-line.ts";
import { physicalType, quoteName } from "./sql-text.ts";
import { storeInParts } from "./store-in-parts.ts";
import { failed, type Table, type TableResult } from "./table.ts";
import { castTensor } from "./tensor-sql.ts";

/** `span` is the place of the source, `placeOf` that of a column. */
export async function typeColumns(
  engine: Engine,
  schema: Schema,
  raw: RawRows,
  span: Span,
  placeOf: (column: string) => Span,
): Promise<TableResult> {
  const zones = [raw.zone, ...schema.columns.map(({ roles }) => roles.time?.zone ?? null)];
  for (const zone of new Set(zones)) {
    const zoneProblem = await findBadZone(engine, zone, span);
    if (zoneProblem !== null) return failed(zoneProblem);
  }
  const types = await rawTypes(engine, raw.table);
  const absent = schema.columns.filter((column) => !types.has(column.name));
  const delimiterProblem = absent.length === 0 ? null : wrongDelimiter(schema, types, raw, span);
  if (delimiterProblem !== null) return failed(delimiterProblem);
  if (absent.length > 0)
    return failed(...absent.map((column) => missingColumn(column, types, raw, placeOf(column.name))));

  const format: TextFormat = { dateFormat: raw.dateFormat, zone: raw.zone, numbers: raw.numbers };
  const casts = schema.columns.map((column) => {
    // Local times of a zone: what the connector says about all columns comes first.
    const zone = raw.zone ?? column.roles.time?.zone ?? null;
    return castOf(column, types.get(column.name)!, raw.nullValues, { ...format, zone });
  });
  const values = casts.map(({ value }) => value);
  const table = await storeInParts(engine, values, raw.table, schema);
  const problems =
    table.rows === 0
      ? [dataDiagnostics["empty-table"](span, { path: raw.path })]
      : await findProblems(engine, raw, casts, table, format, placeOf);
  if (!problems.some((problem) => problem.severity === "error")) return { table, diagnostics: problems };
  await engine.drop(table.name);
  return failed(...problems);
}

async function findProblems(
  engine: Engine,
  raw: RawRows,
  casts: readonly Cast[],
  { name, schema, rows }: Table,
  format: TextFormat,
  placeOf: (column: string) => Span,
): Promise<readonly Diagnostic[]> {
  const present = await countInParts(
    engine,
    schema.columns.map((column) => `count(${quoteName(column.name)})`),
    name,
  );
  // A value is NULL where its text is missing or bad; only a tensor is also there when elements of it are missing.
  const doubtful = schema.columns
    .map((column, i) => ({ column, cast: casts[i]! }))
    .filter(({ column }, i) => present[i]! < rows || column.type.shape.length > 0);
  const tests = doubtful.flatMap(({ cast: { missing, bad } }) => [
    `count(*) FILTER (${missing})`,
    `count(*) FILTER (${bad})`,
  ]);
  const counts = await countInParts(engine, tests, raw.table);
  const problems: Diagnostic[] = [];
  for (const [i, { column, cast }] of doubtful.entries()) {
    const missing = counts[2 * i]!;
    const bad = counts[2 * i + 1]!;
    const place = placeOf(column.name);
    if (bad > 0) problems.push(await badValue(engine, raw, column, cast, bad, format, place));
    if (missing > 0 && !column.type.nullable) {
      problems.push(await unexpectedNull(engine, raw, column, cast, missing, place));
    } else if (missing === rows && column.roles.ignore === undefined) {
      problems.push(dataDiagnostics["all-null"](place, { column: column.name }));
    }
  }
  return problems;
}

interface Cast {
  readonly source: string;
  readonly value: string;
  /** Conditions over the raw row. */
  readonly missing: string;
  readonly bad: string;
}

function castOf(column: Column, rawType: string, nullValues: readonly string[], format: TextFormat): Cast {
  const source = quoteName(column.name);
  if (column.type.shape.length > 0) {
    const element = { ...column, type: scalar(column.type.kind, true) };
    const cast = (text: string, type: string): string => castTyped(text, type, element, format.zone);
    return { source: `CAST(${source} AS VARCHAR)`, ...castTensor(source, rawType, column.type, format, cast) };
  }
  if (rawType === "VARCHAR") {
    const missing = isMissingText(source, column.type, nullValues);
    const value = `(CASE WHEN NOT ${missing} THEN ${parseText(source, column.type, format)} END)`;
    return { source, value, missing, bad: `NOT ${missing} AND ${value} IS NULL` };
  }
  const isFloat = rawType === "DOUBLE" || rawType === "FLOAT";
  const missing = isFloat ? `(${source} IS NULL OR isnan(${source}))` : `(${source} IS NULL)`;
  const value = `(CASE WHEN NOT ${missing} THEN ${castTyped(source, rawType, column, format.zone)} END)`;
  return { source, value, missing, bad: `NOT ${missing} AND ${value} IS NULL` };
}

/** From a typed source. Casts that would lose something give NULL. */
function castTyped(source: string, rawType: string, column: Column, zone: string | null): string {
  const target = physicalType(column.type);
  const isFractional = /^(DOUBLE|FLOAT|DECIMAL)/.test(rawType);
  if (column.type.kind === "int" && isFractional) {
    return `CASE WHEN ${source} = trunc(${source}) THEN TRY_CAST(${source} AS BIGINT) END`;
  }
  if (column.type.kind === "float") {
    return `CASE WHEN isfinite(TRY_CAST(${source} AS DOUBLE)) THEN TRY_CAST(${source} AS DOUBLE) END`;
  }
  if (column.type.kind === "bool" && rawType !== "BOOLEAN") {
    return `CASE WHEN ${source} IN (0, 1) THEN ${source} = 1 END`;
  }
  const isZoned = rawType === "TIMESTAMP WITH TIME ZONE";
  if (isZoned) return `TRY_CAST(${source} AT TIME ZONE 'UTC' AS ${target})`;
  if (column.type.kind === "timestamp" && rawType.startsWith("TIMESTAMP"))
    return toUtc(`TRY_CAST(${source} AS ${target})`, zone);
  return `TRY_CAST(${source} AS ${target})`;
}

async function rawTypes(engine: Engine, table: string): Promise<ReadonlyMap<string, string>> {
  const rows = await engine.query(`DESCRIBE ${quoteName(table)}`);
  return new Map(rows.map((row) => [String(row[0]), String(row[1])]));
}

function missingColumn(column: Column, types: ReadonlyMap<string, string>, raw: RawRows, span: Span): Diagnostic {
  const names = [...types.keys()];
  const near = nearestName(column.name, names);
  return dataDiagnostics["missing-column"](span, {
    namedBy: "the schema of the source",
    remedy: "rename or remove the column in the schema",
    path: raw.path,
    column: column.name,
    columns: names.map((name) => `\`${name}\``).join(", "),
    suggestion: near === null ? "" : `did you mean \`${near}\`? `,
  });
}

/** One finding instead of one per column, when the whole first line was read as one column. */
function wrongDelimiter(
  schema: Schema,
  types: ReadonlyMap<string, string>,
  raw: RawRows,
  span: Span,
): Diagnostic | null {
  const [name, ...others] = types.keys();
  if (raw.delimiter === null || name === undefined || others.length > 0) return null;
  const wanted = schema.columns.map((column) => column.name);
  const delimiter = likelyDelimiter(name, wanted);
  if (delimiter === null || delimiter === raw.delimiter) return null;
  const show = (text: string): string => (text === "\t" ? "\\t" : text);
  return dataDiagnostics["wrong-delimiter"](span, {
    path: raw.path,
    found: show(delimiter),
    expected: show(raw.delimiter),
    quoted: `"${show(delimiter)}"`,
  });
}

async function findBadZone(engine: Engine, zone: string | null, span: Span): Promise<Diagnostic | null> {
  if (zone === null) return null;
  const known = await engine.query("SELECT name FROM pg_timezone_names()");
  return known.some((row) => row[0] === zone) ? null : dataDiagnostics["bad-zone"](span, { zone });
}

async function badValue(
  engine: Engine,
  raw: RawRows,
  column: Column,
  cast: Cast,
  count: number,
  format: TextFormat,
  span: Span,
): Promise<Diagnostic> {
  const first = await firstRow(engine, raw, cast.bad, cast.source);
  return dataDiagnostics["bad-value"](span, {
    place: first.place,
    column: column.name,
    text: beginningOf(String(first.value)),
    expected: describeType(column.type, format),
    count: count === 1 ? "1 value" : `${count} values`,
  });
}

/** A cell may hold a whole document. */
const beginningOf = (text: string): string => (text.length <= 80 ? text : `${text.slice(0, 79)}…`);

async function unexpectedNull(
  engine: Engine,
  raw: RawRows,
  column: Column,
  cast: Cast,
  count: number,
  span: Span,
): Promise<Diagnostic> {
  const first = await firstRow(engine, raw, cast.missing, cast.source);
  return dataDiagnostics["unexpected-null"](span, {
    place: first.place,
    column: column.name,
    type: column.type.kind,
    count: count === 1 ? "1 value is" : `${count} values are`,
  });
}

interface FoundRow {
  readonly place: string;
  readonly value: DuckDBValue;
}

/** The first raw row that meets a condition. For text files the place is the line on which the row begins. */
async function firstRow(engine: Engine, raw: RawRows, condition: string, source: string): Promise<FoundRow> {
  const from = quoteName(raw.table);
  const rows = await engine.query(`SELECT rowid, ${source} FROM ${from} WHERE ${condition} ORDER BY rowid LIMIT 1`);
  const row = Number(rows[0]?.[0]);
  const value = rows[0]?.[1] ?? null;
  if (raw.headerLines === null) return { place: `row ${row + 1} of \`${raw.path}\``, value };
  const { textFiles: files = [], headerLines, delimiter } = raw;
  const names = await rawTypes(engine, raw.table);
  const text = { files, headerLines, delimiter: delimiter ?? ",", hasBlankRows: names.size === 1 };
  const found = await lineOfRow(text, row);
  // Files that are read by others than by line (`.zst`, other encodings) have rows only.
  if (found === null) return { place: `row ${row + 1} of \`${raw.path}\``, value };
  return { place: `line ${found.line} of \`${found.file.shown}\``, value };
}
