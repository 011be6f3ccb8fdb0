// What of a table was known at a moment: later rows are left out, and values that were still to come are missing.
import type { KnownRows } from "../../specs/plan.ts";
import type { Engine } from "./engine.ts";
import { intervalText, quoteName, ROW, timestampText } from "./sql-text.ts";
import type { Table } from "./table.ts";

/** Rows keep their order and their numbers. Without a row that was known the table is empty. */
export async function keepKnown(engine: Engine, table: Table, known: KnownRows): Promise<Table> {
  const moment = timestampText(known.asOf);
  const later = new Map(known.later.map((one) => [one.column, one]));
  const columns = table.schema.columns.map(({ name }) => {
    const rule = later.get(name);
    if (rule === undefined) return quoteName(name);
    const from = `CAST(${quoteName(rule.from)} AS TIMESTAMP) + ${intervalText(rule.delay)}`;
    return `CASE WHEN ${from} <= ${moment} THEN ${quoteName(name)} END AS ${quoteName(name)}`;
  });
  const isKnown = known.since === null ? "TRUE" : `CAST(${quoteName(known.since)} AS TIMESTAMP) <= ${moment}`;
  const sql = `SELECT ${[ROW, ...columns].join(", ")} FROM ${quoteName(table.name)} WHERE ${isKnown}`;
  const kept = await engine.store(sql, table.schema, true);
  await engine.drop(table.name);
  return kept;
}
