// Frames as Arrow tables and IPC bytes, and back, without loss: the interchange of tables with other tools. The package
// takes a while to load, so this file is imported dynamically by what needs it.
//
// float: Float64; int: Int64; bool: Bool; date: Date32 (days); timestamp: Timestamp (ms, UTC); duration: Duration (us);
// category: Dictionary<Int32, Utf8>, with the levels and codes as they are; string: Utf8; tensors: nested FixedSizeLists. NaN and
// code -1 are nulls.
import {
  Bool,
  type Data,
  DataType,
  DateDay,
  Dictionary,
  DurationMicrosecond,
  Field,
  Float64,
  Int32,
  Int64,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
  TimestampMillisecond,
  tableFromIPC,
  tableToIPC,
  Utf8,
  Vector,
  vectorFromArray,
} from "apache-arrow";
import { cellKindOf, cellsOf } from "./arrow-cells.ts";
import { bitmap, elementsOf, elementTypeOf, isListType, tensorData } from "./arrow-tensors.ts";
import type { Cell, CellKind } from "./cell.ts";
import {
  type CategoryColumn,
  elementName,
  type Frame,
  type FrameColumn,
  type NumberColumn,
  sharedFloats,
  sharedInts,
  wholeColumns,
} from "./frame.ts";

const DAY = 86_400_000;

/** One record batch. Equal frames give equal bytes: ids of dictionaries are positions of columns. */
export function frameToArrow({ rows, columns }: Frame): Table {
  const whole = wholeColumns(columns);
  const children = whole.map((entry, id) => {
    if (entry.kind === "tensor") return tensorData(entry.shape, entry.elements);
    return entry.column.kind === "number" ? numbers(entry.column) : texts(entry.column, id);
  });
  const names = whole.map((entry) => (entry.kind === "tensor" ? entry.name : entry.column.name));
  const schema = new Schema(names.map((name, i) => new Field(name, children[i]!.type, true)));
  const data = makeData({ type: new Struct(schema.fields), length: rows, nullCount: 0, children });
  return new Table(schema, [new RecordBatch(schema, data)]);
}

/** `file` has a footer for random access and is what `.arrow` files hold; `stream` is what goes over a wire. */
export const frameToIpc = (frame: Frame, format: "file" | "stream"): Uint8Array =>
  tableToIPC(frameToArrow(frame), format);

export const ipcToFrame = (bytes: Uint8Array): Frame => arrowToFrame(tableFromIPC(bytes));

/** Tables of the types that `frameToArrow` makes. Throws on others, and on whole numbers that a float cannot hold. */
export function arrowToFrame(table: Table): Frame {
  const columns = table.schema.fields.flatMap((field, i) => columnsOf(field, table.getChildAt(i)!));
  return { rows: table.numRows, columns };
}

function numbers({ type, name, values }: NumberColumn): Data {
  const { nullBitmap, nullCount } = bitmap(values.length, (row) => !Number.isNaN(values[row]!));
  const common = { length: values.length, nullCount, nullBitmap };
  const scaled = (make: (value: number) => bigint): BigInt64Array => {
    const whole = new BigInt64Array(values.length);
    for (let row = 0; row < values.length; row++) {
      const value = values[row]!;
      if (!Number.isNaN(value)) whole[row] = make(value);
    }
    return whole;
  };
  switch (type) {
    case "float":
      return makeData({ type: new Float64(), data: values, ...common });
    case "int":
      return makeData({ type: new Int64(), data: scaled((value) => wholeNumber(value, name)), ...common });
    case "timestamp": {
      const data = scaled((value) => wholeNumber(value, name));
      return makeData({ type: new TimestampMillisecond("UTC"), data, ...common });
    }
    case "duration": {
      const data = scaled((value) => BigInt(Math.round(value * 1000)));
      return makeData({ type: new DurationMicrosecond(), data, ...common });
    }
    case "date": {
      const data = Int32Array.from(values, (value) =>
        Number.isNaN(value) ? 0 : Number(wholeNumber(value / DAY, name)),
      );
      return makeData({ type: new DateDay(), data, ...common });
    }
    case "bool":
      return makeData({
        type: new Bool(),
        data: bitmap(values.length, (row) => values[row] === 1).nullBitmap,
        ...common,
      });
    default:
      return type satisfies never;
  }
}

function texts({ type, codes, levels }: CategoryColumn, id: number): Data {
  if (type === "string") {
    const cells = Array.from(codes, (code) => (code < 0 ? null : levels[code]!));
    return vectorFromArray(cells, new Utf8()).data[0] ?? emptyText();
  }
  const { nullBitmap, nullCount } = bitmap(codes.length, (row) => codes[row]! >= 0);
  return makeData({
    type: new Dictionary(new Utf8(), new Int32(), id, false),
    length: codes.length,
    nullCount,
    nullBitmap,
    data: codes.map((code) => Math.max(code, 0)),
    dictionary: levels.length === 0 ? new Vector([emptyText()]) : vectorFromArray(levels, new Utf8()),
  });
}

