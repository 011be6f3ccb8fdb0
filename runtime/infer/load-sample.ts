// The rows that an inference looks at, by the readers of the connectors: text files as text, everything else as what it is.
import type { Column } from "../../specs/data-type.ts";
import type { Diagnostic, Span } from "../../specs/diagnostic.ts";
import type { Json } from "../../specs/json.ts";
import { dataDiagnostics } from "../data/data.diagnostics.ts";
import type { Engine } from "../data/engine.ts";
import { type DecodedFiles, decodeFiles, likelyEncoding } from "../data/files/decode-files.ts";
import { type FilePlaces, listFiles, pathsOf } from "../data/files/list-files.ts";
import type { RawRows } from "../data/raw-rows.ts";
import { problemOf } from "../data/read-source.ts";
import { readerOf } from "../data/readers/all-readers.ts";
import { numberFormatOf } from "../data/readers/load-raw.ts";
import type { Reader, RowReader, SourceFile, SourceRequest } from "../data/readers/reader.ts";
import { quoteName } from "../data/sql-text.ts";
import { detectDialect, readHead } from "./csv-dialect.ts";

export interface SampleRequest {
  readonly connector: string;
  /** With what the user has said already; the rest is detected. The environment is filled in. */
  readonly params: { readonly [name: string]: Json };
}

export interface Sample {
  readonly connector: string;
  readonly raw: RawRows;
  readonly columns: readonly { readonly name: string; readonly rawType: string }[];
  /** Rows of the sample, and of the data as a whole. */
  readonly rows: number;
  readonly allRows: number;
  /** Parameters of the connector, with what was detected. */
  readonly params: { readonly [name: string]: Json };
}

export type Loaded =
  | { readonly kind: "sample"; readonly sample: Sample }
  | { readonly kind: "failed"; readonly diagnostic: Diagnostic };

interface Place extends FilePlaces {
  readonly span: Span;
  /** Whether rows beyond the sample are counted, which reads them all. */
  readonly countsAll?: boolean;
}

/** At most `most` rows, from the beginning. */
export async function loadSample(engine: Engine, request: SampleRequest, most: number, place: Place): Promise<Loaded> {
  const { connector, params } = request;
  const { span } = place;
  const reader = await readerOf(connector);
  if (reader === null) return failed(dataDiagnostics["unsupported-connector"](span, { connector }));
  const shown = typeof params.path === "string" ? params.path : `${connector}(...)`;
  let files: readonly SourceFile[] = [];
  let decoded: DecodedFiles | null = null;
  const raw = engine.freshName();
  try {
    files = await listFiles(pathsOf(params.path), place, span);
    const encoding = connector === "csv" ? (textOf(params.encoding) ?? (await encodingOf(files))) : null;
    decoded = await decodeFiles(engine, files, encoding, span);
    files = decoded.files;
    const said = encoding === null || encoding === "utf-8" ? params : { ...params, encoding };
    const told = connector === "csv" ? await describeCsv(engine, said, files) : { params, columns: [] };
    if (told === null) return failed(dataDiagnostics["empty-table"](span, { path: shown }));
    const asked: SourceRequest = {
      params: told.params,
      schema: { columns: told.columns },
      files,
      shown,
      folder: place.resolvePath("."),
      span,
    };
    const { allRows, ...lines } = await fill(engine, reader, raw, asked, {
      most,
      countsAll: place.countsAll !== false,
    });
    const rows = await countOf(engine, quoteName(raw));
    if (rows === 0) return failed(dataDiagnostics["empty-table"](span, { path: shown }));
    const described = await engine.query(`DESCRIBE ${quoteName(raw)}`);
    // Neither the engine nor a spec can write such a name.
    if (described.some(([name]) => String(name).includes("\0")))
      throw new Error("the name of a column holds a zero byte");
    return {
      kind: "sample",
      sample: {
        connector,
        raw: {
          table: raw,
          path: shown,
          ...lines,
          nullValues: textsOf(told.params.null_values),
          dateFormat: textOf(told.params.date_format),
          zone: textOf(told.params.zone),
          ...numberFormatOf(told),
        },
        columns: described.map(([name, type]) => ({ name: String(name), rawType: String(type) })),
        rows,
        allRows: allRows ?? rows,
        params: told.params,
      },
    };
  } catch (error) {
    await engine.drop(raw);
    return failed(problemOf(error, shown, files, span));
  } finally {
    await decoded?.remove();
  }
}

