// The time order of a table: which column is the event time, which columns tell its series apart, and the regular step.
import type { Column, Duration } from "../../specs/data-type.ts";
import type { TableProfile } from "../../specs/quality.ts";
import type { Engine } from "../data/engine.ts";
import { quoteName } from "../data/sql-text.ts";
import type { Table } from "../data/table.ts";

export interface TimeOrder {
  readonly column: string;
  readonly series: readonly string[];
  /** No two rows agree in series and time. */
  readonly isUnique: boolean;
  readonly step: Step | null;
  /** Number of series; 1 without series columns. */
  readonly seriesCount: number;
}

export interface Step {
  readonly every: Duration;
  /** Distances between neighbours, and those that are another one. */
  readonly distances: number;
  readonly irregular: number;
}

const TIME_NAMES = /^(date|time|timestamp|datetime|day|week|month|ds|ts|event_time|period)$/i;
const TIME_LIKE = /date|time|day|week|month|period/i;
/** Series have enough rows to be series; a table has at most two columns that tell them apart. */
const FEWEST_PER_SERIES = 3;

/** Null without a column of moments that is never missing. */
export async function inferTimeOrder(engine: Engine, table: Table, profile: TableProfile): Promise<TimeOrder | null> {
  const moments = table.schema.columns.filter(
    ({ type, name }) =>
      (type.kind === "date" || type.kind === "timestamp") &&
      !type.nullable &&
      (profile.columns.find((column) => column.name === name)?.distinct ?? 0) > 1,
  );
  const [column] = [...moments].sort((a, b) => rank(a) - rank(b));
  if (column === undefined) return null;
  const series = await seriesOf(engine, table, profile, column);
  const keys = series ?? [];
  const seriesCount = keys.length === 0 ? 1 : await countDistinct(engine, table, keys);
  const step = series === null ? null : await stepOf(engine, table, column, keys);
  return { column: column.name, series: keys, isUnique: series !== null, step, seriesCount };
}

const rank = ({ name }: Column): number => (TIME_NAMES.test(name) ? 0 : TIME_LIKE.test(name) ? 1 : 2);

/** Null when no choice of columns makes times unique. */
async function seriesOf(
  engine: Engine,
  table: Table,
  profile: TableProfile,
  time: Column,
): Promise<readonly string[] | null> {
  if ((await countDistinct(engine, table, [time.name])) === table.rows) return [];
  const candidates = table.schema.columns
    .filter(({ name, type }) => {
      const distinct = profile.columns.find((column) => column.name === name)?.distinct ?? 0;
      const isKey = type.kind === "category" || type.kind === "string" || type.kind === "int";
      return isKey && !type.nullable && distinct > 1 && distinct * FEWEST_PER_SERIES <= table.rows;
    })
    // A number is a key when its name says so; a measure is not.
    .filter(
      ({ name, type }) => type.kind !== "int" || /(^|_|\b)(id|no|nr|number|code|key|store|shop|item|sku)$/i.test(name),
    )
    .slice(0, 12);
  const pairs = candidates.flatMap((one, i) => candidates.slice(i + 1).map((other) => [one.name, other.name]));
  for (const keys of [...candidates.map(({ name }) => [name]), ...pairs]) {
    if ((await countDistinct(engine, table, [...keys, time.name])) < table.rows) continue;
    // Keys that hardly ever come again tell rows apart, not series.
    if ((await countDistinct(engine, table, keys)) * FEWEST_PER_SERIES <= table.rows) return keys;
  }
  return null;
}

async function countDistinct(engine: Engine, table: Table, columns: readonly string[]): Promise<number> {
  const list = columns.map(quoteName).join(", ");
  const rows = await engine.query(
    `SELECT count(*) FROM (SELECT DISTINCT ${list} FROM ${quoteName(table.name)}) AS keys`,
  );
  return Number(rows[0]?.[0]);
}

const DAY = 86_400_000;

/** The step that most neighbours have, in calendar units where months fit; null when there is no such step. */
async function stepOf(engine: Engine, table: Table, time: Column, series: readonly string[]): Promise<Step | null> {
  const name = `CAST(${quoteName(time.name)} AS TIMESTAMP)`;
  const partition = series.length === 0 ? "" : `PARTITION BY ${series.map(quoteName).join(", ")} `;
  const neighbours = `SELECT ${name} AS t, lag(${name}) OVER (${partition}ORDER BY ${name}) AS b FROM ${quoteName(table.name)}`;
  const ends = `(last_day(CAST(t AS DATE)) = CAST(t AS DATE) AND last_day(CAST(b AS DATE)) = CAST(b AS DATE))`;
  const months = `CASE WHEN (day(t) = day(b) OR ${ends}) AND CAST(t AS TIME) = CAST(b AS TIME) THEN (year(t) - year(b)) * 12 + month(t) - month(b) ELSE 0 END`;
  const found = await engine.query(
    `SELECT epoch_ms(t) - epoch_ms(b) AS exact, ${months} AS months, count(*) AS n FROM (${neighbours}) AS pairs WHERE b IS NOT NULL GROUP BY exact, months`,
  );
  const rows = found.map(([exact, calendar, n]) => ({ exact: Number(exact), months: Number(calendar), n: Number(n) }));
  const distances = rows.reduce((sum, { n }) => sum + n, 0);
  if (distances < 3) return null;
  const byExact = mostFrequent(rows.map(({ exact, n }) => ({ value: exact, n })));
  const byMonth = mostFrequent(rows.filter((row) => row.months > 0).map((row) => ({ value: row.months, n: row.n })));
  const isCalendar = byMonth !== null && byExact !== null && byMonth.n > byExact.n;
  const best = isCalendar ? byMonth : byExact;
  if (best === null || best.value <= 0 || best.n < distances / 2) return null;
  const every = isCalendar ? { months: best.value, milliseconds: 0 } : { months: 0, milliseconds: best.value };
  return { every, distances, irregular: distances - best.n };
}

function mostFrequent(values: readonly { readonly value: number; readonly n: number }[]) {
  const sums = new Map<number, number>();
  for (const { value, n } of values) sums.set(value, (sums.get(value) ?? 0) + n);
  const [best] = [...sums].sort(([a, x], [b, y]) => y - x || a - b);
  return best === undefined ? null : { value: best[0], n: best[1] };
}

/** `1h`, `7d`, `1mo`: the largest unit that fits. */
export function writeDuration({ months, milliseconds }: Duration): string {
  if (months > 0) return months % 12 === 0 ? `${months / 12}y` : months % 3 === 0 ? `${months / 3}q` : `${months}mo`;
  const units = [
    ["w", 7 * DAY],
    ["d", DAY],
    ["h", 3_600_000],
    ["min", 60_000],
    ["s", 1_000],
  ] as const;
  for (const [unit, size] of units) if (milliseconds % size === 0) return `${milliseconds / size}${unit}`;
  return `${milliseconds}ms`;
}
