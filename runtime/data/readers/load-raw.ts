// What a reader gives as a raw table of the engine, before types.
import type { Schema } from "../../../specs/data-type.ts";
import type { Engine } from "../engine.ts";
import type { RawRows } from "../raw-rows.ts";
import { nameList, quoteName } from "../sql-text.ts";
import {
  nullTexts,
  type Reader,
  Refusal,
  type RowReader,
  type ScanReader,
  type SourceRequest,
  textParameter,
} from "./reader.ts";

export async function loadRaw(engine: Engine, reader: Reader, raw: string, request: SourceRequest): Promise<RawRows> {
  const lines =
    reader.kind === "rows"
      ? await loadOpened(engine, reader, raw, request)
      : await loadScan(engine, reader, raw, request);
  return {
    table: raw,
    path: request.shown,
    nullValues: nullTexts(request),
    dateFormat: textParameter(request, "date_format"),
    zone: textParameter(request, "zone"),
    ...lines,
    ...numberFormatOf(request),
  };
}

/** Nothing where numbers are written as everywhere else. */
export function numberFormatOf(request: Pick<SourceRequest, "params">): Pick<RawRows, "numbers"> {
  const decimal = textParameter(request, "decimal") ?? ".";
  const thousands = textParameter(request, "thousands");
  return decimal === "." && thousands === null ? {} : { numbers: { decimal, thousands } };
}

type Lines = Pick<RawRows, "headerLines" | "delimiter" | "textFiles">;

async function loadOpened(engine: Engine, reader: RowReader, raw: string, request: SourceRequest): Promise<Lines> {
  const rows = await reader.open(request);
  try {
    const { loadRows } = await import("./load-rows.ts");
    await loadRows(engine, raw, rows, request.schema);
  } finally {
    await rows.close?.();
  }
  return { headerLines: null, delimiter: null };
}

async function loadScan(engine: Engine, reader: ScanReader, raw: string, request: SourceRequest): Promise<Lines> {
  try {
    const { relation, headerLines, delimiter, database, unordered, close } = await reader.scan(request, engine);
    try {
      const run = (sql: string) => engine.queryIn(database ?? null, sql);
      const described = await run(`DESCRIBE SELECT * FROM ${relation}`);
      const present = described.map((row) => String(row[0]));
      // Text files are read whole, since line breaks in any cell count for the line of a row.
      const columns = headerLines === null ? wantedOf(present, request.schema) : present;
      // Without all columns the names are all that is needed for the finding.
      const limit = columns === null ? " LIMIT 0" : "";
      const order =
        unordered === true
          ? ` ORDER BY ${(columns ?? present).map((name) => `${quoteName(name)} NULLS LAST`).join(", ")}`
          : "";
      await run(
        `CREATE TABLE ${engine.qualified(raw)} AS SELECT ${nameList(columns ?? present)} FROM ${relation}${order}${limit}`,
      );
    } finally {
      await close?.();
    }
    return { headerLines, delimiter, ...(headerLines === null ? {} : { textFiles: request.files }) };
  } catch (error) {
    const cause = error instanceof Refusal ? null : await reader.explain?.(request, engine);
    throw cause === null || cause === undefined ? error : new Error(cause);
  }
}

function wantedOf(present: readonly string[], schema: Schema): readonly string[] | null {
  const wanted = schema.columns.map(({ name }) => name);
  return wanted.every((name) => present.includes(name)) ? wanted : null;
}
