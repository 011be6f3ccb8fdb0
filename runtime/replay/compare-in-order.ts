// Two tables whose rows stand in the same order, compared as columns in memory. They mostly do: a replay keeps rows where they
// are, and what is cut off lies behind them.
import { findColumn } from "../../specs/data-type.ts";
import type { Engine } from "../data/engine.ts";
import { exportFrame } from "../data/export-frame.ts";
import type { Table } from "../data/table.ts";
import { exactNumbers } from "./exact-numbers.ts";
import type { ColumnDifference, ComparedRows, TableDifference } from "./table-difference.ts";

/** `left`: columns that are no texts, nor exact as numbers, which are not compared here. */
export interface OrderedDifference extends TableDifference {
  readonly left: readonly string[];
}

/** Null when the keys of the compared rows are not the same, row by row, or only the engine can tell. */
export async function compareInOrder(
  engine: Engine,
  one: Table,
  other: Table,
  columns: readonly string[],
  { keys, time, until }: ComparedRows,
): Promise<OrderedDifference | null> {
  if (until === null || time === null) return null;
  const times = await cellsOf(engine, [one, other], time);
  if (times === null) return null;
  const [rows, otherRows] = [rowsUntil(times[0], until), rowsUntil(times[1], until)];
  if (rows.length !== otherRows.length) return null;
  const differing = async (name: string): Promise<readonly number[] | null> => {
    const cells = await cellsOf(engine, [one, other], name);
    return cells === null ? null : differences(cells, rows, otherRows);
  };
  for (const key of keys) if ((await differing(key))?.length !== 0) return null;
  const found: ColumnDifference[] = [];
  const left: string[] = [];
  for (const column of columns) {
    const places = await differing(column);
    if (places === null) left.push(column);
    else if (places.length > 0) found.push({ column, count: places.length, first: earliest(times[0], places) });
  }
  return { rows: rows.length, unmatched: 0, columns: found, left };
}

type Cells = Float64Array | Int32Array;

/** A column of both tables, where equal cells are equal numbers. Null when they are neither texts nor exact as numbers. */
async function cellsOf(
  engine: Engine,
  tables: readonly [Table, Table],
  name: string,
): Promise<readonly [Cells, Cells] | null> {
  const codes = new Map<string, number>();
  const found: Cells[] = [];
  for (const table of tables) {
    const column = findColumn(table.schema, name);
    if (column === undefined) throw new TypeError(`table ${table.name} has no column ${name}`);
    const { kind, shape } = column.type;
    const isText = shape.length === 0 && (kind === "string" || kind === "category");
    const cells = isText
      ? await textCells(engine, table, name, codes)
      : (await exactNumbers(engine, table, [column])).get(name);
    if (cells === undefined) return null;
    found.push(cells);
  }
  return [found[0]!, found[1]!];
}

/** What is missing is below 0. */
async function textCells(
  engine: Engine,
  table: Table,
  name: string,
  codeOf: Map<string, number>,
): Promise<Int32Array | undefined> {
  const [column] = (await exportFrame(engine, table, [name])).columns;
  if (column?.kind !== "category") return undefined;
  const common = column.levels.map((level) => {
    const code = codeOf.get(level) ?? codeOf.size;
    codeOf.set(level, code);
    return code;
  });
  return column.codes.map((own) => (own < 0 ? -1 : common[own]!));
}

function rowsUntil(times: Cells, until: number): Int32Array {
  const rows = new Int32Array(times.length);
  let count = 0;
  for (let row = 0; row < times.length; row++) if (times[row]! <= until) rows[count++] = row;
  return rows.subarray(0, count);
}

/** Rows of the first table whose cell is another one in the second. */
function differences([a, b]: readonly [Cells, Cells], rows: Int32Array, otherRows: Int32Array): readonly number[] {
  const found: number[] = [];
  for (let i = 0; i < rows.length; i++) {
    const x = a[rows[i]!]!;
    const y = b[otherRows[i]!]!;
    // What is missing in both is the same.
    if (x !== y && !(Number.isNaN(x) && Number.isNaN(y))) found.push(rows[i]!);
  }
  return found;
}

function earliest(times: Cells, rows: readonly number[]): number {
  let first = Number.POSITIVE_INFINITY;
  for (const row of rows) first = Math.min(first, times[row]!);
  return first;
}
