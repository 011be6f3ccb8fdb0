// Tables across runs: what took long to read or to compute is kept as Parquet, written and read by the data engine, so that an
// edit of the spec does not parse the same file again. A stored table is bit by bit the one that was made; one whose checksum
// does not fit is removed and made again.
//
// What is kept is decided by what it cost, which says nothing about the values: a run with an empty store gives the same.
import { mkdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Schema } from "../../specs/data-type.ts";

import type { Operation } from "../../specs/plan.ts";
import { isMissing, moveAtomic, temporaryName } from "../cache/atomic-file.ts";
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
  if (cost >= WORTH_MILLISECONDS[kind] && findings === 0 && isStorable(schema)) await keep(context, made.table);
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
      const engine = await context.engine();
      const names = nameList(schema.columns.map(({ name }) => name));
      const table = await engine.store(`SELECT ${ROW}, ${names} FROM read_parquet(${quoteText(path)})`, schema, true);
      await cache.touch(path);
      await hasher.trust(path, stored.hash);
      return table;
    }
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
  context.report(runDiagnostics["cache-corrupt"](context.node.span, { node: context.node.id }));
  await cache.remove(context.key);
  return null;
}

async function keep(context: NodeContext, table: Table): Promise<void> {
  const { cache, hasher, storeFolder } = context;
  const path = cache.tablePath(context.key);
  const scratch = join(storeFolder, "tmp");
  const temporary = join(scratch, temporaryName(basename(path)));
  try {
    await mkdir(scratch, { recursive: true });
    const engine = await context.engine();
    await engine.run(`COPY ${quoteName(table.name)} TO ${quoteText(temporary)} (FORMAT parquet)`);
    await moveAtomic(temporary, path);
    const { hash, bytes } = await hasher.hash(path);
    cache.count(bytes);
    await cache.write(tableRecordKey(context.key), { op: "table", table: { rows: table.rows, hash } });
  } catch (error) {
    await rm(temporary, { force: true });
    context.report(cannotStore(context, error));
  }
}
