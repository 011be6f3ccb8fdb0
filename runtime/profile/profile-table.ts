// What every column of a table looks like: missing values, distinct values, range, mean and shape. A few passes over the
// columns, all in the data engine.
import { setImmediate } from "node:timers/promises";
import type { Column } from "../../specs/data-type.ts";
import type { ColumnProfile, TableProfile } from "../../specs/quality.ts";
import type { ColumnFile } from "../columns/column-file.ts";
import type { Engine } from "../data/engine.ts";
import { quoteName } from "../data/sql-text.ts";
import type { Table } from "../data/table.ts";
import { rememberRange } from "../frame/column-facts.ts";
import { storedRecipe } from "../frame/column-recipe.ts";
import { type ProfileJob, type ProfileResult, runProfile } from "./profile-numbers.ts";
import { binsOf, isMoment, rounded, type ShownRange, shownRange, TAIL } from "./profile-shape.ts";

/** Above this the distinct values are estimated (HyperLogLog, Flajolet et al. 2007): about 1.6 % off, and much faster. */
const EXACT_ROWS = 1_000_000;
/** Columns in files of more rows are looked at there: the engine would take many times as long. */
const FILE_ROWS = 200_000;
const LEVELS = 12;
/** In files, per piece of work. */
const COLUMNS_PER_JOB = 6;
/** Statements over many columns grow; wide tables are looked at in parts. */
const COLUMNS_AT_ONCE = 60;

/** `shape`: whether histograms are wanted, which cost a pass per column. */
export async function profileTable(
  engine: Engine,
  table: Table,
  shape = true,
  run: RunProfile = inThisThread,
): Promise<TableProfile> {
  const columns = table.schema.columns.filter(({ type }) => type.shape.length === 0);
  const profiles: ColumnProfile[] = [];
  const inFiles = columns.filter(
    (column) => table.rows > FILE_ROWS && !isText(column) && table.stored?.has(column.name),
  );
  const others = columns.filter((column) => !inFiles.includes(column));
  for (let at = 0; at < others.length; at += COLUMNS_AT_ONCE)
    profiles.push(...(await profilePart(engine, table, others.slice(at, at + COLUMNS_AT_ONCE), shape)));
  const jobs = jobsOf(table, inFiles, shape);
  for (const { profiles: found } of await Promise.all(jobs.map((job) => lookAtFile(job, run)))) profiles.push(...found);
  const places = new Map(columns.map(({ name }, i) => [name, i]));
  return { rows: table.rows, columns: profiles.sort((a, b) => places.get(a.name)! - places.get(b.name)!) };
}

/** One job per few columns of a file. */
function jobsOf(table: Table, columns: readonly Column[], shape: boolean): readonly ProfileJob[] {
  const jobs: { file: ColumnFile; columns: { stored: string; column: Column }[] }[] = [];
  for (const column of columns) {
    const { file, column: stored } = table.stored!.get(column.name)!;
    const last = jobs.at(-1);
    if (last !== undefined && last.file === file && last.columns.length < COLUMNS_PER_JOB)
      last.columns.push({ stored, column });
    else jobs.push({ file, columns: [{ stored, column }] });
  }
  return jobs.map((job) => ({ kind: "profile", shape, ...job }));
}

async function lookAtFile(job: ProfileJob, run: RunProfile): Promise<ProfileResult> {
  const result = await run(job);
  for (const [i, { stored }] of job.columns.entries()) rememberRange(storedRecipe(job.file, stored), result.ranges[i]!);
  return result;
}

type RunProfile = (job: ProfileJob) => Promise<ProfileResult>;

const inThisThread: RunProfile = async (job) => {
  await setImmediate();
  return runProfile(job);
};

const isNumber = ({ type }: Column): boolean => type.kind === "int" || type.kind === "float";
const isText = ({ type }: Column): boolean =>
  type.kind === "string" || type.kind === "category" || type.kind === "bool";

