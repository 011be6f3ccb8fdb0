// Sources in which everything that a prediction must not see is something else: numbers a million times as large, texts
// shuffled, flags turned, gaps where there may be gaps. What identifies rows stays: times, series, keys of joins; and what is
// known ahead stays too.
import { type Column, findColumn } from "../../specs/data-type.ts";
import { intervalText, physicalType, quoteName, quoteText, ROW } from "../data/sql-text.ts";
import type { Table } from "../data/table.ts";
import { mapTensor } from "../data/tensor-sql.ts";
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
  const changes = table.schema.columns.map((column) => condition(column, cells));
  if (changes.every((change) => change === null)) return null;
  const keys = joinKeys(chain);
  const withGaps = !hasStep(chain, "where");
  const columns = table.schema.columns.map((column, i) => {
    const change = changes[i] ?? null;
    const name = quoteName(column.name);
    if (change === null || isFixed(column) || keys.has(column.name)) return name;
    const other = otherValue(column, change, seed);
    const gap = `md5(${quoteText(`${seed}/${column.name}/`)} || ${ROW}) < '33'`;
    const value = column.type.nullable && withGaps ? `CASE WHEN ${gap} THEN NULL ELSE ${other} END` : other;
    return `CASE WHEN ${change} THEN ${value} ELSE ${name} END AS ${name}`;
  });
  return chain.engine.store(
    `SELECT ${[ROW, ...columns].join(", ")} FROM ${quoteName(table.name)}`,
    table.schema,
    false,
  );
}

/** The table without the rows of the part; null when nothing would be cut off. */
export async function cutTable(chain: TableChain, cells: Cells): Promise<Table | null> {
  const { table } = cells;
  const change = rowCondition(cells, null);
  if (change === null) return null;
  const sql = `SELECT * FROM ${quoteName(table.name)} WHERE NOT coalesce(${change}, false)`;
  return chain.engine.store(sql, table.schema, true);
}

/** The table without rows before a moment, as it is when it has no time. */
export async function recentTable(chain: TableChain, table: Table, from: number): Promise<Table> {
  const time = timeOf(table)?.name;
  if (time === undefined) return table;
  const sql = `SELECT * FROM ${quoteName(table.name)} WHERE CAST(${quoteName(time)} AS TIMESTAMP) >= ${momentText(from)}`;
  return chain.engine.store(sql, table.schema, true);
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

function condition(column: Column, cells: Cells): string | null {
  return rowCondition(cells, column);
}

function rowCondition({ table, isMain, part }: Cells, column: Column | null): string | null {
  if (part.kind === "rows") return isMain ? `${ROW} IN (${[-1, ...part.rows].join(", ")})` : null;
  const stamp = isMain ? undefined : table.schema.columns.find(({ roles }) => roles.knownAt === true);
  const time = stamp ?? timeOf(table);
  if (time === undefined) return null;
  const delay = column?.roles.delay ?? column?.roles.target?.delay;
  const moment = `CAST(${quoteName(time.name)} AS TIMESTAMP)`;
  return `${moment}${delay === undefined ? "" : ` + ${intervalText(delay)}`} > ${momentText(part.than)}`;
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
