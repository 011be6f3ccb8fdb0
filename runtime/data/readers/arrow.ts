// Arrow IPC files and streams.
import { readFile } from "node:fs/promises";
import {
  Table as ArrowTable,
  type Data,
  DataType,
  type Field,
  RecordBatchReader,
  type Table,
  Vector,
} from "apache-arrow";
import type { Span } from "../../../specs/diagnostic.ts";
import { cellKindOf, cellsOf } from "../../frame/arrow-cells.ts";
import { elementsOf, elementTypeOf, isListType } from "../../frame/arrow-tensors.ts";
import type { Cell } from "../../frame/cell.ts";
import { dataDiagnostics } from "../data.diagnostics.ts";
import { filesReader } from "./files-reader.ts";
import { Refusal, type RowReader, type SourceFile, type TypedColumn } from "./reader.ts";

export const arrowReader: RowReader = filesReader(async (file, { schema, span }) => {
  const wanted = new Map(schema.columns.map(({ name, type }) => [name, type.shape]));
  const table = await parse(file);
  if (table.schema.fields.length === 0) throw new Error("it has no columns");
  const columns = table.schema.fields.map((field) => typedColumn(field, wanted.get(field.name) ?? null, span));
  return { columns, chunks: (chosen) => batchesOf(table, chosen) };
});

function* batchesOf(table: Table, wanted: readonly TypedColumn[]): Generator<readonly (readonly Cell[])[]> {
  const places = wanted.map(({ name }) => table.schema.fields.findIndex((field) => field.name === name));
  for (const batch of table.batches) {
    yield places.map((index, i) => {
      const { name, shape } = wanted[i]!;
      const data = batch.data.children[index]!;
      return shape === undefined ? cellsOf(data) : tensorsOf(data, shape, name);
    });
  }
}

function tensorsOf(data: Data, shape: readonly number[], name: string): Cell[] {
  const vector = new Vector([data]);
  try {
    return Array.from({ length: data.length }, (_, row) => elementsOf(vector.get(row), shape));
  } catch (error) {
    if (error instanceof RangeError) throw new Error(`in column \`${name}\` ${error.message}`);
    throw error;
  }
}

const FILE = "ARROW1";

/** A stream begins with the length of its schema message; other bytes would be read as a length beyond all sense. */
async function parse({ path }: SourceFile): Promise<Table> {
  const bytes = await readFile(path);
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

/** Columns that nobody asks for need only a name. `shape`: what the schema says; null when it does not name the column. */
function typedColumn({ name, type }: Field, shape: readonly number[] | null, span: Span): TypedColumn {
  if (shape === null) return { name, kind: cellKindOf(type) ?? "text" };
  const isTensor = shape.length > 0 && isListType(type);
  const kind = cellKindOf(isTensor ? elementTypeOf(type) : type);
  if (isTensor && (kind === "int" || kind === "float")) return { name, kind, shape };
  if (kind === null || isTensor) {
    const holes = { column: name, type: String(type), connector: "arrow" };
    throw new Refusal(dataDiagnostics["unsupported-type"](span, holes));
  }
  // Only an unsigned 64-bit number can be beyond a BIGINT, and is then found to be out of range.
  if (kind === "int" && isUnsigned64(type)) return { name, kind: "wide" };
  return { name, kind: kind === "timestamp" && hasZone(type) ? "moment" : kind };
}

function isUnsigned64(type: DataType): boolean {
  const values: DataType = DataType.isDictionary(type) ? type.dictionary : type;
  return DataType.isInt(values) && !values.isSigned && values.bitWidth === 64;
}

const hasZone = (type: DataType): boolean => DataType.isTimestamp(type) && Boolean(type.timezone);
