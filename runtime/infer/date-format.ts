// The format of dates and times that are not written as ISO 8601.
import { scalar } from "../../specs/data-type.ts";
import type { Engine } from "../data/engine.ts";
import { isMissingText } from "../data/parse-text.ts";
import { quoteName, quoteText } from "../data/sql-text.ts";
import { type Counts, isTyped } from "./column-counts.ts";
import type { Sample } from "./load-sample.ts";

/** In the order in which they are preferred. */
const FORMATS = [
  "%Y-%m",
  "%Y/%m/%d",
  "%d.%m.%Y",
  "%m/%d/%Y",
  "%d/%m/%Y",
  "%d-%m-%Y",
  "%b %d, %Y",
  "%d %b %Y",
  "%B %d, %Y",
  "%d-%b-%y",
  "%d-%b-%Y",
  "%m/%d/%y",
  "%Y/%m/%d %H:%M:%S",
  "%Y/%m/%d %H:%M",
  "%d.%m.%Y %H:%M:%S",
  "%d.%m.%Y %H:%M",
  "%m/%d/%Y %H:%M:%S",
  "%m/%d/%Y %H:%M",
  "%m/%d/%Y %I:%M:%S %p",
  "%m/%d/%Y %I:%M %p",
  "%d/%m/%Y %H:%M:%S",
  "%d/%m/%Y %H:%M",
  "%d-%m-%Y %H:%M:%S",
  "%d-%m-%Y %H:%M",
  "%Y%m%d",
] as const;

/** The format that makes most columns moments; null when those that are moments are written as ISO 8601. */
export async function dateFormatOf(
  engine: Engine,
  { raw }: Sample,
  counts: readonly Counts[],
  nullValues: readonly string[],
): Promise<string | null> {
  const texts = counts.filter((found) => found.present > 0 && !isTyped(found));
  // Dates as whole numbers are asked for by their name.
  const numbers = counts.filter(
    (found) => found.int === found.present && found.present > 0 && /date|day/i.test(found.name),
  );
  if (counts.some((found) => found.present > 0 && found.iso === found.present)) return null;
  let best: { readonly format: string; readonly columns: number; readonly steps: number } | null = null;
  for (const format of FORMATS) {
    const candidates = format === "%Y%m%d" ? numbers : texts;
    let columns = 0;
    let steps = 0;
    for (const { name, present } of candidates) {
      const text = quoteName(name);
      const moment = `try_strptime(trim(${text}), ${quoteText(format)})`;
      const missing = isMissingText(text, scalar("date"), nullValues);
      // A look at the first rows rules out nearly all.
      const head = await engine.query(
        `SELECT count(*) FILTER (${moment} IS NULL) FROM (SELECT * FROM ${quoteName(raw.table)} WHERE NOT ${missing} LIMIT 50) AS head`,
      );
      if (Number(head[0]?.[0]) > 0) continue;
      const [row] = await engine.query(
        `SELECT count(*) FILTER (NOT ${missing} AND ${moment} IS NOT NULL) FROM ${quoteName(raw.table)}`,
      );
      if (Number(row?.[0]) < present) continue;
      columns += 1;
      const distances = await engine.query(
        `SELECT count(DISTINCT d) FROM (SELECT m - lag(m) OVER (ORDER BY m) AS d FROM (SELECT DISTINCT ${moment} AS m FROM ${quoteName(raw.table)}) AS moments) AS distances`,
      );
      steps += Number(distances[0]?.[0]);
    }
    if (columns === 0) continue;
    // Where day and month can be told apart only by their order, regular steps decide.
    const isBetter = best === null || columns > best.columns || (columns === best.columns && steps < best.steps);
    if (isBetter) best = { format, columns, steps };
  }
  return best?.format ?? null;
}

/** Columns that are moments of the format, and whether all of them are days. */
export async function formatFits(
  engine: Engine,
  { raw }: Sample,
  counts: ReadonlyMap<string, Counts>,
  format: string,
  nullValues: readonly string[],
): Promise<Map<string, "date" | "timestamp">> {
  const fits = new Map<string, "date" | "timestamp">();
  for (const { name, present, int } of counts.values()) {
    if (present === 0 || (int === present && format !== "%Y%m%d")) continue;
    if (format === "%Y%m%d" && !/date|day/i.test(name)) continue;
    const text = quoteName(name);
    const moment = `try_strptime(trim(${text}), ${quoteText(format)})`;
    const missing = isMissingText(text, scalar("date"), nullValues);
    const [row] = await engine.query(
      `SELECT count(*) FILTER (NOT ${missing} AND ${moment} IS NULL), count(*) FILTER (${moment} <> date_trunc('day', ${moment})) FROM ${quoteName(raw.table)}`,
    );
    if (Number(row?.[0]) === 0) fits.set(name, Number(row?.[1]) === 0 ? "date" : "timestamp");
  }
  return fits;
}
