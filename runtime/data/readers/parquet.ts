// Apache Parquet. Only the columns of the schema are read.
import { open } from "node:fs/promises";
import type { Engine } from "../engine.ts";
import { quoteText } from "../sql-text.ts";
import { differingColumns } from "./differing-columns.ts";
import { fileArguments, type ScanReader, type SourceRequest } from "./reader.ts";

export const parquetReader: ScanReader = {
  kind: "scan",
  scan: async (request, engine) => {
    if (request.files.length > 1) await assertAlike(request, engine);
    // By default the types of the first file count, and 1.5 in a later one becomes 2.
    const relation = `read_parquet(${fileArguments(request)}, union_by_name = true)`;
    return { relation, headerLines: null, delimiter: null };
  },
  explain: async ({ files }) => {
    for (const file of files) {
      const problem = await frameProblem(file.path);
      if (problem !== null) return files.length === 1 ? problem : `${problem} (in \`${file.shown}\`)`;
    }
    return null;
  },
};

/** The format begins and ends with `PAR1` (https://parquet.apache.org/docs/file-format/); `PARE`: with an encrypted footer. */
async function frameProblem(path: string): Promise<string | null> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const markAt = async (position: number): Promise<string> =>
      (await file.read(Buffer.alloc(4), 0, 4, position)).buffer.toString("latin1");
    const [start, end] = [await markAt(0), await markAt(Math.max(0, size - 4))];
    if (start === "PARE" || end === "PARE") return "it is an encrypted Parquet file; write it without encryption";
    if (start !== "PAR1") return "it is not a Parquet file, which begins with `PAR1`";
    return end === "PAR1" && size >= 12 ? null : "it is cut off: a Parquet file ends with `PAR1`";
  } finally {
    await file.close();
  }
}

/** United by name, a column that a file lacks would be missing in its rows without a word. */
async function assertAlike(request: SourceRequest, engine: Engine): Promise<void> {
  const list = request.files.map(({ path }) => quoteText(path)).join(", ");
  const rows = await engine.query(`SELECT file_name, name FROM parquet_schema([${list}])`);
  const names = new Map(request.files.map(({ path }) => [path, new Set<string>()]));
  for (const [path, name] of rows) names.get(String(path))?.add(String(name));
  differingColumns(request, (file) => names.get(file.path) ?? new Set());
}
