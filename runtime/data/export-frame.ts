// Columns of a table into shared memory, chunk by chunk. Rows come in the order of the row column.
import { DuckDBArrayValue, type DuckDBDataChunk, type DuckDBValue } from "@duckdb/node-api";
import { type Column, findColumn } from "../../specs/data-type.ts";
import { readColumn } from "../columns/column-file.ts";
import {
  elementName,
  type Frame,
  type FrameColumn,
  type NumberColumn,
  sharedFloats,
  sharedInts,
  tableColumnOf,
} from "../frame/frame.ts";
import type { Engine } from "./engine.ts";
import { physicalType, quoteName } from "./sql-text.ts";
import type { StoredColumn, Table } from "./table.ts";

/**
 * Tensors become one column per element. Text columns get their levels in ascending order (by code unit), so that equal data has
 * equal codes.
 */
export async function exportFrame(engine: Engine, table: Table, columns: readonly string[]): Promise<Frame> {
  const found = columns.map((name) => {
    const column = findColumn(table.schema, name);
    if (column === undefined) throw new TypeError(`table ${table.name} has no column ${name}`);
    return column;
  });
  if (found.length === 0) return { rows: table.rows, columns: [] };
  const made: FrameColumn[] = [];
  const asked: Column[] = [];
  for (const column of found) {
    const stored = table.stored?.get(column.name);
    if (stored === undefined) asked.push(column);
    else made.push(readStored(column, stored, table.rows));
  }
  if (asked.length > 0) made.push(...(await askEngine(engine, table, asked)));
  const columnsOf = (name: string): readonly FrameColumn[] => made.filter((column) => tableColumnOf(column) === name);
  return { rows: table.rows, columns: columns.flatMap(columnsOf) };
}

async function askEngine(engine: Engine, table: Table, asked: readonly Column[]): Promise<readonly FrameColumn[]> {
  const sinks = asked.map((column) => createSink(column, table.rows));
  const selected = asked.map(exportSql).join(", ");
  let offset = 0;
  await engine.forEachChunk(`SELECT ${selected} FROM ${quoteName(table.name)}`, (chunk) => {
    const count = chunk.rowCount;
    for (const [i, sink] of sinks.entries()) {
      if (sink.kind === "number") {
        sink.values.set(numbersOfChunk(chunk, i), offset);
        continue;
      }
      const vector = chunk.getColumnVector(i);
      if (sink.kind === "text") {
        for (let row = 0; row < count; row++) sink.add(offset + row, vector.getItem(row) as string | null);
      } else {
        for (let row = 0; row < count; row++) sink.add(offset + row, vector.getItem(row) as DuckDBArrayValue | null);
      }
    }
    offset += count;
  });
  if (offset !== table.rows) throw new RangeError(`table ${table.name} gave ${offset} rows instead of ${table.rows}`);
  return sinks.flatMap((sink) => sink.finish());
}

/** An expression over a table as numbers, in the order of its rows; NaN is missing. */
export async function exportNumbers(engine: Engine, table: Table, sql: string): Promise<Float64Array> {
  const values = sharedFloats(table.rows);
  let offset = 0;
  await engine.forEachChunk(`SELECT ${asFloat(sql)} FROM ${quoteName(table.name)}`, (chunk) => {
    values.set(numbersOfChunk(chunk, 0), offset);
    offset += chunk.rowCount;
  });
  return values;
}

/** The query leaves no NULL, so the memory of the vector holds the values. */
const numbersOfChunk = (chunk: DuckDBDataChunk, column: number): Float64Array =>
  (chunk.getColumnVector(column) as unknown as { readonly items: Float64Array }).items;

function readStored({ name, type }: Column, { file, column }: StoredColumn, rows: number): FrameColumn {
  const values = sharedFloats(rows);
  readColumn(file, column, values);
  return { kind: "number", name, type: type.kind as NumberColumn["type"], values };
}

const asFloat = (sql: string): string => `coalesce(CAST(${sql} AS DOUBLE), 'nan'::DOUBLE)`;

/** Numbers leave the engine as floats with NaN for NULL: reading them needs no test per value. */
function exportSql({ name, type }: Column): string {
  const column = quoteName(name);
  if (type.shape.length > 0) return `CAST(${column} AS ${physicalType({ ...type, kind: "float" })})`;
  switch (type.kind) {
    case "int":
    case "float":
    case "bool":
      return asFloat(column);
    case "date":
    case "timestamp":
      return asFloat(`epoch_ms(CAST(${column} AS TIMESTAMP))`);
    case "duration":
      return asFloat(`epoch(${column}) * 1000`);
    case "string":
    case "category":
      return column;
    default:
      return type.kind satisfies never;
  }
}

type Sink =
  | { readonly kind: "number"; readonly values: Float64Array; readonly finish: () => readonly FrameColumn[] }
  | {
      readonly kind: "text";
      readonly add: (row: number, text: string | null) => void;
      readonly finish: () => readonly FrameColumn[];
    }
  | {
      readonly kind: "tensor";
      readonly add: (row: number, values: DuckDBArrayValue | null) => void;
      readonly finish: () => readonly FrameColumn[];
    };

/** A missing tensor is missing in all its elements. */
function tensorSink({ name, type }: Column, rows: number): Sink {
  const kind = type.kind === "int" || type.kind === "bool" ? type.kind : "float";
  const { shape } = type;
  const size = shape.reduce((product, length) => product * length, 1);
  const elements = Array.from({ length: size }, () => sharedFloats(rows).fill(Number.NaN));
  const fill = (row: number, value: DuckDBValue, start: number, axis: number): void => {
    if (!(value instanceof DuckDBArrayValue)) {
      if (typeof value === "number") elements[start]![row] = value;
      return;
    }
    const inner = shape.slice(axis + 1).reduce((product, length) => product * length, 1);
    value.items.forEach((item, i) => {
      fill(row, item, start + i * inner, axis + 1);
    });
  };
  return {
    kind: "tensor",
    add: (row, values) => fill(row, values, 0, 0),
    finish: () =>
      elements.map(
        (values, index): FrameColumn => ({
          kind: "number",
          name: elementName({ of: name, shape, index }),
          type: kind,
          values,
          element: { of: name, shape, index },
        }),
      ),
  };
}

function createSink(column: Column, rows: number): Sink {
  const { name, type } = column;
  if (type.shape.length > 0) return tensorSink(column, rows);
  if (type.kind !== "string" && type.kind !== "category") {
    const values = sharedFloats(rows);
    const kind = type.kind;
    return { kind: "number", values, finish: () => [{ kind: "number", name, type: kind, values }] };
  }
  const codes = sharedInts(rows);
  const codeOf = new Map<string, number>();
  const kind = type.kind;
  return {
    kind: "text",
    add: (row, text) => {
      if (text === null) {
        codes[row] = -1;
        return;
      }
      let code = codeOf.get(text);
      if (code === undefined) {
        code = codeOf.size;
        codeOf.set(text, code);
      }
      codes[row] = code;
    },
    finish: () => {
      const seen = [...codeOf.keys()];
      const levels = seen.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
      const position = new Map(levels.map((level, i) => [level, i]));
      const recoded = seen.map((level) => position.get(level)!);
      for (let row = 0; row < rows; row++) if (codes[row]! >= 0) codes[row] = recoded[codes[row]!]!;
      return [{ kind: "category", name, type: kind, codes, levels }];
    },
  };
}
