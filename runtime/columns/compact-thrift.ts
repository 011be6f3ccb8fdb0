// The compact protocol of Apache Thrift, as far as the metadata of a Parquet file needs it: structs of ints, texts, lists.
// https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md

export type ThriftValue =
  | { readonly kind: "i32" | "i64"; readonly value: number }
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "list"; readonly of: ThriftValue["kind"]; readonly items: readonly ThriftValue[] }
  | { readonly kind: "struct"; readonly fields: readonly ThriftField[] };

/** Field ids rise within a struct. */
export type ThriftField = readonly [id: number, value: ThriftValue];

const TYPE_CODES: Readonly<Record<ThriftValue["kind"], number>> = { i32: 5, i64: 6, text: 8, list: 9, struct: 12 };

export const i32 = (value: number): ThriftValue => ({ kind: "i32", value });
export const i64 = (value: number): ThriftValue => ({ kind: "i64", value });
export const text = (value: string): ThriftValue => ({ kind: "text", value });
export const struct = (...fields: readonly ThriftField[]): ThriftValue => ({ kind: "struct", fields });
export const list = (of: ThriftValue["kind"], items: readonly ThriftValue[]): ThriftValue => ({
  kind: "list",
  of,
  items,
});

export function encodeThrift(value: ThriftValue): Uint8Array {
  const bytes: number[] = [];
  write(bytes, value);
  return Uint8Array.from(bytes);
}

function write(bytes: number[], value: ThriftValue): void {
  switch (value.kind) {
    case "i32":
    case "i64":
      // Zigzag: the sign is the last bit.
      writeVarint(bytes, value.value < 0 ? -2 * value.value - 1 : 2 * value.value);
      return;
    case "text": {
      const encoded = new TextEncoder().encode(value.value);
      writeVarint(bytes, encoded.length);
      for (const byte of encoded) bytes.push(byte);
      return;
    }
    case "list": {
      const { length } = value.items;
      const code = TYPE_CODES[value.of];
      if (length < 15) bytes.push((length << 4) | code);
      else {
        bytes.push(0xf0 | code);
        writeVarint(bytes, length);
      }
      for (const item of value.items) write(bytes, item);
      return;
    }
    case "struct": {
      let last = 0;
      for (const [id, field] of value.fields) {
        // Ids are written as their distance to the field before; ours are never further apart than a nibble holds.
        bytes.push(((id - last) << 4) | TYPE_CODES[field.kind]);
        write(bytes, field);
        last = id;
      }
      bytes.push(0);
      return;
    }
    default:
      value satisfies never;
  }
}

/** Up to 2^53: beyond 32 bits shifts would not do. */
function writeVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}
