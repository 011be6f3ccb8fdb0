// The columns of numbers of a large table, for frames: left in files and read when they are used.
import type { Column } from "../../specs/data-type.ts";
import { addColumn, type ColumnFile, ColumnFileWriter, PAGE_ROWS } from "../columns/column-file.ts";
import { type ColumnRecipe, storedRecipe } from "../frame/column-recipe.ts";
import type { NumberColumn } from "../frame/frame.ts";
import { lazyColumn } from "../frame/lazy-column.ts";
import type { Engine } from "./engine.ts";
import { exportFrame } from "./export-frame.ts";
import type { Table } from "./table.ts";

/** Null when the table fits in memory. `order`: positions in the table, null when rows stay as they are. */
export async function lazyNumbers(
  engine: Engine,
  table: Table,
  columns: readonly Column[],
  order: Int32Array | null,
): Promise<ReadonlyMap<string, NumberColumn> | null> {
  const numbers = columns.filter(
    ({ type }) => type.shape.length === 0 && type.kind !== "string" && type.kind !== "category",
  );
  if (numbers.length * table.rows * Float64Array.BYTES_PER_ELEMENT <= engine.eagerBytes) return null;
  const inFiles = new Map<string, ColumnRecipe>();
  const others: Column[] = [];
  for (const column of numbers) {
    const stored = order === null ? table.stored?.get(column.name) : undefined;
    if (stored === undefined) others.push(column);
    else inFiles.set(column.name, storedRecipe(stored.file, stored.column));
  }
  if (others.length > 0) {
    const file = await writeColumns(engine, table, others, order);
    for (const { name } of others) inFiles.set(name, storedRecipe(file, name));
  }
  return new Map(
    numbers.map(({ name, type }) => [name, lazyColumn(name, type.kind as NumberColumn["type"], inFiles.get(name)!)]),
  );
}

async function writeColumns(
  engine: Engine,
  table: Table,
  columns: readonly Column[],
  order: Int32Array | null,
): Promise<ColumnFile> {
  const names = columns.map(({ name }) => name);
  const writer = new ColumnFileWriter(
    engine.freshFile(),
    names.map((name) => ({ name, kind: "number" })),
  );
  const page = new Float64Array(PAGE_ROWS);
  for (const [i, name] of names.entries()) {
    const column = (await exportFrame(engine, table, [name])).columns[0]!;
    if (column.kind !== "number") throw new TypeError(`${name} holds no numbers`);
    const { values } = column;
    if (order === null) addColumn(writer, i, values);
    else {
      for (let from = 0; from < values.length; from += PAGE_ROWS) {
        const count = Math.min(PAGE_ROWS, values.length - from);
        for (let k = 0; k < count; k++) page[k] = values[order[from + k]!]!;
        addColumn(writer, i, page.subarray(0, count));
      }
    }
  }
  return writer.finish();
}
