// Sources in which everything that a prediction must not see is something else: numbers a million times as large, texts
// shuffled, flags turned, gaps where there may be gaps. What identifies rows stays: times, series, keys of joins; and what is
// known ahead stays too.
import { type Column, type Duration, findColumn } from "../../specs/data-type.ts";
import { intervalText, physicalType, quoteName, quoteText, ROW } from "../data/sql-text.ts";
import type { Table } from "../data/table.ts";
import { mapTensor } from "../data/tensor-sql.ts";
import { addDuration } from "../task/calendar-time.ts";
import { changeNumbers } from "./change-numbers.ts";
import { partedTable, partsOf, restColumns, type TableParts, takeParts } from "./parted-table.ts";
import { hasStep, type TableChain } from "./table-chain.ts";

/** Milliseconds since the epoch, or the hidden row numbers of the main table. */
export type ChangedPart =
  | { readonly kind: "later"; readonly than: number }
  | { readonly kind: "rows"; readonly rows: readonly number[] };

/** Which cells of a boundary table change. */
interface Cells {
  readonly table: Table;
  readonly isMain: boolean;
  readonly part: ChangedPart;
}

/** Null when nothing of the table is in the part. */
export async function changedTable(chain: TableChain, cells: Cells, seed: number): Promise<Table | null> {
  const { table } = cells;
  const { columns } = table.schema;
  if (columns.every((column) => rowCondition(cells, column) === null)) return null;
  const keys = joinKeys(chain);
  const withGaps = !hasStep(chain, "where");
  const changed = columns.filter((column) => !isFixed(column) && !keys.has(column.name));
  const sqlOf = (column: Column): string => {
    const change = changed.includes(column) ? rowCondition(cells, column) : null;
    return change === null ? quoteName(column.name) : changedCell(column, change, seed, withGaps);
  };
  const parts = partsOf(table);
  if (parts !== null) {
    const numbers = new Map(parts.numbers);
    let isWhole = true;
    for (const column of changed) {
      const values = numbers.get(column.name);
      if (values === undefined) continue;
      const isIn = rowTest(cells, column, parts);
      if (isIn === null) isWhole = false;
      else numbers.set(column.name, changeNumbers(column, values, isIn, { seed, withGaps }));
    }
    const rest = [ROW, ...restColumns(parts).map(sqlOf)].join(", ");
    const sql = `SELECT ${rest} FROM ${quoteName(table.name)}`;
    const made = isWhole ? await partedTable(chain.engine, { ...parts, numbers }, sql) : null;
    if (made !== null) return made;
  }
  const list = [ROW, ...columns.map(sqlOf)].join(", ");
  return chain.engine.store(`SELECT ${list} FROM ${quoteName(table.name)}`, table.schema, false);
}

function changedCell(column: Column, change: string, seed: number, withGaps: boolean): string {
  const name = quoteName(column.name);
  const other = otherValue(column, change, seed);
  const gap = `md5(${quoteText(`${seed}/${column.name}/`)} || ${ROW}) < '33'`;
  const value = column.type.nullable && withGaps ? `CASE WHEN ${gap} THEN NULL ELSE ${other} END` : other;
  return `CASE WHEN ${change} THEN ${value} ELSE ${name} END AS ${name}`;
}

/** The table without the rows of the part; null when nothing would be cut off. */
export async function cutTable(chain: TableChain, cells: Cells): Promise<Table | null> {
  const { table } = cells;
  const change = rowCondition(cells, null);
  if (change === null) return null;
  const where = `FROM ${quoteName(table.name)} WHERE NOT coalesce(${change}, false)`;
  const parts = partsOf(table);
  const isIn = parts === null ? null : rowTest(cells, null, parts);
  if (parts !== null && isIn !== null) {
    const kept = takeParts(parts, (row) => !isIn(row));
    const sql = `SELECT ${[ROW, ...restColumns(parts).map(({ name }) => quoteName(name))].join(", ")} ${where}`;
    const made = await partedTable(chain.engine, kept, sql);
    if (made !== null) return made;
  }
  return chain.engine.store(`SELECT * ${where}`, table.schema, true);
}

export const timeOf = ({ schema }: Table): Column | undefined =>
  schema.columns.find(({ roles }) => roles.time !== undefined);

