// Arrow IPC files and streams as raw rows of the engine, which takes them from memory. Files of one source have the same
// columns; one that lacks a column or has it in another type is an error, as everywhere.
import { readFile } from "node:fs/promises";
import {
  BIGINT,
  BOOLEAN,
  DATE,
  DOUBLE,
  DuckDBDateValue,
  DuckDBIntervalValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBType,
  type DuckDBValue,
  HUGEINT,
  INTERVAL,
  TIMESTAMP,
  TIMESTAMPTZ,
  VARCHAR,
} from "@duckdb/node-api";
import { Table as ArrowTable, DataType, type Field, RecordBatchReader, type Table } from "apache-arrow";
import type { Schema } from "../../specs/data-type.ts";
import { type Cell, type CellKind, cellKindOf, cellsOf } from "../frame/arrow-cells.ts";
import type { Engine } from "./engine.ts";
import { expandPath } from "./expand-path.ts";
import { quoteName } from "./sql-text.ts";

/**
 * Makes the raw table `raw`. Only the columns of `schema` are loaded; where one is absent the table has all columns of the
 * file and no rows, so that the finding can name them. Throws for files that cannot be read.
 */
export async function readArrow(engine: Engine, raw: string, pattern: string, schema: Schema): Promise<void> {
  const files = await expandPath(pattern);
  if (files.length === 0) throw new Error("no file has such a name");
  let first: readonly LoadedColumn[] | null = null;
  for (const file of files) {
    const table = parse(await readFile(file));
    const names = table.schema.fields.map(({ name }) => name);
    const absent = schema.columns.some(({ name }) => !names.includes(name));
    if (absent) {
      if (first !== null) await engine.drop(raw);
      const columns = names.map((name) => `${quoteName(name)} VARCHAR`).join(", ");
      if (columns === "") throw new Error("it has no columns");
      await engine.run(`CREATE TABLE ${quoteName(raw)} (${columns})`);
      return;
    }
    const columns = schema.columns.map(({ name }) => loadedColumn(table, names.indexOf(name)));
    if (first === null) {
      const defined = columns.map(({ name, type }) => `${quoteName(name)} ${type}`).join(", ");
      await engine.run(`CREATE TABLE ${quoteName(raw)} (${defined})`);
    }
    const shape: readonly LoadedColumn[] = first ?? columns;
    for (const [i, { name, type }] of columns.entries()) {
      if (String(type) !== String(shape[i]!.type)) throw new Error(`the type of \`${name}\` differs between the files`);
    }
    first = shape;
    await engine.append(
      raw,
      columns.map(({ type }) => type),
      chunksOf(table, columns),
    );
  }
}

interface LoadedColumn {
  readonly name: string;
  readonly index: number;
  readonly type: DuckDBType;
  readonly value: (cell: Cell) => DuckDBValue;
}

const FILE = "ARROW1";

/** A stream begins with the length of its schema message; other bytes would be read as a length beyond all sense. */
function parse(bytes: Uint8Array): Table {
  const isFile = new TextDecoder().decode(bytes.subarray(0, FILE.length)) === FILE;
  const isStream = bytes.length >= 8 && bytes.subarray(0, 4).every((byte) => byte === 0xff);
  if (!isFile && !isStream) throw new Error("it is neither an Arrow IPC file nor an Arrow IPC stream");
  const reader = RecordBatchReader.from(bytes);
  reader.open();
  try {
    return new ArrowTable(reader.schema, [...reader]);
  } catch (error) {
    const isCompressed = error instanceof Error && error.message.includes("codec not found");
    throw isCompressed ? new Error("its buffers are compressed; write it without compression") : error;
  }
}

function loadedColumn(table: Table, index: number): LoadedColumn {
  const field = table.schema.fields[index]!;
  const kind = cellKindOf(field.type);
  if (kind === null) {
    throw new Error(`column \`${field.name}\` has the Arrow type ${field.type}, which has no scalar form`);
  }
  return { name: field.name, index, ...engineForm(kind, field) };
}

function engineForm(kind: CellKind, field: Field): Pick<LoadedColumn, "type" | "value"> {
  switch (kind) {
    case "int":
      // Only an unsigned 64-bit number can be beyond a BIGINT, and is then found to be out of range.
      return { type: isUnsigned64(field.type) ? HUGEINT : BIGINT, value: (cell) => cell };
    case "float":
      return { type: DOUBLE, value: (cell) => cell };
    case "text":
      return { type: VARCHAR, value: (cell) => cell };
    case "bool":
      return { type: BOOLEAN, value: (cell) => cell };
    case "date":
      return { type: DATE, value: (cell) => (cell === null ? null : new DuckDBDateValue(Number(cell))) };
    case "timestamp": {
      const isMoment = DataType.isTimestamp(field.type) && Boolean(field.type.timezone);
      const make = isMoment ? DuckDBTimestampTZValue : DuckDBTimestampValue;
      return {
        type: isMoment ? TIMESTAMPTZ : TIMESTAMP,
        value: (cell) => (cell === null ? null : new make(BigInt(cell))),
      };
    }
    case "duration":
      return { type: INTERVAL, value: (cell) => (cell === null ? null : new DuckDBIntervalValue(0, 0, BigInt(cell))) };
    default:
      return kind satisfies never;
  }
}

function isUnsigned64(type: DataType): boolean {
  const values: DataType = DataType.isDictionary(type) ? type.dictionary : type;
  return DataType.isInt(values) && !values.isSigned && values.bitWidth === 64;
}

function* chunksOf(table: Table, columns: readonly LoadedColumn[]): Iterable<readonly (readonly DuckDBValue[])[]> {
  for (const batch of table.batches) {
    yield columns.map(({ index, value }) => cellsOf(batch.data.children[index]!).map(value));
  }
}