const emptyText = (): Data<Utf8> =>
  makeData({ type: new Utf8(), length: 0, nullCount: 0, valueOffsets: new Int32Array(1) });

function columnsOf(field: Field, vector: Vector<DataType>): readonly FrameColumn[] {
  return isListType(field.type) ? tensorColumns(field, vector) : [columnOf(field, vector)];
}

function tensorColumns({ name, type }: Field, vector: Vector<DataType>): readonly FrameColumn[] {
  const shape = shapeOf(type);
  const kind = cellKindOf(elementTypeOf(type));
  if (shape === null || (kind !== "int" && kind !== "float")) {
    throw new RangeError(`column ${name} has the Arrow type ${type}, which a frame cannot hold`);
  }
  const size = shape.reduce((product, length) => product * length, 1);
  const parts = Array.from({ length: size }, () => sharedFloats(vector.length).fill(Number.NaN));
  for (let row = 0; row < vector.length; row++) {
    elementsOf(vector.get(row), shape)?.forEach((value, index) => {
      if (value !== null) parts[index]![row] = numberOf(kind === "int" ? BigInt(value) : value, kind, name);
    });
  }
  return parts.map((values, index) => {
    const element = { of: name, shape, index };
    return { kind: "number", name: elementName(element), type: kind, values, element };
  });
}

/** Null for lists whose length is not fixed. */
function shapeOf(type: DataType): readonly number[] | null {
  if (!isListType(type)) return [];
  const inner = shapeOf(type.children[0]!.type);
  return DataType.isFixedSizeList(type) && inner !== null ? [type.listSize, ...inner] : null;
}

function columnOf(field: Field, vector: Vector<DataType>): FrameColumn {
  const { name, type } = field;
  if (type instanceof Dictionary && type.dictionary instanceof Utf8) return categories(name, vector);
  const kind = cellKindOf(type);
  if (kind === null) throw new RangeError(`column ${name} has the Arrow type ${type}, which a frame cannot hold`);
  const cells = vector.data.flatMap(cellsOf);
  if (kind === "text") return encodeTexts(name, "string", cells);
  const values = sharedFloats(cells.length);
  cells.forEach((cell, row) => {
    values[row] = cell === null ? Number.NaN : numberOf(cell, kind, name);
  });
  return { kind: "number", name, type: kind, values };
}

function numberOf(cell: Cell, kind: Exclude<CellKind, "text">, name: string): number {
  switch (kind) {
    case "date":
      return Number(cell) * DAY;
    case "timestamp":
    case "duration":
      return Number(cell) / 1000;
    case "int":
      if (typeof cell !== "bigint" || BigInt(Number(cell)) !== cell) {
        throw new RangeError(`column ${name}: ${cell} is not exact as a float`);
      }
      return Number(cell);
    case "float":
    case "bool":
      return Number(cell);
    default:
      return kind satisfies never;
  }
}

/** Codes stay as they are when all chunks share a dictionary, which a single batch always does. */
function categories(name: string, vector: Vector<DataType>): CategoryColumn {
  const chunks = vector.data as readonly Data<Dictionary>[];
  const [first] = chunks;
  if (chunks.length !== 1 || first?.dictionary === undefined) {
    return encodeTexts(name, "category", chunks.flatMap(cellsOf));
  }
  const codes = sharedInts(first.length);
  for (let row = 0; row < codes.length; row++) codes[row] = first.getValid(row) ? Number(first.values[row]) : -1;
  return {
    kind: "category",
    name,
    type: "category",
    codes,
    levels: first.dictionary.data.flatMap(cellsOf).map(String),
  };
}

/** Levels in order of first use. */
function encodeTexts(name: string, type: CategoryColumn["type"], cells: readonly Cell[]): CategoryColumn {
  const codes = sharedInts(cells.length);
  const codeOf = new Map<string, number>();
  cells.forEach((cell, row) => {
    const text = cell === null ? null : String(cell);
    if (text !== null && !codeOf.has(text)) codeOf.set(text, codeOf.size);
    codes[row] = text === null ? -1 : codeOf.get(text)!;
  });
  return { kind: "category", name, type, codes, levels: [...codeOf.keys()] };
}

function wholeNumber(value: number, name: string): bigint {
  if (!Number.isInteger(value)) throw new RangeError(`column ${name}: ${value} is not a whole number`);
  return BigInt(value);
}
