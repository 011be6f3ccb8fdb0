// The NPY format of NumPy (versions 1 to 3): a header written as a Python dict, then the bytes of the array.
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
import type { FileHandle } from "node:fs/promises";

export interface NpyArray {
  readonly shape: readonly number[];
  readonly isFortran: boolean;
  readonly element: NpyElement;
  /** Where the elements begin in the file. */
  readonly start: number;
}

export interface NpyElement {
  readonly kind: "float" | "int" | "wide" | "bool";
  readonly bytes: number;
  readonly read: (view: DataView, at: number) => number | bigint | boolean;
}

/** Throws what is wrong with the file. */
export async function readNpyHeader(file: FileHandle): Promise<NpyArray> {
  const { size } = await file.stat();
  const head = Buffer.alloc(12);
  const { bytesRead } = await file.read(head, 0, 12, 0);
  if (bytesRead < 10 || head.toString("latin1", 0, 6) !== "\x93NUMPY") throw new Error("it is not a NPY file");
  const version = head[6]!;
  if (version < 1 || version > 3) throw new Error(`it has the version ${version} of the NPY format; 1 to 3 are known`);
  const prefix = version === 1 ? 10 : 12;
  const length = version === 1 ? head.readUInt16LE(8) : head.readUInt32LE(8);
  const start = prefix + length;
  if (start > size) throw new Error("it ends in its header");
  const text = Buffer.alloc(length);
  await file.read(text, 0, length, prefix);
  const array = { ...parseHeader(text.toString(version === 3 ? "utf8" : "latin1")), start };
  const expected = start + array.shape.reduce((product, axis) => product * axis, array.element.bytes);
  if (size !== expected) throw new Error(`it has ${size} bytes; by its header there should be ${expected}`);
  return array;
}

function parseHeader(text: string): Omit<NpyArray, "start"> {
  const type = /'descr'\s*:\s*'([^']*)'/.exec(text)?.[1];
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1];
  const shape = /'shape'\s*:\s*\(([^)]*)\)/.exec(text)?.[1];
  if (order === undefined || shape === undefined) throw new Error("its header is not one of NPY");
  const axes = shape
    .split(",")
    .map((axis) => axis.trim())
    .filter((axis) => axis !== "");
  if (axes.some((axis) => !/^\d+$/.test(axis))) throw new Error("its header is not one of NPY");
  return { shape: axes.map(Number), isFortran: order === "True", element: elementOf(type ?? "a structure") };
}

/** Objects are pickles, which are programs: never loaded. */
function elementOf(type: string): NpyElement {
  const [, end, kind, width] = /^([<>|=])([fiub])(\d)$/.exec(type) ?? [];
  const read = kind === undefined ? undefined : READERS[`${kind}${width}`]?.(end !== ">");
  if (kind === undefined || read === undefined) {
    throw new Error(`its elements are of the type \`${type}\`; floats, ints and bools are read`);
  }
  const bytes = Number(width);
  if (kind === "b") return { kind: "bool", bytes, read };
  return { kind: kind === "f" ? "float" : kind === "u" && bytes === 8 ? "wide" : "int", bytes, read };
}

type MakeReader = (isLittle: boolean) => NpyElement["read"];

const READERS: Readonly<Record<string, MakeReader>> = {
  f2: (isLittle) => (view, at) => halfFloat(view.getUint16(at, isLittle)),
  f4: (isLittle) => (view, at) => view.getFloat32(at, isLittle),
  f8: (isLittle) => (view, at) => view.getFloat64(at, isLittle),
  i1: () => (view, at) => BigInt(view.getInt8(at)),
  i2: (isLittle) => (view, at) => BigInt(view.getInt16(at, isLittle)),
  i4: (isLittle) => (view, at) => BigInt(view.getInt32(at, isLittle)),
  i8: (isLittle) => (view, at) => view.getBigInt64(at, isLittle),
  u1: () => (view, at) => BigInt(view.getUint8(at)),
  u2: (isLittle) => (view, at) => BigInt(view.getUint16(at, isLittle)),
  u4: (isLittle) => (view, at) => BigInt(view.getUint32(at, isLittle)),
  u8: (isLittle) => (view, at) => view.getBigUint64(at, isLittle),
  b1: () => (view, at) => view.getUint8(at) !== 0,
};

/** IEEE 754 binary16. */
function halfFloat(bits: number): number {
  const sign = (bits & 0x8000) !== 0 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * 2 ** -14 * (fraction / 1024);
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * 2 ** (exponent - 15) * (1 + fraction / 1024);
}

/** Elements of some rows, row by row, each with the last axis fastest. */
export async function* readNpyRows(
  file: FileHandle,
  array: NpyArray,
): AsyncGenerator<readonly (readonly (number | bigint | boolean)[])[]> {
  const rows = array.shape[0]!;
  const size = array.shape.slice(1).reduce((product, axis) => product * axis, 1);
  const rowBytes = size * array.element.bytes;
  const step = Math.max(1, Math.floor(CHUNK_BYTES / Math.max(rowBytes, 1)));
  for (let from = 0; from < rows; from += step) {
    const count = Math.min(step, rows - from);
    yield array.isFortran ? await fortranRows(file, array, from, count) : await orderedRows(file, array, from, count);
  }
}

const CHUNK_BYTES = 1 << 22;

async function viewOf(file: FileHandle, at: number, bytes: number): Promise<DataView> {
  const buffer = Buffer.alloc(bytes);
  const { bytesRead } = await file.read(buffer, 0, bytes, at);
  if (bytesRead !== bytes) throw new Error("it became shorter while it was read");
  return new DataView(buffer.buffer, buffer.byteOffset, bytes);
}

async function orderedRows(file: FileHandle, { shape, element, start }: NpyArray, from: number, count: number) {
  const size = shape.slice(1).reduce((product, axis) => product * axis, 1);
  const { bytes, read } = element;
  const view = await viewOf(file, start + from * size * bytes, count * size * bytes);
  return Array.from({ length: count }, (_, row) =>
    Array.from({ length: size }, (_, index) => read(view, (row * size + index) * bytes)),
  );
}

/** The first axis is the fastest, so the rows of one element stand together. */
async function fortranRows(file: FileHandle, { shape, element, start }: NpyArray, from: number, count: number) {
  const [rows, ...axes] = shape as [number, ...number[]];
  const size = axes.reduce((product, axis) => product * axis, 1);
  const { bytes, read } = element;
  const result = Array.from({ length: count }, () => new Array<number | bigint | boolean>(size));
  for (let index = 0; index < size; index++) {
    const view = await viewOf(file, start + (fortranPlace(index, axes) * rows + from) * bytes, count * bytes);
    for (let row = 0; row < count; row++) result[row]![index] = read(view, row * bytes);
  }
  return result;
}

/** Where an element with the last axis fastest stands with the first axis fastest. */
function fortranPlace(index: number, axes: readonly number[]): number {
  let rest = index;
  const position = axes.toReversed().map((length) => {
    const at = rest % length;
    rest = Math.floor(rest / length);
    return at;
  });
  let place = 0;
  let stride = 1;
  for (const [axis, at] of position.reverse().entries()) {
    place += at * stride;
    stride *= axes[axis]!;
  }
  return place;
}
