// Values as bytes and back: JSON for the tree, raw memory for typed arrays, a checksum over both. Holds no code and loses
// no bit (NaN, infinities and -0 included). Decoded arrays stand in shared memory, ready for workers.
//
// Layout: magic (8) | header bytes (u32 LE) | padding to 8 | header JSON | padding to 8 | arrays, each from a multiple of 8
// | SHA-256 of the name and everything before (32).
import { createHash } from "node:crypto";

const MAGIC = new Uint8Array([0x50, 0x49, 0x50, 0x45, 0x43, 0x00, 0x00, 0x02]);
const CHECKSUM = 32;

type TypedArray = Float64Array | Float32Array | Int32Array | Uint8Array;

const CREATE = {
  f64: (count: number) => new Float64Array(new SharedArrayBuffer(count * 8)),
  f32: (count: number) => new Float32Array(new SharedArrayBuffer(count * 4)),
  i32: (count: number) => new Int32Array(new SharedArrayBuffer(count * 4)),
  u8: (count: number) => new Uint8Array(new SharedArrayBuffer(count)),
} as const;
type ArrayKind = keyof typeof CREATE;

const align = (bytes: number): number => (bytes + 7) & ~7;

/** `name`: where it will be found, so that one entry in the place of another is damage. */
export function encode(value: unknown, name = ""): Uint8Array {
  const arrays: { readonly array: TypedArray; readonly offset: number }[] = [];
  let size = 0;
  const place = (array: TypedArray): number => {
    const offset = size;
    arrays.push({ array, offset });
    size = align(size + array.byteLength);
    return offset;
  };
  const header = new TextEncoder().encode(JSON.stringify(toTree(value, place)));
  const start = align(16 + header.length);
  const bytes = new Uint8Array(start + size + CHECKSUM);
  bytes.set(MAGIC, 0);
  new DataView(bytes.buffer).setUint32(8, header.length, true);
  bytes.set(header, 16);
  for (const { array, offset } of arrays) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), start + offset);
  }
  bytes.set(checksum(name, bytes.subarray(0, start + size)), start + size);
  return bytes;
}

/** Null when the bytes are not what `encode` wrote for that name. The caller knows the type by the key it read them from. */
export function decode(bytes: Uint8Array, name = ""): { readonly value: unknown } | null {
  if (bytes.length < 16 + CHECKSUM || MAGIC.some((byte, i) => bytes[i] !== byte)) return null;
  const end = bytes.length - CHECKSUM;
  const sum = checksum(name, bytes.subarray(0, end));
  if (sum.some((byte, i) => bytes[end + i] !== byte)) return null;
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(8, true);
  const header = new TextDecoder().decode(bytes.subarray(16, 16 + length));
  const start = align(16 + length);
  const arrayAt = (kind: ArrayKind, offset: number, count: number): TypedArray => {
    const array = CREATE[kind](count);
    const memory = new Uint8Array(array.buffer);
    memory.set(bytes.subarray(start + offset, start + offset + array.byteLength));
    return array;
  };
  return { value: fromTree(JSON.parse(header), arrayAt) };
}

/** The first text of an entry that begins with one, `{"op":"task",…}`, read from its first bytes. */
export function kindIn(head: Uint8Array): string | null {
  return /^\{"op":"([a-z]+)"/.exec(new TextDecoder().decode(head.subarray(16)))?.[1] ?? null;
}

const checksum = (name: string, bytes: Uint8Array): Uint8Array =>
  createHash("sha256").update(name).update(bytes).digest();

function kindOf(value: object): ArrayKind | null {
  if (value instanceof Float64Array) return "f64";
  if (value instanceof Float32Array) return "f32";
  if (value instanceof Int32Array) return "i32";
  return value instanceof Uint8Array ? "u8" : null;
}

/** Keys that begin with `$` mark what JSON cannot hold; an object that has such a key itself is written as pairs. */
function toTree(value: unknown, place: (array: TypedArray) => number): unknown {
  if (typeof value === "number") {
    if (Number.isFinite(value) && !Object.is(value, -0)) return value;
    return { $number: Object.is(value, -0) ? "-0" : String(value) };
  }
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => toTree(item, place));
  const kind = kindOf(value);
  if (kind !== null) {
    const array = value as TypedArray;
    return { [`$${kind}`]: [place(array), array.length] };
  }
  const entries = Object.entries(value).map(([key, item]) => [key, toTree(item, place)] as const);
  if (entries.some(([key]) => key.startsWith("$"))) return { $pairs: entries };
  return Object.fromEntries(entries);
}

type Reader = (kind: ArrayKind, offset: number, count: number) => TypedArray;

function fromTree(tree: unknown, arrayAt: Reader): unknown {
  if (typeof tree !== "object" || tree === null) return tree;
  if (Array.isArray(tree)) return tree.map((item) => fromTree(item, arrayAt));
  const entries = Object.entries(tree);
  const [key, inner] = entries[0] ?? ["", null];
  if (key === "$number") return Number(inner);
  if (key === "$pairs") {
    const pairs = inner as readonly (readonly [string, unknown])[];
    return Object.fromEntries(pairs.map(([name, item]) => [name, fromTree(item, arrayAt)]));
  }
  if (key.startsWith("$")) {
    const [offset, count] = inner as readonly [number, number];
    return arrayAt(key.slice(1) as ArrayKind, offset, count);
  }
  return Object.fromEntries(entries.map(([name, item]) => [name, fromTree(item, arrayAt)]));
}
