// The order of the rows of a table by some keys, as positions in the table; rows of equal keys stay as they are.
import { findColumn } from "../../specs/data-type.ts";
import type { FrameColumn } from "../frame/frame.ts";
import { sharedInts } from "../frame/frame.ts";
import type { Engine } from "./engine.ts";
import { exportFrame } from "./export-frame.ts";
import { risingOrder } from "./rising-rows.ts";
import { quoteName, ROW } from "./sql-text.ts";
import type { Table } from "./table.ts";

const known = new WeakMap<Table, Map<string, Promise<Int32Array | null>>>();

/** Null when the rows stand in this order already. Missing keys come last. Computed once per table and keys. */
export function rowOrder(engine: Engine, table: Table, keys: readonly string[]): Promise<Int32Array | null> {
  let orders = known.get(table);
  if (orders === undefined) {
    orders = new Map();
    known.set(table, orders);
  }
  const key = JSON.stringify(keys);
  let order = orders.get(key);
  if (order === undefined) {
    order = findOrder(engine, table, keys);
    orders.set(key, order);
  }
  return order;
}

async function findOrder(engine: Engine, table: Table, keys: readonly string[]): Promise<Int32Array | null> {
  if (keys.length === 0) return null;
  const rising = risingOrder(table, keys);
  if (rising === "strictly" || rising === "weakly") return null;
  if (rising === null && isOrdered((await exportFrame(engine, table, keys)).columns, table.rows)) return null;
  // What the engine calls ascending must also be what is looked for here: texts by their bytes, times by their value.
  const list = keys.map((key) => `${orderKey(table, key)} NULLS LAST`).join(", ");
  const numbered = `SELECT *, row_number() OVER (ORDER BY ${ROW}) - 1 AS __position FROM ${quoteName(table.name)}`;
  const sql = `SELECT CAST(__position AS DOUBLE) FROM (${numbered}) AS numbered ORDER BY ${list}, ${ROW}`;
  const order = sharedInts(table.rows);
  let next = 0;
  await engine.forEachChunk(sql, (chunk) => {
    const positions = chunk.getColumnVector(0);
    for (let row = 0; row < chunk.rowCount; row++) order[next++] = positions.getItem(row) as number;
  });
  return order;
}

const orderKey = (table: Table, name: string): string => {
  if (findColumn(table.schema, name) === undefined) throw new TypeError(`table ${table.name} has no column ${name}`);
  return quoteName(name);
};

function isOrdered(columns: readonly FrameColumn[], rows: number): boolean {
  const keys = columns.map(rankOf);
  for (let row = 1; row < rows; row++) {
    for (const rank of keys) {
      const before = rank(row - 1);
      const here = rank(row);
      if (before < here) break;
      if (before > here) return false;
    }
  }
  return true;
}

/** Levels of exported texts are in ascending order, and missing values come last. */
function rankOf(column: FrameColumn): (row: number) => number {
  if (column.kind === "category") {
    const { codes } = column;
    return (row) => (codes[row]! < 0 ? Number.POSITIVE_INFINITY : codes[row]!);
  }
  const { values } = column;
  return (row) => (Number.isNaN(values[row]!) ? Number.POSITIVE_INFINITY : values[row]!);
}
