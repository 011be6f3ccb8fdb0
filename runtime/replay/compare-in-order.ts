// Two tables whose rows stand in the same order, compared as columns in memory. They mostly do: a replay keeps rows where they
// are, and what is cut off lies behind them.
import { type Column, findColumn } from "../../specs/data-type.ts";
import type { Engine } from "../data/engine.ts";
import { exportFrame } from "../data/export-frame.ts";
import type { Table } from "../data/table.ts";
import { exactNumbers } from "./exact-numbers.ts";
import type { ColumnDifference, ComparedRows, TableDifference } from "./table-difference.ts";

/** `left`: columns that are no texts, nor exact as numbers, which are not compared here. */
export interface OrderedDifference extends TableDifference {
  readonly left: readonly string[];
}

type Cells =
  | { readonly kind: "numbers"; readonly values: Float64Array }
  | { readonly kind: "texts"; readonly codes: Int32Array; readonly levels: readonly string[] };

/** Texts, and what is exact as numbers. */
export type TableCells = ReadonlyMap<string, Cells>;

export async function cellsOf(engine: Engine, table: Table, names: readonly string[]): Promise<TableCells> {
  const columns = [...new Set(names)].map((name) => {
    const column = findColumn(table.schema, name);
    if (column === undefined) throw new TypeError(`table ${table.name} has no column ${name}`);
    return column;
  });
  const isText = ({ type }: Column): boolean =>
    type.shape.length === 0 && (type.kind === "string" || type.kind === "category");
  const cells = new Map<string, Cells>();
  const numbers = columns.filter((column) => !isText(column));
  for (const [name, values] of await exactNumbers(engine, table, numbers)) cells.set(name, { kind: "numbers", values });
  const texts = columns.filter(isText).map(({ name }) => name);
  for (const column of (await exportFrame(engine, table, texts)).columns) {
    if (column.kind !== "category") throw new TypeError(`${column.name} is no text`);
    cells.set(column.name, { kind: "texts", codes: column.codes, levels: column.levels });
  }
  return cells;
}

/** Null when the keys of the compared rows are not the same, row by row, or only the engine can tell. */
export function compareInOrder(
  one: TableCells,
  other: TableCells,
  columns: readonly string[],
  { keys, time, until }: ComparedRows,
): OrderedDifference | null {
  const [times, otherTimes] = [one, other].map((cells) => (time === null ? undefined : cells.get(time)));
  if (until === null || times?.kind !== "numbers" || otherTimes?.kind !== "numbers") return null;
  const [rows, otherRows] = [rowsUntil(times.values, until), rowsUntil(otherTimes.values, until)];
  if (rows.length !== otherRows.length) return null;
  const differing = (name: string): readonly number[] | null => {
    const pair = comparable(one.get(name), other.get(name));
    return pair === null ? null : differences(pair, rows, otherRows);
  };
  for (const key of keys) if (differing(key)?.length !== 0) return null;
  const found: ColumnDifference[] = [];
  const left: string[] = [];
  for (const column of columns) {
    const places = differing(column);
    if (places === null) left.push(column);
    else if (places.length > 0) found.push({ column, count: places.length, first: earliest(times.values, places) });
  }
  return { rows: rows.length, unmatched: 0, columns: found, left };
}

type Numbers = Float64Array | Int32Array;

/** Equal cells are equal numbers. */
function comparable(a: Cells | undefined, b: Cells | undefined): readonly [Numbers, Numbers] | null {
  if (a?.kind === "numbers" && b?.kind === "numbers") return [a.values, b.values];
  if (a?.kind !== "texts" || b?.kind !== "texts") return null;
  const codeOf = new Map(a.levels.map((level, code) => [level, code]));
  // Codes of texts that only the second table has, from the number of those of the first on; what is missing is below 0.
  const common = b.levels.map((level, code) => codeOf.get(level) ?? a.levels.length + code);
  return [a.codes, b.codes.map((own) => (own < 0 ? own : common[own]!))];
}

function rowsUntil(times: Float64Array, until: number): Int32Array {
  const rows = new Int32Array(times.length);
  let count = 0;
  for (let row = 0; row < times.length; row++) if (times[row]! <= until) rows[count++] = row;
  return rows.subarray(0, count);
}

/** Rows of the first table whose cell is another one in the second. */
function differences([a, b]: readonly [Numbers, Numbers], rows: Int32Array, otherRows: Int32Array): readonly number[] {
  const found: number[] = [];
  for (let i = 0; i < rows.length; i++) {
    const x = a[rows[i]!]!;
    const y = b[otherRows[i]!]!;
    // What is missing in both is the same.
    if (x !== y && !(Number.isNaN(x) && Number.isNaN(y))) found.push(rows[i]!);
  }
  return found;
}

function earliest(times: Float64Array, rows: readonly number[]): number {
  let first = Number.POSITIVE_INFINITY;
  for (const row of rows) first = Math.min(first, times[row]!);
  return first;
}
