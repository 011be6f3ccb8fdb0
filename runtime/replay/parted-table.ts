// A table taken apart: its numbers in memory, the rest in the engine. Replays compute a table several times from little changed
// sources, which then takes no queries: what is changed are arrays, and window functions read the file that they are written to.
import { rmSync } from "node:fs";
import { type Column, findColumn, type Schema } from "../../specs/data-type.ts";
import { addColumn, type ColumnFile, ColumnFileWriter, isDiskFull } from "../columns/column-file.ts";
import { fileSql, typedNumber } from "../data/column-table.ts";
import type { Engine } from "../data/engine.ts";
import { quoteName, ROW } from "../data/sql-text.ts";
import type { StoredColumns, Table } from "../data/table.ts";

export interface TableParts {
  readonly schema: Schema;
  /** The hidden row column. */
  readonly rowNumbers: Float64Array;
  readonly numbers: ReadonlyMap<string, Float64Array>;
}

const known = new WeakMap<Table, TableParts>();

/** Null for a table that was not put together here. */
export const partsOf = (table: Table): TableParts | null => known.get(table) ?? null;

export const restColumns = ({ schema, numbers }: TableParts): readonly Column[] =>
  schema.columns.filter(({ name }) => !numbers.has(name));

/** Some of the rows, in their order. */
export function takeParts({ schema, rowNumbers, numbers }: TableParts, isKept: (row: number) => boolean): TableParts {
  const kept = new Int32Array(rowNumbers.length);
  let count = 0;
  for (let row = 0; row < kept.length; row++) if (isKept(row)) kept[count++] = row;
  const rows = kept.subarray(0, count);
  return {
    schema,
    rowNumbers: takeNumbers(rowNumbers, rows),
    numbers: new Map([...numbers].map(([name, values]) => [name, takeNumbers(values, rows)])),
  };
}

function takeNumbers(values: Float64Array, rows: Int32Array): Float64Array {
  const taken = new Float64Array(rows.length);
  for (let i = 0; i < taken.length; i++) taken[i] = values[rows[i]!]!;
  return taken;
}

/**
 * The table of these parts. `rest` is a query for the row column and the columns that are no numbers here; it is not carried out
 * when there are none. Null when the disk is full.
 */
export async function partedTable(engine: Engine, parts: TableParts, rest: string): Promise<Table | null> {
  const file = writeNumbers(engine.freshFile(), parts);
  if (file === null) return null;
  const others = restColumns(parts);
  const stored = others.length === 0 ? null : await engine.store(rest, { columns: others }, false);
  const columns = parts.schema.columns.map(({ name, type }) => {
    const column = quoteName(name);
    return parts.numbers.has(name) ? `${typedNumber(`f.${column}`, type.kind)} AS ${column}` : `r.${column}`;
  });
  const list = [`CAST(f.${ROW} AS BIGINT) AS ${ROW}`, ...columns].join(", ");
  const from = `${fileSql(file, false)} AS f`;
  const sql = `SELECT ${list} FROM ${stored === null ? from : `${quoteName(stored.name)} AS r POSITIONAL JOIN ${from}`}`;
  const places: StoredColumns = new Map([...parts.numbers.keys()].map((column) => [column, { file, column }]));
  const made = { schema: parts.schema, rows: file.rows, stored: places };
  const table = await engine.view(sql, made, stored === null ? [] : [stored], [file.path]);
  // It goes with the view.
  if (stored !== null) await engine.drop(stored.name);
  known.set(table, parts);
  return table;
}

function writeNumbers(path: string, { schema, rowNumbers, numbers }: TableParts): ColumnFile | null {
  const columns = new Map([[ROW, rowNumbers], ...numbers]);
  for (const name of numbers.keys())
    if (findColumn(schema, name) === undefined) throw new TypeError(`no column ${name}`);
  const writer = new ColumnFileWriter(
    path,
    [...columns.keys()].map((name) => ({ name, kind: "number" })),
  );
  try {
    for (const [i, values] of [...columns.values()].entries()) addColumn(writer, i, values);
    return writer.finish();
  } catch (error) {
    writer.close();
    rmSync(path, { force: true });
    if (isDiskFull(error)) return null;
    throw error;
  }
}