/** Columns that are delayed, or known ahead: a cut at one moment cannot do them justice. */
export const knowsOtherTimes = ({ schema }: Table): boolean =>
  schema.columns.some(
    ({ roles }) =>
      roles.known !== undefined ||
      roles.forecastOf !== undefined ||
      roles.delay !== undefined ||
      roles.target?.delay !== undefined,
  );

/** The time that says whether a row is later than a moment. */
function clockOf({ table, isMain }: Cells): string | undefined {
  const stamp = isMain ? undefined : table.schema.columns.find(({ roles }) => roles.knownAt === true);
  return (stamp ?? timeOf(table))?.name;
}

const delayOf = (column: Column | null): Duration | undefined => column?.roles.delay ?? column?.roles.target?.delay;

/** Whether the cell of a column in a row is in the part; without a column, whether the row is. */
function rowCondition(cells: Cells, column: Column | null): string | null {
  const { isMain, part } = cells;
  if (part.kind === "rows") return isMain ? `${ROW} IN (${[-1, ...part.rows].join(", ")})` : null;
  const time = clockOf(cells);
  if (time === undefined) return null;
  const delay = delayOf(column);
  const moment = `CAST(${quoteName(time)} AS TIMESTAMP)`;
  return `${moment}${delay === undefined ? "" : ` + ${intervalText(delay)}`} > ${momentText(part.than)}`;
}

/** The same on numbers in memory; null where only the engine can tell. */
function rowTest(cells: Cells, column: Column | null, { numbers }: TableParts): ((row: number) => boolean) | null {
  const { part } = cells;
  const times = numbers.get(clockOf(cells) ?? "");
  if (part.kind === "rows" || times === undefined) return null;
  const { than } = part;
  const delay = delayOf(column);
  if (delay === undefined) return (row) => times[row]! > than;
  return (row) => addDuration(times[row]!, delay, 1) > than;
}

export const momentText = (time: number): string => `make_timestamp(${Math.round(time * 1000)})`;

function isFixed({ roles }: Column): boolean {
  const fixed = [roles.time, roles.series, roles.known, roles.knownAt, roles.id, roles.entity, roles.group];
  return fixed.some((role) => role !== undefined) || roles.forecastOf !== undefined;
}

/** Names on either side of a join, also before a rename; and the times that joins go by. */
function joinKeys({ steps }: TableChain): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const { op } of steps) {
    if (op.step.kind !== "join" && op.step.kind !== "join_as_of") continue;
    for (const { left, right } of op.step.on) keys.add(left).add(right);
    if (op.step.kind === "join_as_of") keys.add(op.step.time.left).add(op.step.time.right);
  }
  for (const { op } of steps.toReversed()) {
    if (op.step.kind === "rename") for (const { from, to } of op.step.columns) if (keys.has(to)) keys.add(from);
  }
  return keys;
}

function otherValue(column: Column, change: string, seed: number): string {
  const name = quoteName(column.name);
  if (column.type.shape.length > 0) {
    const element = column.type.kind === "int" ? "1000003 - e" : "e * 1e6 + 1e3";
    return `CAST(${mapTensor(name, column.type.shape, element)} AS ${physicalType(column.type)})`;
  }
  switch (column.type.kind) {
    case "float":
      return `${name} * 1e6 + 1e3`;
    case "int":
      return `1000003 - ${name}`;
    case "bool":
      return `NOT ${name}`;
    case "date":
    case "timestamp":
      return `${name} + INTERVAL 1000 DAY`;
    case "duration":
      return `${name} + INTERVAL 1000 DAY`;
    case "string":
    case "category": {
      // Only among the changed rows, so that nothing unchanged takes part.
      const order = `PARTITION BY coalesce(${change}, false) ORDER BY md5(${quoteText(`${seed}/`)} || ${ROW})`;
      return `coalesce(lead(${name}) OVER (${order}), first_value(${name}) OVER (${order}))`;
    }
    default:
      return column.type.kind satisfies never;
  }
}

/** The row numbers at positions of a table. */
export async function rowNumbers(
  chain: TableChain,
  table: Table,
  positions: ReadonlySet<number>,
): Promise<readonly number[]> {
  const rows = await chain.engine.query(`SELECT ${ROW} FROM ${quoteName(table.name)} ORDER BY ${ROW}`);
  return rows.map((row) => Number(row[0])).filter((_, position) => positions.has(position));
}

export const hasColumn = (table: Table, name: string): boolean => findColumn(table.schema, name) !== undefined;
