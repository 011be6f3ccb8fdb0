// The rows of a table as series: in which order they stand, and where each series begins.
import { findColumn } from "../../specs/data-type.ts";
import type { Over } from "../../specs/expression.ts";
import { readColumn } from "../columns/column-file.ts";
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
  if (times !== null && hasMissing(times)) return null;
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
  const times = sharedFloats(table.rows);
  readColumn(stored.file, stored.column, times);
  for (let row = 0; row < times.length; row++) times[row] = times[row]! * 1000;
  return times;
}

function hasMissing(values: Float64Array): boolean {
  for (let row = 0; row < values.length; row++) if (Number.isNaN(values[row]!)) return true;
  return false;
}

function startsOf(columns: readonly FrameColumn[], order: Int32Array | null, rows: number): Int32Array {
  if (rows === 0) return Int32Array.of(0);
  // 1 where a row is of another series than the one before it.
  const isFirst = new Uint8Array(rows);
  isFirst[0] = 1;
  for (const column of columns) markChanges(column.kind === "category" ? column.codes : column.values, order, isFirst);
  let count = 0;
  for (let row = 0; row < rows; row++) count += isFirst[row]!;
  const starts = sharedInts(count + 1);
  let next = 0;
  for (let row = 0; row < rows; row++) if (isFirst[row] === 1) starts[next++] = row;
  starts[next] = rows;
  return starts;
}

/** Missing values are one series, as in the engine. */
function markChanges(key: Float64Array | Int32Array, order: Int32Array | null, isFirst: Uint8Array): void {
  let before = key[order === null ? 0 : order[0]!]!;
  for (let row = 1; row < isFirst.length; row++) {
    const here = key[order === null ? row : order[row]!]!;
    if (here !== before && !(Number.isNaN(here) && Number.isNaN(before))) isFirst[row] = 1;
    before = here;
  }
}
