// Tables across runs: what took long to read or to compute is kept as Parquet, so that an edit of the spec does not parse the
// same file again: the column file of the run as it is, else a file that the data engine writes. A stored table is bit by bit
// the one that was made; one whose checksum does not fit is removed and made again.
//
// What is kept is decided by what it cost, which says nothing about the values: a run with an empty store gives the same.
import { copyFile, link, mkdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Schema } from "../../specs/data-type.ts";

import type { Operation } from "../../specs/plan.ts";
import { isFolder, isMissing, moveAtomic, temporaryName } from "../cache/atomic-file.ts";
import type { ColumnFile } from "../columns/column-file.ts";
import { columnTable } from "../data/column-table.ts";
import type { Engine } from "../data/engine.ts";
import { nameList, quoteName, quoteText, ROW } from "../data/sql-text.ts";
import type { Table } from "../data/table.ts";
import type { NodeContext } from "./context.ts";
import { tableRecordKey } from "./last-run.ts";
import { cannotStore, runDiagnostics } from "./run.diagnostics.ts";
import type { ValueOf } from "./value.ts";

/** Reading a stored table costs about a tenth of parsing text, and nothing against a window over many rows. */
const WORTH_MILLISECONDS = { source: 100, part: 20, step: 1000 } as const;

interface StoredTable {
  readonly rows: number;
  /** SHA-256 of the file. */
  readonly hash: string;
  /** Where a column file holds its pages; absent for files that the engine wrote. */
  readonly layout?: Omit<ColumnFile, "path">;
}

export async function throughStore<Op extends Operation>(
  context: NodeContext<Op>,
  kind: keyof typeof WORTH_MILLISECONDS,
  schema: Schema,
  make: (context: NodeContext<Op>) => Promise<ValueOf<"table">>,
): Promise<ValueOf<"table">> {
  const restored = await restore(context, schema);
  if (restored !== null) return { kind: "table", table: restored };
  // What its inputs cost is not the price of this table.
  for (const id of context.node.inputs) await context.anyValue(id);
  const started = context.clock().getTime();
  let findings = 0;
  const made = await make({
    ...context,
    report: (...found) => {
      findings += found.length;
      context.report(...found);
    },
  });
  const cost = context.clock().getTime() - started;
  // A table in which something was found is made again with its findings, at today's places.
  if (cost >= WORTH_MILLISECONDS[kind] && findings === 0 && isStorable(schema)) await keep(context, made.table, kind);
  return made;
}

/** Parquet has no intervals of microseconds, and tensors have no relational form. */
const isStorable = (schema: Schema): boolean =>
  schema.columns.every(({ type }) => type.kind !== "duration" && type.shape.length === 0);

async function restore(context: NodeContext, schema: Schema): Promise<Table | null> {
  const { cache, hasher } = context;
  const read = await cache.read(tableRecordKey(context.key));
  if (read.kind !== "hit") return null;
  // Only this file writes under these keys, and the key holds the version of pipec.
  const { table: stored } = read.value as { readonly op: "table"; readonly table: StoredTable };
  const path = cache.tablePath(context.key);
  try {
    if ((await hasher.hash(path)).hash === stored.hash) {
      const table = await openStored(await context.engine(), path, stored, schema);
      await cache.touch(path);
      await hasher.trust(path, stored.hash);
      return table;
    }
  } catch (error) {
    if (isMissing(error)) return null;
    if (!isFolder(error)) throw error;
  }
  context.report(runDiagnostics["cache-corrupt"](context.node.span, { node: context.node.id }));
  await cache.remove(context.key);
  return null;
}

/** The run has a name of its own for a column file, so that a cache that is cleared meanwhile takes nothing away from it. */
async function openStored(engine: Engine, path: string, stored: StoredTable, schema: Schema): Promise<Table> {
  if (stored.layout === undefined) {
    const names = nameList(schema.columns.map(({ name }) => name));
    return engine.store(`SELECT ${ROW}, ${names} FROM read_parquet(${quoteText(path)})`, schema, true);
  }
  const own = engine.freshFile();
  await linkOrCopy(path, own);
  return columnTable(engine, { ...stored.layout, path: own }, schema);
}

/** Disks without links get a copy. */
const linkOrCopy = (from: string, to: string): Promise<void> => link(from, to).catch(() => copyFile(from, to));

/** The one file that holds the table as it is; null when there is none. */
function fileOf({ stored, schema, rows }: Table): ColumnFile | null {
  const file = stored?.values().next().value?.file;
  if (file === undefined || file.rows !== rows) return null;
  const names = file.columns.map(({ name }) => name);
  return names.join("\u0000") === schema.columns.map(({ name }) => name).join("\u0000") ? file : null;
}

/** Windows over columns in files are computed again about as fast as they would be read. */
const isQuickToMake = ({ stored, schema }: Table): boolean =>
  schema.columns.every(({ name, type }) => type.kind === "string" || type.kind === "category" || stored?.has(name));

async function keep(context: NodeContext, table: Table, kind: keyof typeof WORTH_MILLISECONDS): Promise<void> {
  const file = fileOf(table);
  if (file === null && kind === "step" && isQuickToMake(table)) return;
  const { cache, hasher, storeFolder } = context;
  const path = cache.tablePath(context.key);
  const scratch = join(storeFolder, "tmp");
  const temporary = join(scratch, temporaryName(basename(path)));
  try {
    await mkdir(scratch, { recursive: true });
    if (file === null) {
      const engine = await context.engine();
      await engine.run(`COPY ${quoteName(table.name)} TO ${quoteText(temporary)} (FORMAT parquet)`);
    } else await linkOrCopy(file.path, temporary);
    await moveAtomic(temporary, path);
    const { hash, bytes } = await hasher.hash(path);
    cache.count(bytes);
    const { path: _, ...layout } = file ?? { path: "" };
    const kept = { rows: table.rows, hash, ...(file === null ? {} : { layout }) };
    await cache.write(tableRecordKey(context.key), { op: "table", table: kept });
  } catch (error) {
    await rm(temporary, { force: true });
    context.report(cannotStore(context, error));
  }
}
