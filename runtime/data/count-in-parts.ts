// Many aggregates over one table. A statement's cost grows faster than its length, so wide tables are looked at in parts.
import type { Engine } from "./engine.ts";
import { quoteName } from "./sql-text.ts";

const AT_ONCE = 60;

export async function countInParts(engine: Engine, counts: readonly string[], table: string): Promise<number[]> {
  const found: number[] = [];
  for (let at = 0; at < counts.length; at += AT_ONCE) {
    const part = counts.slice(at, at + AT_ONCE).join(", ");
    const rows = await engine.query(`SELECT ${part} FROM ${quoteName(table)}`);
    found.push(...(rows[0] ?? []).map(Number));
  }
  return found;
}
