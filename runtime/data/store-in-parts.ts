// A table of computed columns. The engine plans a statement in a time that grows with the square of its length (5,000 casts
// took a minute, in parts of 250 eight seconds), so the columns of wide tables are computed in parts and put side by side.
import type { Schema } from "../../specs/data-type.ts";
import type { Engine } from "./engine.ts";
import { quoteName, ROW } from "./sql-text.ts";
import type { Table } from "./table.ts";

const AT_ONCE = 250;

/** `values` are expressions over `from`, one per column of the schema; rows keep their order and are numbered in it. */
export async function storeInParts(
  engine: Engine,
  values: readonly string[],
  from: string,
  schema: Schema,
): Promise<Table> {
  // `rowid` counts the rows in the order of the file: the engine keeps insertion order.
  const named = [`rowid AS ${ROW}`, ...values.map((value, i) => `${value} AS ${quoteName(schema.columns[i]!.name)}`)];
  const select = (columns: readonly string[]): string => `SELECT ${columns.join(", ")} FROM ${quoteName(from)}`;
  if (named.length <= AT_ONCE) return engine.store(select(named), schema, true);
  const parts: string[] = [];
  try {
    for (let at = 0; at < named.length; at += AT_ONCE) {
      const part = engine.freshName();
      await engine.run(`CREATE TABLE ${quoteName(part)} AS ${select(named.slice(at, at + AT_ONCE))}`);
      parts.push(part);
    }
    return await engine.store(`SELECT * FROM ${parts.map(quoteName).join(" POSITIONAL JOIN ")}`, schema, true);
  } finally {
    for (const part of parts) await engine.drop(part);
  }
}
