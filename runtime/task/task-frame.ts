// The columns that a task holds, in the order of its rows, and the place of each row in the table.
import type { TaskOperation } from "../../specs/plan.ts";
import type { Engine } from "../data/engine.ts";
import { exportFrame } from "../data/export-frame.ts";
import { lazyNumbers } from "../data/lazy-numbers.ts";
import { rowOrder } from "../data/row-order.ts";
import type { Table } from "../data/table.ts";
import { takeColumn } from "../frame/column-rows.ts";
import { type Frame, type FrameColumn, sharedFloats, tableColumnOf } from "../frame/frame.ts";

export interface TaskFrame {
  readonly frame: Frame;
  readonly rowIds: Float64Array;
}

export async function taskFrame(
  engine: Engine,
  { task: spec, columns: held }: TaskOperation,
  table: Table,
): Promise<TaskFrame> {
  const keys = [...spec.series, ...(spec.time === null ? [] : [spec.time.column])];
  const order = await rowOrder(engine, table, keys);
  const rowIds = sharedFloats(table.rows);
  for (let row = 0; row < rowIds.length; row++) rowIds[row] = order === null ? row : order[row]!;
  const columns = table.schema.columns.filter(({ name }) => held.includes(name));
  const lazy = await lazyNumbers(engine, table, columns, order);
  const others = columns.filter(({ name }) => lazy === null || !lazy.has(name)).map(({ name }) => name);
  const eager = (await exportFrame(engine, table, others)).columns.map((column) =>
    order === null ? column : takeColumn(column, order),
  );
  const made = [...(lazy?.values() ?? []), ...eager];
  const inOrder = columns.flatMap(({ name }) => made.filter((column) => tableColumnOf(column) === name));
  return { frame: { rows: table.rows, columns: inOrder }, rowIds };
}

export function numbersOf(column: FrameColumn): Float64Array {
  if (column.kind === "number") return column.values;
  throw new TypeError(`column ${column.name} holds text where numbers are needed`);
}
