// Columns of a table as numbers in memory, as far as doubles say exactly what the table says: not whole numbers beyond 2^53, nor
// moments between two milliseconds.
import type { Column } from "../../specs/data-type.ts";
import type { Engine } from "../data/engine.ts";
import { exportFrame, exportNumbers } from "../data/export-frame.ts";
import { quoteName } from "../data/sql-text.ts";
import type { Table } from "../data/table.ts";
import { isExact } from "../windows/run-windows.ts";

/** Those that are not exact, and texts, tensors and durations of the engine, are missing in the result. */
export async function exactNumbers(
  engine: Engine,
  table: Table,
  columns: readonly Column[],
): Promise<ReadonlyMap<string, Float64Array>> {
  const found = new Map<string, Float64Array>();
  for (const column of columns) {
    const values = await numbersOf(engine, table, column);
    if (values !== null) found.set(column.name, values);
  }
  return found;
}

async function numbersOf(engine: Engine, table: Table, { name, type }: Column): Promise<Float64Array | null> {
  if (type.shape.length > 0) return null;
  const values = async (): Promise<Float64Array> => {
    const column = (await exportFrame(engine, table, [name])).columns[0]!;
    if (column.kind !== "number") throw new TypeError(`${name} is text`);
    return column.values;
  };
  // What a file holds as doubles was held to this when it was written.
  if (table.stored?.has(name) === true) return values();
  switch (type.kind) {
    case "float":
    case "bool":
      return values();
    case "int": {
      const whole = await values();
      return isExact(whole) ? whole : null;
    }
    case "date":
    case "timestamp": {
      const moments = await exportNumbers(engine, table, `epoch_us(CAST(${quoteName(name)} AS TIMESTAMP))`);
      for (let row = 0; row < moments.length; row++) {
        moments[row]! /= 1000;
        if (!Number.isNaN(moments[row]!) && !Number.isSafeInteger(moments[row]!)) return null;
      }
      return moments;
    }
    case "duration":
    case "string":
    case "category":
      return null;
    default:
      return type.kind satisfies never;
  }
}