/** The column as a float: numbers, moments as milliseconds. Null for the rest. */
export function asNumber(column: Column): string | null {
  const name = quoteName(column.name);
  if (isNumber(column)) return `CAST(${name} AS DOUBLE)`;
  return isMoment(column) ? `CAST(epoch_ms(CAST(${name} AS TIMESTAMP)) AS DOUBLE)` : null;
}

async function profilePart(
  engine: Engine,
  table: Table,
  columns: readonly Column[],
  shape: boolean,
): Promise<ColumnProfile[]> {
  const isExact = table.rows <= EXACT_ROWS;
  const sums = columns.flatMap((column) => {
    const name = quoteName(column.name);
    const number = asNumber(column);
    const distinct = isExact ? `count(DISTINCT ${name})` : `approx_count_distinct(${name})`;
    // The engine refuses moments whose squares leave the range of a float; such values have none that mean anything.
    const finite = `CASE WHEN abs(${number}) < 1e150 THEN ${number} END`;
    const ranges = [`min(${number})`, `max(${number})`, `avg(${finite})`, `stddev_samp(${finite})`];
    const tails = [`quantile_cont(${number}, ${TAIL})`, `quantile_cont(${number}, ${1 - TAIL})`];
    const numbers = [...ranges, ...(shape ? tails : ["NULL", "NULL"])];
    return [`count(${name})`, distinct, ...(number === null ? Array(6).fill("NULL") : numbers)];
  });
  const row = (await engine.query(`SELECT ${sums.join(", ")} FROM ${quoteName(table.name)}`))[0] ?? [];
  const profiles: ColumnProfile[] = [];
  for (const [i, column] of columns.entries()) {
    const [present, distinct, min, max, mean, sd, low, high] = row.slice(8 * i, 8 * i + 8);
    const spread = isMoment(column) ? null : rounded(exact(sd));
    profiles.push({
      name: column.name,
      kind: column.type.kind,
      missing: table.rows - Number(present),
      distinct: Number(distinct),
      distinctIsExact: isExact,
      min: exact(min),
      max: exact(max),
      mean: isMoment(column) ? null : rounded(exact(mean)),
      sd: spread,
      histogram: shape
        ? await histogramOf(engine, table, column, shownRange(exact(low), exact(high), exact(min), exact(max)))
        : null,
      levels: hasLevels(column, Number(distinct), shape) ? await levelsOf(engine, table, column) : [],
    });
  }
  return profiles;
}

/** Most frequent values are of interest where values come again. Personal ones are nobody's business. */
const hasLevels = (column: Column, distinct: number, shape: boolean): boolean =>
  isText(column) && column.roles.pii === undefined && (shape || distinct <= LEVELS);

type Cell = Awaited<ReturnType<Engine["query"]>>[number][number] | undefined;

const exact = (value: Cell): number | null =>
  value === null || value === undefined || !Number.isFinite(Number(value)) ? null : Number(value);

async function histogramOf(
  engine: Engine,
  table: Table,
  column: Column,
  range: ShownRange | null,
): Promise<ColumnProfile["histogram"]> {
  const number = asNumber(column);
  const bins = binsOf(column, range);
  if (number === null || bins === null) return null;
  const { low, width, count } = bins;
  const bin = `least(greatest(floor((${number} - (${low})) / ${width}), 0), ${count - 1})`;
  const rows = await engine.query(
    `SELECT ${bin} AS bin, count(*) FROM ${quoteName(table.name)} WHERE ${quoteName(column.name)} IS NOT NULL GROUP BY bin`,
  );
  const counts = Array<number>(count).fill(0);
  for (const [at, found] of rows) counts[Number(at)] = Number(found);
  return { ...bins.shown, counts };
}

async function levelsOf(engine: Engine, table: Table, column: Column): Promise<ColumnProfile["levels"]> {
  const value = `CAST(${quoteName(column.name)} AS VARCHAR)`;
  const rows = await engine.query(
    `SELECT ${value} AS value, count(*) AS count FROM ${quoteName(table.name)} WHERE ${value} IS NOT NULL GROUP BY value ORDER BY count DESC, value LIMIT ${LEVELS}`,
  );
  return rows.map(([text, count]) => ({ value: String(text), count: Number(count) }));
}
