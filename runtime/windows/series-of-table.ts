// The rows of a table as series: in which order they stand, and where each series begins.
import { findColumn } from "../../specs/data-type.ts";
import type { Over } from "../../specs/expression.ts";
import type { Engine } from "../data/engine.ts";
import { exportFrame, exportNumbers } from "../data/export-frame.ts";
import { rowOrder } from "../data/row-order.ts";
import { quoteName } from "../data/sql-text.ts";
import type { Table } from "../data/table.ts";
import type { FrameColumn } from "../frame/frame.ts";
import type { SeriesRows } from "./series-rows.ts";

export interface TableSeries {
  /** Positions in the table; null when its rows stand in series order already. */
  readonly order: Int32Array | null;
  readonly rows: SeriesRows;
}

/** Null when a row has no time: such rows are no part of a window in time. */
export async function seriesOf(engine: Engine, table: Table, over: Over): Promise<TableSeries | null> {
  const order = await rowOrder(engine, table, [...over.partition, ...(over.order === null ? [] : [over.order])]);
  const times = over.order === null ? null : inOrder(await timesOf(engine, table, over.order), order);
  if (times?.some((time) => Number.isNaN(time))) return null;
  const { columns } = await exportFrame(engine, table, over.partition);
  const starts = startsOf(columns, order, table.rows);
  const step = over.every === null || over.every.months !== 0 ? null : over.every.milliseconds * 1000;
  return { order, rows: { rows: table.rows, starts, times, step } };
}

export function inOrder(values: Float64Array, order: Int32Array | null): Float64Array {
  if (order === null) return values;
  const ordered = new Float64Array(values.length);
  for (let row = 0; row < ordered.length; row++) ordered[row] = values[order[row]!]!;
  return ordered;
}

/** Back from the order of series to that of the table. */
export function inTableOrder(values: Float64Array, order: Int32Array | null): Float64Array {
  if (order === null) return values;
  const placed = new Float64Array(values.length);
  for (let row = 0; row < placed.length; row++) placed[order[row]!] = values[row]!;
  return placed;
}

/** Microseconds. */
async function timesOf(engine: Engine, table: Table, name: string): Promise<Float64Array> {
  const stored = table.stored?.get(name);
  if (stored === undefined || findColumn(table.schema, name) === undefined) {
    return exportNumbers(engine, table, `epoch_us(CAST(${quoteName(name)} AS TIMESTAMP))`);
  }
  const column = (await exportFrame(engine, table, [name])).columns[0]!;
  if (column.kind !== "number") throw new TypeError(`the time ${name} is text`);
  return column.values.map((milliseconds) => milliseconds * 1000);
}

function startsOf(columns: readonly FrameColumn[], order: Int32Array | null, rows: number): Int32Array {
  if (rows === 0) return Int32Array.of(0);
  const starts = [0];
  for (let row = 1; row < rows; row++) {
    const here = order === null ? row : order[row]!;
    const before = order === null ? row - 1 : order[row - 1]!;
    if (columns.some((column) => differs(column, here, before))) starts.push(row);
  }
  starts.push(rows);
  return Int32Array.from(starts);
}

function differs(column: FrameColumn, a: number, b: number): boolean {
  if (column.kind === "category") return column.codes[a] !== column.codes[b];
  // Missing values are one series, as in the engine.
  return !Object.is(column.values[a], column.values[b]) && column.values[a] !== column.values[b];
}
