// Fitted models and rows as portable JSON: typed arrays become `{"$array": kind, "data": base64}` (little-endian), numbers that JSON
// cannot hold become `{"$number": text}`. Never code.
const KINDS = {
  float64: Float64Array,
  float32: Float32Array,
  int32: Int32Array,
  uint8: Uint8Array,
} as const;
type Kind = keyof typeof KINDS;

export const toPortableJson = (value: object | null): string => JSON.stringify(toTree(value), null, 1);

/** The reader of a model package trusts its checksum, not its shape: the caller has verified the file. */
export const fromPortableJson = (text: string): unknown => fromTree(JSON.parse(text));

function toTree(value: unknown): unknown {
  if (typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0))) {
    return { $number: Object.is(value, -0) ? "-0" : String(value) };
  }
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(toTree);
  for (const [kind, make] of Object.entries(KINDS)) {
    if (value instanceof make) {
      const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
      return { $array: kind, data: bytes.toString("base64") };
    }
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toTree(item)]));
}

function fromTree(tree: unknown): unknown {
  if (typeof tree !== "object" || tree === null) return tree;
  if (Array.isArray(tree)) return tree.map(fromTree);
  if ("$number" in tree) return Number(tree.$number);
  if ("$array" in tree && "data" in tree) return readArray(String(tree.$array), String(tree.data));
  return Object.fromEntries(Object.entries(tree).map(([key, item]) => [key, fromTree(item)]));
}

function readArray(kind: string, data: string): unknown {
  if (!Object.hasOwn(KINDS, kind)) throw new RangeError(`unknown array kind ${kind} in a model package`);
  // Copied into fresh memory: a Buffer may start at any byte of a shared pool.
  const bytes = Uint8Array.from(Buffer.from(data, "base64"));
  const make = KINDS[kind as Kind];
  return new make(bytes.buffer, 0, bytes.byteLength / make.BYTES_PER_ELEMENT);
}
