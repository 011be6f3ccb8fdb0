// Columns of a table as numbers in memory, as far as doubles say exactly what the table says: not whole numbers beyond 2^53, nor
// moments between two milliseconds.
import type { Column } from "../../specs/data-type.ts";
import type { Engine } from "../data/engine.ts";
import { exportFrame } from "../data/export-frame.ts";
import { quoteName } from "../data/sql-text.ts";
import type { Table } from "../data/table.ts";
import { isExact } from "../windows/run-windows.ts";

/** Those that are not exact, and texts, tensors and durations of the engine, are missing in the result. */
export async function exactNumbers(
  engine: Engine,
  table: Table,
  columns: readonly Column[],
): Promise<ReadonlyMap<string, Float64Array>> {
  // What a file holds as doubles was held to this when it was written.
  const isStored = ({ name }: Column): boolean => table.stored?.has(name) === true;
  const between = await betweenMilliseconds(
    engine,
    table,
    columns.filter((column) => column.type.kind === "timestamp" && !isStored(column)),
  );
  const asked = columns.filter((column) => isStored(column) || (isNumber(column) && !between.has(column.name)));
  const frame = await exportFrame(
    engine,
    table,
    asked.map(({ name }) => name),
  );
  const found = new Map<string, Float64Array>();
  for (const column of frame.columns) {
    if (column.kind !== "number") throw new TypeError(`${column.name} is text`);
    if (column.type === "int" && table.stored?.has(column.name) !== true && !isExact(column.values)) continue;
    found.set(column.name, column.values);
  }
  return found;
}

function isNumber({ type }: Column): boolean {
  if (type.shape.length > 0) return false;
  switch (type.kind) {
    case "float":
    case "bool":
    case "int":
    case "date":
    case "timestamp":
      return true;
    case "duration":
    case "string":
    case "category":
      return false;
    default:
      return type.kind satisfies never;
  }
}

/** Columns that hold a moment between two milliseconds. */
async function betweenMilliseconds(
  engine: Engine,
  table: Table,
  columns: readonly Column[],
): Promise<ReadonlySet<string>> {
  if (columns.length === 0) return new Set();
  const tests = columns.map(({ name }) => `bool_or(epoch_us(CAST(${quoteName(name)} AS TIMESTAMP)) % 1000 <> 0)`);
  const [found] = await engine.query(`SELECT ${tests.join(", ")} FROM ${quoteName(table.name)}`);
  return new Set(columns.flatMap(({ name }, i) => (found?.[i] === true ? [name] : [])));
}
