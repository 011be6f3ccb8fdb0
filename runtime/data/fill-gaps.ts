// `fill_gaps()`: every step between the first and the last row of a series. Rows that stand beside the steps are an error:
// no step could be said to be theirs.
import type { Diagnostic, Span } from "../../specs/diagnostic.ts";
import type { TableStep } from "../../specs/plan.ts";
import { dataDiagnostics } from "./data.diagnostics.ts";
import type { Engine } from "./engine.ts";
import { fromLocal, toLocal, zoneFor } from "./local-time.ts";
import { intervalText, quoteName, ROW } from "./sql-text.ts";
import type { Table } from "./table.ts";

type FillGaps = Extract<TableStep, { kind: "fill_gaps" }>;

export function fillGapsQuery(step: FillGaps, table: Table): string {
  const names = table.schema.columns.map(({ name }) => name);
  const added = names.map((name) => {
    if (name === step.time) return `__at AS ${quoteName(name)}`;
    return step.by.includes(name) ? quoteName(name) : `NULL AS ${quoteName(name)}`;
  });
  const own = names.map(quoteName);
  const time = `CAST(${quoteName(step.time)} AS TIMESTAMP)`;
  const there = `SELECT ${[ROW, "__first", `${time} AS __order`, ...own].join(", ")} FROM ${numbered(step, table)}`;
  const missing = `SELECT ${["NULL AS __row", "__first", "__at AS __order", ...added].join(", ")} FROM ${grid(step, table)} ANTI JOIN ${quoteName(table.name)} AS t ON ${onGrid(step)}`;
  const all = `${there} UNION ALL ${missing}`;
  return `SELECT row_number() OVER (ORDER BY __first, __order, ${ROW}) - 1 AS ${ROW}, ${own.join(", ")} FROM (SELECT * FROM (${all}) AS parts) AS filled`;
}

const numbered = ({ by }: FillGaps, table: Table): string =>
  `(SELECT *, min(${ROW}) OVER (${partition(by)}) AS __first FROM ${quoteName(table.name)}) AS numbered`;

const partition = (by: readonly string[]): string =>
  by.length === 0 ? "" : `PARTITION BY ${by.map(quoteName).join(", ")}`;

const onGrid = ({ by, time }: FillGaps): string =>
  [
    ...by.map((name) => `steps.${quoteName(name)} IS NOT DISTINCT FROM t.${quoteName(name)}`),
    `steps.__at = CAST(t.${quoteName(time)} AS TIMESTAMP)`,
  ].join(" AND ");

/** Every step of every series, with its keys. Months keep the day of the series, or take the month's last. */
function grid({ by, time, every, zone }: FillGaps, table: Table): string {
  const counted = zoneFor(every, zone);
  const local = toLocal(quoteName(time), counted);
  const keys = by.map(quoteName);
  const group = keys.length === 0 ? "" : ` GROUP BY ${keys.join(", ")}`;
  const bounds = `SELECT ${[...keys, `min(${ROW}) AS __first`, `min(${local}) AS low`, `max(${local}) AS high`, `max(day(${local})) AS last_day`].join(", ")} FROM ${quoteName(table.name)} WHERE ${quoteName(time)} IS NOT NULL${group}`;
  const length = every.months === 0 ? every.milliseconds * 1000 : every.months * 28 * 86_400_000_000;
  const count = `CAST(floor((epoch_us(high) - epoch_us(low)) / ${length}) AS BIGINT) + 1`;
  const steps = `SELECT *, unnest(range(0, ${count})) AS __k FROM (${bounds}) AS bounds`;
  const exact = `low + __k * ${intervalText(every)}`;
  const month = `date_trunc('month', low) + to_months(CAST(__k * ${every.months} AS INTEGER))`;
  const day = `least(last_day, day(last_day(${month}))) - 1`;
  const clock = "(low - date_trunc('day', low))";
  const at = every.months === 0 ? exact : `${month} + to_days(CAST(${day} AS INTEGER)) + ${clock}`;
  const placed = `SELECT ${[...keys, "__first", "high", `${at} AS __local`].join(", ")} FROM (${steps}) AS counted`;
  return `(SELECT ${[...keys, "__first", `${fromLocal("__local", counted)} AS __at`].join(", ")} FROM (${placed}) AS placed WHERE __local <= high) AS steps`;
}

export async function findOffGrid(
  engine: Engine,
  step: FillGaps,
  table: Table,
  span: Span,
): Promise<Diagnostic | null> {
  const time = quoteName(step.time);
  const missing = `SELECT ${time}, count(*) OVER () FROM ${quoteName(table.name)} AS t WHERE ${time} IS NULL OR NOT EXISTS (SELECT 1 FROM ${grid(step, table)} WHERE ${onGrid(step)}) ORDER BY ${ROW} LIMIT 1`;
  const [found] = await engine.query(missing);
  if (found === undefined) return null;
  const count = Number(found[1]);
  return dataDiagnostics["off-grid"](span, {
    column: step.time,
    first: found[0] === null ? "a missing value" : `\`${String(found[0])}\``,
    count: count === 1 ? "1 row does" : `${count} rows do`,
  });
}
