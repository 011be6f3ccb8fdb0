// Apache Parquet. Only the columns of the schema are read.
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
};

/** United by name, a column that a file lacks would be missing in its rows without a word. */
async function assertAlike(request: SourceRequest, engine: Engine): Promise<void> {
  const list = request.files.map(({ path }) => quoteText(path)).join(", ");
  const rows = await engine.query(`SELECT file_name, name FROM parquet_schema([${list}])`);
  const names = new Map(request.files.map(({ path }) => [path, new Set<string>()]));
  for (const [path, name] of rows) names.get(String(path))?.add(String(name));
  differingColumns(request, (file) => names.get(file.path) ?? new Set());
}
