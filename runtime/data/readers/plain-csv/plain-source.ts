// Which sources take the fast way of read-plain-csv.ts, and what comes of it. What it reads is what the engine's reader and
// type-columns.ts would have read; whatever is to be found and said about the rows is theirs to say.
import { rmSync } from "node:fs";
import { stat } from "node:fs/promises";
import type { Column } from "../../../../specs/data-type.ts";
import { isDiskFull } from "../../../columns/column-file.ts";
import { columnTable } from "../../column-table.ts";
import type { Engine } from "../../engine.ts";
import type { Table } from "../../table.ts";
import { nullTexts, type SourceRequest, textParameter } from "../reader.ts";
import type { CellKind } from "./cells.ts";
import { type ReadingThreads, readPlainCsv } from "./read-plain-csv.ts";

/** Smaller files are read faster by the engine, which has no file of columns to write, unless memory is short. */
const PLAIN_BYTES = 1 << 24;

/** Null when the source is none of these, or something is to be said about its rows. */
export async function readPlain(
  engine: Engine,
  request: SourceRequest,
  connector: string,
  {
    onRows,
    leastBytes,
    threads,
  }: {
    readonly onRows?: (rows: number) => void;
    readonly leastBytes?: number;
    readonly threads?: ReadingThreads;
  },
): Promise<Table | null> {
  if (connector !== "csv" || request.files.length === 0) return null;
  const columns = plainColumnsOf(request);
  const delimiter = textParameter(request, "delimiter") ?? ",";
  if (columns === null || delimiter.length !== 1 || delimiter.charCodeAt(0) > 127) return null;
  if (!(await isLarge(request, leastBytes ?? Math.min(PLAIN_BYTES, engine.eagerBytes)))) return null;
  const target = engine.freshFile();
  const reading = readPlainCsv({
    files: request.files.map(({ path }) => path),
    delimiter,
    hasHeader: request.params.header !== false,
    nullValues: nullTexts(request),
    columns,
    target,
    onRows: onRows ?? (() => undefined),
    threads: threads ?? null,
  });
  const read = await reading.catch((error: unknown) => {
    rmSync(target, { force: true });
    // The engine needs no file for a table that fits in memory.
    if (isDiskFull(error)) return null;
    throw error;
  });
  if (read === null || hasFindings(read.missing, read.file.rows, request)) {
    rmSync(target, { force: true });
    return null;
  }
  return columnTable(engine, read.file, request.schema);
}

/** Columns that folders give are not in the files. */
async function isLarge({ files }: SourceRequest, leastBytes: number): Promise<boolean> {
  let bytes = 0;
  for (const { path, partitions } of files) {
    if (partitions.length > 0) return false;
    if (/[.](gz|zst|zstd|bz2)$/i.test(path) || /^[a-z0-9]+:\/\//i.test(path)) return false;
    bytes += (await stat(path)).size;
  }
  return bytes >= leastBytes;
}

function plainColumnsOf(request: SourceRequest): readonly { readonly name: string; readonly kind: CellKind }[] | null {
  const zone = textParameter(request, "zone");
  const isUsual = textParameter(request, "date_format") === null && (zone === null || zone === "UTC");
  const kinds = request.schema.columns.map((column) => kindOf(column, isUsual));
  return kinds.every((kind) => kind !== null)
    ? kinds.map((kind, i) => ({ name: request.schema.columns[i]!.name, kind }))
    : null;
}

function kindOf({ type, roles }: Column, isUsual: boolean): CellKind | null {
  if (type.shape.length > 0) return null;
  const zone = roles.time?.zone ?? "UTC";
  switch (type.kind) {
    case "int":
    case "float":
    case "bool":
      return type.kind;
    case "date":
    case "timestamp":
      return isUsual && zone === "UTC" ? type.kind : null;
    case "string":
    case "category":
      return "text";
    case "duration":
      return null;
    default:
      return type.kind satisfies never;
  }
}

/** No rows, missing values where there must be none, a column without values. */
const hasFindings = (missing: readonly number[], rows: number, { schema }: SourceRequest): boolean =>
  rows === 0 || schema.columns.some(({ type }, i) => (missing[i]! > 0 && !type.nullable) || missing[i] === rows);
