// Tensors in Arrow: lists of fixed length, one inside the other; any kind of list is read.
import { type Data, DataType, Field, FixedSizeList, Float64, Int64, makeData, Vector } from "apache-arrow";
import type { NumberColumn } from "./frame.ts";

export const isListType = (type: DataType): boolean =>
  DataType.isList(type) || DataType.isFixedSizeList(type) || String(type).startsWith("LargeList");

/** What the lists hold at last. */
export function elementTypeOf(type: DataType): DataType {
  return isListType(type) ? elementTypeOf(type.children[0]!.type) : type;
}

/** The elements of a row, the last axis fastest; null where the row is missing. Throws when the shape is another. */
export function elementsOf(value: unknown, shape: readonly number[]): (number | bigint | null)[] | null {
  if (value === null || value === undefined) return null;
  const elements: (number | bigint | null)[] = [];
  const walk = (part: unknown, axis: number): void => {
    if (axis === shape.length) {
      elements.push(typeof part === "number" || typeof part === "bigint" ? part : null);
      return;
    }
    const items = part instanceof Vector ? [...part] : [];
    if (items.length !== shape[axis]) throw new RangeError(`a list has ${items.length} values, not ${shape[axis]}`);
    for (const item of items) walk(item, axis + 1);
  };
  walk(value, 0);
  return elements;
}

/** A row of which every element is missing is missing itself. */
export function tensorData(shape: readonly number[], elements: readonly NumberColumn[]): Data {
  const rows = elements[0]?.values.length ?? 0;
  const size = elements.length;
  const isInt = elements[0]?.type === "int";
  const flat = new Float64Array(rows * size);
  elements.forEach(({ values }, index) => {
    for (let row = 0; row < rows; row++) flat[row * size + index] = values[row]!;
  });
  const { nullBitmap, nullCount } = bitmap(flat.length, (i) => !Number.isNaN(flat[i]!));
  const type = isInt ? new Int64() : new Float64();
  const data = isInt ? BigInt64Array.from(flat, (value) => (Number.isNaN(value) ? 0n : BigInt(value))) : flat;
  let inner: Data = makeData({ type, length: flat.length, data, nullBitmap, nullCount } as Parameters<
    typeof makeData
  >[0]);
  for (const [axis, length] of [...shape.entries()].reverse()) {
    const count = inner.length / length;
    const nulls = axis === 0 ? bitmap(count, (row) => !isEmpty(flat, row * size, size)) : { nullCount: 0 };
    const list = new FixedSizeList(length, new Field("item", inner.type, true));
    inner = makeData({ type: list, length: count, child: inner, ...nulls });
  }
  return inner;
}

const isEmpty = (flat: Float64Array, start: number, size: number): boolean =>
  flat.subarray(start, start + size).every((value) => Number.isNaN(value));

/** One bit per value, least significant first. */
export function bitmap(
  length: number,
  isSet: (row: number) => boolean,
): { readonly nullBitmap: Uint8Array; readonly nullCount: number } {
  const nullBitmap = new Uint8Array(Math.ceil(length / 8));
  let nullCount = 0;
  for (let row = 0; row < length; row++) {
    if (isSet(row)) nullBitmap[row >> 3]! |= 1 << (row & 7);
    else nullCount += 1;
  }
  return { nullBitmap, nullCount };
}
