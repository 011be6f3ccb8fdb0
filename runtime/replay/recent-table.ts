// The latest rows of the tables that a replay starts from, taken apart: see parted-table.ts.
import type { Column } from "../../specs/data-type.ts";
import { readPages, readRuns } from "../columns/column-file.ts";
import { exportNumbers } from "../data/export-frame.ts";
import { quoteName, ROW } from "../data/sql-text.ts";
import type { StoredColumns, Table } from "../data/table.ts";
import { storedRecipe, takenRecipe } from "../frame/column-recipe.ts";
import { asNumbers } from "../frame/column-rows.ts";
import { visitRecipe } from "../frame/lazy-column.ts";
import { runsOf } from "../frame/row-runs.ts";
import { findNeighbours, type Neighbours } from "../numeric/selection.ts";
import { momentText, timeOf } from "./change-source.ts";
import { exactNumbers } from "./exact-numbers.ts";
import { partedTable, restColumns, type TableParts } from "./parted-table.ts";
import type { TableChain } from "./table-chain.ts";

/** More cells than this stay in the engine. */
const MOST_CELLS = 10_000_000;

/** The moment from which on a table has so many rows; null when it has no more. */
export async function startOfLatest({ engine }: TableChain, table: Table, rows: number): Promise<number | null> {
  const time = timeOf(table);
  if (time === undefined || table.rows <= rows) return null;
  const sql = `epoch_ms(CAST(${quoteName(time.name)} AS TIMESTAMP))`;
  const times = (await exactNumbers(engine, table, [time])).get(time.name) ?? (await exportNumbers(engine, table, sql));
  let present = 0;
  for (let row = 0; row < times.length; row++) if (!Number.isNaN(times[row]!)) present += 1;
  if (present <= rows) return null;
  // Half a place beyond the wanted one, so that no rounding leads to the one before.
  const [[start]] = findNeighbours(asNumbers(times), [(present - rows + 0.5) / (present - 1)]) as [Neighbours];
  return start;
}

/** The table without rows before a moment, as it is when it has no time. */
export async function recentTable(chain: TableChain, table: Table, from: number): Promise<Table> {
  const time = timeOf(table);
  if (time === undefined) return table;
  const { engine } = chain;
  const where = `FROM ${quoteName(table.name)} WHERE CAST(${quoteName(time.name)} AS TIMESTAMP) >= ${momentText(from)}`;
  const stored = await storedParts(chain, table, time, from);
  if (stored !== null) {
    const made = await partedTable(engine, stored, `SELECT ${restList(stored)} ${where}`);
    if (made !== null) return made;
  }
  const recent = await engine.store(`SELECT * ${where}`, table.schema, true);
  const parted = await inParts(chain, recent);
  if (parted !== recent) await engine.drop(recent.name);
  return parted;
}

/** The same table, taken apart. As it is when it has no time, is too large, or the disk full. */
export async function inParts({ engine }: TableChain, table: Table): Promise<Table> {
  const { schema } = table;
  if (timeOf(table) === undefined || table.rows * schema.columns.length > MOST_CELLS) return table;
  const numbers = await exactNumbers(engine, table, schema.columns);
  const parts = { schema, rowNumbers: await exportNumbers(engine, table, ROW), numbers };
  return (await partedTable(engine, parts, `SELECT ${restList(parts)} FROM ${quoteName(table.name)}`)) ?? table;
}

const restList = (parts: TableParts): string =>
  [ROW, ...restColumns(parts).map(({ name }) => quoteName(name))].join(", ");

/** Numbers in files are read without the engine. Null when a column that is no text is not in a file, or there are too many rows. */
async function storedParts(
  { engine }: TableChain,
  { name, schema, rows: count, stored }: Table,
  time: Column,
  from: number,
): Promise<TableParts | null> {
  const inFiles = schema.columns.filter((column) => stored?.has(column.name) === true);
  if (stored === undefined || !inFiles.includes(time)) return null;
  const isText = ({ type }: Column): boolean => type.kind === "string" || type.kind === "category";
  if (schema.columns.some((column) => !isText(column) && !inFiles.includes(column))) return null;
  // Row numbers rise, so these two say that every row is numbered by its place.
  const [ends] = await engine.query(`SELECT min(${ROW}), max(${ROW}) FROM ${quoteName(name)}`);
  if (Number(ends?.[0]) !== 0 || Number(ends?.[1]) !== count - 1) return null;
  const rows = rowsFrom(stored, time.name, from);
  if (rows.length * schema.columns.length > MOST_CELLS) return null;
  const numbers = new Map(inFiles.map((column) => [column.name, readRows(stored, column.name, rows)]));
  return { schema, rowNumbers: Float64Array.from(rows), numbers };
}

function rowsFrom(stored: StoredColumns, time: string, from: number): Int32Array {
  const rows: number[] = [];
  const { file, column } = stored.get(time)!;
  readPages(file, column, (times, start) => {
    for (let i = 0; i < times.length; i++) if (times[i]! >= from) rows.push(start + i);
  });
  return Int32Array.from(rows);
}

/** A page is read as a whole where that takes less time than so many reads of a part of it. */
const MOST_READS = 50;

function readRows(stored: StoredColumns, name: string, rows: Int32Array): Float64Array {
  const { file, column } = stored.get(name)!;
  const { runs } = runsOf(rows);
  const values = new Float64Array(rows.length);
  if (runs.length / 2 <= MOST_READS * file.groups.length) readRuns(file, column, runs, values);
  else visitRecipe(takenRecipe(storedRecipe(file, column), rows), (chunk, start) => values.set(chunk, start));
  return values;
}
