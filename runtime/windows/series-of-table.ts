// The rows of a table as series: in which order they stand, and where each series begins.
import { findColumn } from "../../specs/data-type.ts";
import type { Over } from "../../specs/expression.ts";
import type { Engine } from "../data/engine.ts";
import { exportFrame, exportNumbers } from "../data/export-frame.ts";
import { rowOrder } from "../data/row-order.ts";
import { quoteName } from "../data/sql-text.ts";
import type { Table } from "../data/table.ts";
import { type FrameColumn, sharedFloats, sharedInts } from "../frame/frame.ts";
import type { SeriesRows } from "./series-rows.ts";

export interface TableSeries {
  /** Positions in the table; null when its rows stand in series order already. */
  readonly order: Int32Array | null;
  readonly rows: SeriesRows;
}

/** Null when a row has no time: such rows are no part of a window in time. */
export async function seriesOf(engine: Engine, table: Table, over: Over): Promise<TableSeries | null> {
  const order = await rowOrder(engine, table, [...over.partition, ...(over.order === null ? [] : [over.order])]);
  const inTable = over.order === null ? null : await timesOf(engine, table, over.order);
  const times = inTable === null || order === null ? inTable : sharedFloats(table.rows);
  if (order !== null && inTable !== null)
    for (let row = 0; row < table.rows; row++) times![row] = inTable[order[row]!]!;
  if (times?.some((time) => Number.isNaN(time))) return null;
  const { columns } = await exportFrame(engine, table, over.partition);
  const starts = startsOf(columns, order, table.rows);
  const step = over.every === null || over.every.months !== 0 ? null : over.every.milliseconds * 1000;
  return { order, rows: { rows: table.rows, starts, times, step } };
}

/** Microseconds. */
async function timesOf(engine: Engine, table: Table, name: string): Promise<Float64Array> {
  const stored = table.stored?.get(name);
  if (stored === undefined || findColumn(table.schema, name) === undefined) {
    return exportNumbers(engine, table, `epoch_us(CAST(${quoteName(name)} AS TIMESTAMP))`);
  }
  const column = (await exportFrame(engine, table, [name])).columns[0]!;
  if (column.kind !== "number") throw new TypeError(`the time ${name} is text`);
  const times = sharedFloats(table.rows);
  for (let row = 0; row < times.length; row++) times[row] = column.values[row]! * 1000;
  return times;
}

function startsOf(columns: readonly FrameColumn[], order: Int32Array | null, rows: number): Int32Array {
  if (rows === 0) return Int32Array.of(0);
  const starts = [0];
  const keys = columns.map((column) => (column.kind === "category" ? column.codes : column.values));
  for (let row = 1; row < rows; row++) {
    const here = order === null ? row : order[row]!;
    const before = order === null ? row - 1 : order[row - 1]!;
    for (const key of keys) {
      // Missing values are one series, as in the engine.
      if (key[here] === key[before] || (Number.isNaN(key[here]!) && Number.isNaN(key[before]!))) continue;
      starts.push(row);
      break;
    }
  }
  starts.push(rows);
  const shared = sharedInts(starts.length);
  shared.set(starts);
  return shared;
}
