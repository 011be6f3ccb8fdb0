// Delimited text. All cells as text, so that a bad one can be shown as it stands. Nothing about the dialect is guessed but
// line ends.
import { stat } from "node:fs/promises";
import type { Span } from "../../../specs/diagnostic.ts";
import { dataDiagnostics } from "../data.diagnostics.ts";
import type { Engine } from "../engine.ts";
import { likelyEncoding } from "../files/decode-files.ts";
import { assertIntact } from "../files/intact.ts";
import { quoteText } from "../sql-text.ts";
import { diagnoseCsv, firstBadLine } from "./diagnose-csv.ts";
import { differingColumns } from "./differing-columns.ts";
import {
  fileArguments,
  Refusal,
  type ScanReader,
  type SourceFile,
  type SourceRequest,
  textParameter,
} from "./reader.ts";

export const csvReader: ScanReader = {
  kind: "scan",
  scan: async (request, engine) => {
    for (const file of request.files) {
      // The engine gives an empty file a column of its own making.
      if ((await stat(file.path)).size === 0)
        throw new Refusal(dataDiagnostics["empty-table"](request.span, { path: file.shown }));
      await assertIntact(file, request.span);
    }
    const relation = relationOf(request);
    // The first file names the columns of all.
    if (request.files.length > 1 && !(await hasColumns(request, engine))) await assertAlike(request, engine);
    return { relation, headerLines: hasHeader(request) ? 1 : 0, delimiter: delimiterOf(request) };
  },
  explain: async (request, engine) => {
    for (const file of request.files) {
      const encoding = await likelyEncoding(file.path);
      if (encoding !== null) throw await otherEncoding(file, encoding, request.span);
    }
    if (request.files.length > 1) await assertAlike(request, engine);
    return diagnoseCsv(request.files, delimiterOf(request));
  },
};

/** One bad byte in a long file is found by its line. */
async function otherEncoding({ path, shown }: SourceFile, encoding: string, span: Span): Promise<Refusal> {
  const line = encoding.startsWith("utf-16") ? 1 : await firstBadLine(path);
  return new Refusal(dataDiagnostics["other-encoding"](span, { path: shown, encoding, line }));
}

function relationOf(request: SourceRequest): string {
  const options = [
    "all_varchar = true",
    `header = ${hasHeader(request)}`,
    `delim = ${quoteText(delimiterOf(request))}`,
    `quote = '"'`,
    `escape = '"'`,
    "skip = 0",
    "comment = ''",
    "null_padding = false",
  ];
  // Without a header the schema names the columns, in order; those of folders are not in the file.
  if (!hasHeader(request)) {
    const given = new Set(request.files.flatMap(({ partitions }) => partitions.map(({ name }) => name)));
    const names = request.schema.columns.map(({ name }) => name).filter((name) => !given.has(name));
    options.push(`names = [${names.map(quoteText).join(", ")}]`);
  }
  return `read_csv(${fileArguments(request)}, ${options.join(", ")})`;
}

const hasHeader = ({ params }: SourceRequest): boolean => params.header !== false;

const delimiterOf = (request: SourceRequest): string => textParameter(request, "delimiter") ?? ",";

async function hasColumns(request: SourceRequest, engine: Engine): Promise<boolean> {
  const names = await namesOf(request, request.files[0]!, engine);
  return request.schema.columns.every(({ name }) => names.has(name));
}

async function assertAlike(request: SourceRequest, engine: Engine): Promise<void> {
  const names = new Map<SourceFile, ReadonlySet<string>>();
  for (const file of request.files) names.set(file, await namesOf(request, file, engine));
  differingColumns(request, (file) => names.get(file)!);
}

/** None for a file that cannot be read, which is then found to be so. */
async function namesOf(request: SourceRequest, file: SourceFile, engine: Engine): Promise<ReadonlySet<string>> {
  const sql = `DESCRIBE SELECT * FROM ${relationOf({ ...request, files: [file] })}`;
  const described = await engine.query(sql).catch(() => []);
  return new Set(described.map((row) => String(row[0])));
}
