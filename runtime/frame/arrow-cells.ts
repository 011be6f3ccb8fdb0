// Cells of Arrow columns as plain values, whatever width, unit or encoding the writer chose.
import {
  type Data,
  DataType,
  type Date_,
  DateUnit,
  type Dictionary,
  type Duration,
  type Timestamp,
  TimeUnit,
  Vector,
} from "apache-arrow";
import type { Cell, CellKind } from "./cell.ts";

/**
 * Null for types without a scalar form (lists, structs, binary, times of day). Decimals are text, so that none is rounded. A
 * timestamp with a zone is a moment, one without is what a clock shows.
 */
export function cellKindOf(type: DataType): CellKind | null {
  if (DataType.isDictionary(type)) return cellKindOf(type.dictionary);
  if (DataType.isInt(type)) return "int";
  if (DataType.isFloat(type)) return "float";
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type) || DataType.isUtf8View(type)) return "text";
  if (DataType.isDecimal(type)) return "text";
  if (DataType.isBool(type)) return "bool";
  if (DataType.isDate(type)) return "date";
  if (DataType.isTimestamp(type)) return "timestamp";
  return DataType.isDuration(type) ? "duration" : null;
}

/** The cells of one chunk of a column. `type` must have a cell kind. */
export function cellsOf(data: Data): Cell[] {
  const { type, length } = data;
  if (DataType.isDictionary(type)) return dictionaryCells(data as Data<Dictionary>);
  const read = cellReader(data);
  return Array.from({ length }, (_, row) => (data.getValid(row) ? read(row) : null));
}

function dictionaryCells(data: Data<Dictionary>): Cell[] {
  const entries = data.dictionary?.data.flatMap(cellsOf) ?? [];
  return Array.from({ length: data.length }, (_, row) => {
    return data.getValid(row) ? (entries[Number(data.values[row])] ?? null) : null;
  });
}

function cellReader(data: Data): (row: number) => Cell {
  const { type } = data;
  if (DataType.isDate(type)) {
    const { values } = data as Data<Date_>;
    if (type.unit === DateUnit.DAY) return (row) => Number(values[row]);
    return (row) => Math.floor(Number(values[row]) / 86_400_000);
  }
  if (DataType.isTimestamp(type) || DataType.isDuration(type)) {
    const { values } = data as Data<Timestamp | Duration>;
    const scale = inMicroseconds(type.unit);
    return (row) => scale(BigInt(values[row]!));
  }
  const vector = new Vector([data]);
  if (DataType.isInt(type)) return (row) => BigInt(vector.get(row));
  if (DataType.isDecimal(type)) return (row) => decimalText(BigInt(vector.get(row)), type.scale);
  return (row) => vector.get(row);
}

function inMicroseconds(unit: TimeUnit): (value: bigint) => bigint {
  switch (unit) {
    case TimeUnit.SECOND:
      return (value) => value * 1_000_000n;
    case TimeUnit.MILLISECOND:
      return (value) => value * 1000n;
    case TimeUnit.MICROSECOND:
      return (value) => value;
    case TimeUnit.NANOSECOND:
      // Rounded down, also before the epoch, so that an order is kept.
      return (value) => (value - (((value % 1000n) + 1000n) % 1000n)) / 1000n;
    default:
      return unit satisfies never;
  }
}

function decimalText(unscaled: bigint, scale: number): string {
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, "0");
  const cut = digits.length - scale;
  const text = scale > 0 ? `${digits.slice(0, cut)}.${digits.slice(cut)}` : digits;
  return unscaled < 0n ? `-${text}` : text;
}
