// Arrays of objects, or one object a line. All values as text, as they stand: types that the engine infers would turn texts
// that look like times into times, without their zone.

import { open } from "node:fs/promises";
import type { Span } from "../../../specs/diagnostic.ts";
import { dataDiagnostics } from "../data.diagnostics.ts";
import type { Engine } from "../engine.ts";
import { assertIntact } from "../files/intact.ts";
import { assertShallow } from "../files/nesting.ts";
import { quoteName, quoteText } from "../sql-text.ts";
import { differingColumns } from "./differing-columns.ts";
import { fileArguments, Refusal, type ScanReader, type SourceFile, type SourceRequest } from "./reader.ts";

export const jsonReader: ScanReader = {
  kind: "scan",
  scan: async (request, engine) => {
    const names = new Map<SourceFile, ReadonlySet<string>>();
    for (const file of request.files) {
      await assertIntact(file, request.span);
      await assertNoMark(file, request.span);
      await assertShallow(file, request.span);
      names.set(file, await keysOf(file, request, engine));
    }
    // An object may lack a key, which is a missing value; a file without any object that has it is a mistake.
    differingColumns(request, (file) => names.get(file)!);
    const keys = [...new Set([...names.values()].flatMap((found) => [...found]))];
    return { relation: relationOf(request, keys), headerLines: null, delimiter: null };
  },
};

/** The engine takes a byte order mark for the beginning of a text that is no object. */
async function assertNoMark({ path, shown }: SourceFile, span: Span): Promise<void> {
  const file = await open(path);
  const { buffer } = await file.read(Buffer.alloc(3), 0, 3, 0);
  await file.close();
  if (buffer.toString("hex") !== "efbbbf") return;
  const problem = "it begins with a byte order mark, which JSON has not; save it as UTF-8 without one";
  throw new Refusal(dataDiagnostics["malformed-file"](span, { path: shown, problem }));
}

async function keysOf(file: SourceFile, request: SourceRequest, engine: Engine): Promise<ReadonlySet<string>> {
  const options = "sample_size = -1, maximum_depth = 1, hive_partitioning = false";
  const relation = `read_json_auto(${quoteText(file.path)}, ${options})`;
  const described = await engine.query(`DESCRIBE SELECT * FROM ${relation}`);
  const keys = new Set(described.map((row) => String(row[0])));
  // The engine's name for the whole of what is no object.
  if (keys.size > 1 || !keys.has("json") || request.schema.columns.some(({ name }) => name === "json")) return keys;
  const counted = await engine.query(`SELECT count(*) FROM ${relation}`);
  if (counted[0]?.[0] === 0n) throw new Refusal(dataDiagnostics["empty-table"](request.span, { path: file.shown }));
  return keys;
}

function relationOf(request: SourceRequest, keys: readonly string[]): string {
  const columns = keys.map((name) => `${quoteText(name)}: 'VARCHAR'`).join(", ");
  const partitions = (request.files[0]?.partitions ?? [])
    .map(({ name }) => name)
    .filter((name) => !keys.includes(name));
  const selected = [...keys, ...partitions].map(quoteName).join(", ");
  return `(SELECT ${selected} FROM read_json(${fileArguments(request)}, columns = {${columns}}))`;
}