/** That of the first file which is not UTF-8; null when all are. */
async function encodingOf(files: readonly SourceFile[]): Promise<string | null> {
  for (const { path } of files) {
    const encoding = await likelyEncoding(path);
    if (encoding !== null) return encoding;
  }
  return null;
}

const failed = (diagnostic: Diagnostic): Loaded => ({ kind: "failed", diagnostic });

interface Filled {
  /** Null when the sample is all there is. */
  readonly allRows: number | null;
  readonly headerLines: number | null;
  readonly delimiter: string | null;
}

async function fill(
  engine: Engine,
  reader: Reader,
  raw: string,
  request: SourceRequest,
  { most, countsAll }: { readonly most: number; readonly countsAll: boolean },
): Promise<Filled> {
  if (reader.kind === "rows") {
    await fillByRows(engine, reader, raw, request);
    return { allRows: null, headerLines: null, delimiter: null };
  }
  try {
    const { relation, headerLines, delimiter, close } = await reader.scan(request, engine);
    try {
      await engine.run(`CREATE TABLE ${quoteName(raw)} AS SELECT * FROM ${relation} LIMIT ${most}`);
      const isCut = countsAll && (await countOf(engine, quoteName(raw))) === most;
      return { allRows: isCut ? await countOf(engine, relation) : null, headerLines, delimiter };
    } finally {
      await close?.();
    }
  } catch (error) {
    const cause = await reader.explain?.(request, engine);
    throw cause === null || cause === undefined ? error : new Error(cause);
  }
}

/** Asked for nothing a reader tells the names; asked for them it gives all rows. */
async function fillByRows(engine: Engine, reader: RowReader, raw: string, request: SourceRequest): Promise<void> {
  const described = await reader.open(request);
  const columns = described.columns.map(({ name }) => anyColumn(name));
  await described.close?.();
  const schema = { columns };
  const opened = await reader.open({ ...request, schema });
  try {
    const { loadRows } = await import("../data/readers/load-rows.ts");
    await loadRows(engine, raw, opened, schema);
  } finally {
    await opened.close?.();
  }
}

const anyColumn = (name: string): Column => ({ name, type: { kind: "string", shape: [], nullable: true }, roles: {} });

/** The dialect of the first file, unless the user has said it; without a header line columns are numbered. Null: no line. */
async function describeCsv(
  engine: Engine,
  given: SampleRequest["params"],
  files: readonly SourceFile[],
): Promise<{ readonly params: SampleRequest["params"]; readonly columns: readonly Column[] } | null> {
  const [first] = files;
  const dialect = first === undefined ? null : detectDialect(await readHead(engine, first.path));
  if (dialect === null) return null;
  const delimiter = textOf(given.delimiter) ?? dialect.delimiter;
  const header = typeof given.header === "boolean" ? given.header : dialect.header;
  const line = dialect.first.join(dialect.delimiter);
  const width = delimiter === dialect.delimiter ? dialect.first.length : line.split(delimiter).length;
  const columns = header ? [] : Array.from({ length: width }, (_, i) => anyColumn(`column_${i + 1}`));
  return {
    params: { ...given, ...(delimiter === "," ? {} : { delimiter }), ...(header ? {} : { header }) },
    columns,
  };
}

async function countOf(engine: Engine, from: string): Promise<number> {
  return Number((await engine.query(`SELECT count(*) FROM ${from}`))[0]?.[0]);
}

const textOf = (value: Json | undefined): string | null => (typeof value === "string" ? value : null);
const textsOf = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
