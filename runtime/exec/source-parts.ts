// A source of many files, file by file: what was read from a file is kept under the content of that file, so that a file more
// reads only itself. The rows are those of the files one after the other, as when they are read together.
//
// A file in which anything is found (a warning, an error, a column without values) ends this: then all files are read together,
// and the findings are about the source as a whole.
import type { Diagnostic } from "../../specs/diagnostic.ts";
import { fingerprint } from "../../specs/hash.ts";
import type { Json } from "../../specs/json.ts";
import type { SourceOperation } from "../../specs/plan.ts";
import { readsEnvironment } from "../data/environment.ts";
import { isUri, listFiles, pathsOf } from "../data/files/list-files.ts";
import { nameList, quoteName, ROW } from "../data/sql-text.ts";
import type { Table } from "../data/table.ts";
import { type NodeContext, needed, Stop } from "./context.ts";
import { throughStore } from "./stored-tables.ts";
import type { ValueOf } from "./value.ts";

type Read = (context: NodeContext<SourceOperation>) => Promise<ValueOf<"table">>;

export async function runSourceInParts(context: NodeContext<SourceOperation>, read: Read): Promise<ValueOf<"table">> {
  const files = await filesOf(context);
  const joined = files.length < 2 ? null : await readParts(context, files, read);
  if (joined !== null) {
    await assertUnchanged(context);
    return { kind: "table", table: joined };
  }
  return throughStore(context, "source", context.op.schema, async (source) => {
    // Rows of a file that changes meanwhile may also be found wrong in some way.
    const held: Diagnostic[] = [];
    const value = await read({ ...source, report: (...found) => void held.push(...found) }).catch(
      (error: unknown) => error,
    );
    await assertUnchanged(context);
    source.report(...held);
    if (value instanceof Error) throw value;
    return value as ValueOf<"table">;
  });
}

async function assertUnchanged(context: NodeContext<SourceOperation>): Promise<void> {
  const changed = await context.sourceChanged(context.node);
  if (changed !== null) needed<Table>(context, null, [changed]);
}

/**
 * The files of patterns and lists on this disk; none where a file is not read for itself: rows that count on from file to file,
 * logs beside a file, files elsewhere.
 */
async function filesOf(context: NodeContext<SourceOperation>): Promise<readonly string[]> {
  const { op, node, filePlaces, declarations } = context;
  const declared = declarations.find(({ family, name }) => family === "connector" && name === op.connector);
  // Paths and values that only the environment knows are no part of the key of a part.
  const isFixed = Object.values(op.params).every((value) => readsEnvironment(value) === null);
  const isApart =
    isFixed && declared?.family === "connector" && declared.byName !== undefined && declared.companions === undefined;
  const paths = pathsOf(op.params.path);
  if (!isApart || paths.length === 0 || paths.some(isUri)) return [];
  const found = await listFiles(paths, filePlaces, node.span).catch(() => []);
  return found.map(({ shown }) => shown);
}

async function readParts(
  context: NodeContext<SourceOperation>,
  files: readonly string[],
  read: Read,
): Promise<Table | null> {
  const engine = await context.engine();
  const parts: Table[] = [];
  try {
    for (const file of files) {
      context.signal.throwIfAborted();
      const part = await readPart(context, file, read);
      if (part === null) return null;
      parts.push(part);
    }
    const names = nameList(context.op.schema.columns.map(({ name }) => name));
    let offset = 0;
    const selects = parts.map(({ name, rows }) => {
      const select = `SELECT ${ROW} + ${offset} AS ${ROW}, ${names} FROM ${quoteName(name)}`;
      offset += rows;
      return select;
    });
    return await engine.store(selects.join(" UNION ALL "), context.op.schema, false);
  } finally {
    for (const { name } of parts) await engine.drop(name);
  }
}

async function readPart(context: NodeContext<SourceOperation>, file: string, read: Read): Promise<Table | null> {
  const { op, pipecVersion, hasher, resolvePath } = context;
  const { path: _, ...params } = op.params;
  // Schemas are plain JSON by contract; TypeScript cannot see that interfaces without index signatures are.
  const schema = op.schema as unknown as Json;
  const { hash } = await hasher.hash(resolvePath(file));
  // Folders may name partitions, whose values become columns.
  const folders = file
    .split(/[/\\]/)
    .slice(0, -1)
    .filter((folder) => folder.includes("="));
  const key = fingerprint(["part", pipecVersion, op.connector, params, schema, folders, hash]);
  let findings = 0;
  const part: NodeContext<SourceOperation> = {
    ...context,
    op: { ...op, params: { ...params, path: file } },
    key,
    report: (...found) => {
      findings += found.length;
    },
  };
  try {
    const { table } = await throughStore(part, "part", op.schema, async (source) => {
      const value = await read(source);
      // Nothing is kept under the hash of what was there before.
      if ((await hasher.hash(resolvePath(file))).hash !== hash) throw new Stop("failed");
      return value;
    });
    if (findings === 0) return table;
    await (await context.engine()).drop(table.name);
    return null;
  } catch (error) {
    if (error instanceof Stop && error.why === "failed") return null;
    throw error;
  }
}
