// The wire format of Protocol Buffers, as much as a reader of known messages needs: https://protobuf.dev/programming-guides/encoding/
// A message is its fields by number; what a field means, its reader says.

export type Message = ReadonlyMap<number, readonly FieldValue[]>;
export type FieldValue = bigint | Uint8Array;

const text = new TextDecoder("utf-8", { fatal: true });

/** Throws for bytes that are no message. */
export function parseMessage(bytes: Uint8Array): Message {
  const fields = new Map<number, FieldValue[]>();
  const cursor = { bytes, at: 0 };
  while (cursor.at < bytes.length) {
    const tag = Number(readVarint(cursor));
    const value = readValue(cursor, tag & 7);
    const number = tag >>> 3;
    const known = fields.get(number);
    if (known === undefined) fields.set(number, [value]);
    else known.push(value);
  }
  return fields;
}

export const messagesOf = (message: Message, field: number): readonly Message[] =>
  (message.get(field) ?? []).filter(isBytes).map(parseMessage);

/** The last one counts; an absent message is one without fields. */
export const messageOf = (message: Message, field: number): Message => messagesOf(message, field).at(-1) ?? new Map();

export const textsOf = (message: Message, field: number): readonly string[] =>
  (message.get(field) ?? []).filter(isBytes).map((bytes) => text.decode(bytes));

export const textOf = (message: Message, field: number): string => textsOf(message, field).at(-1) ?? "";

export function integerOf(message: Message, field: number): number {
  const value = message.get(field)?.at(-1);
  return typeof value === "bigint" ? Number(BigInt.asIntN(64, value)) : 0;
}

/** `map<string, string>`: entries with the key in field 1 and the value in field 2. */
export const textMapOf = (message: Message, field: number): ReadonlyMap<string, string> =>
  new Map(messagesOf(message, field).map((entry) => [textOf(entry, 1), textOf(entry, 2)]));

const isBytes = (value: FieldValue): value is Uint8Array => typeof value !== "bigint";

interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
}

function readVarint(cursor: Cursor): bigint {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = cursor.bytes[cursor.at++];
    if (byte === undefined) break;
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  throw new Error("a number is cut off");
}

function readValue(cursor: Cursor, wireType: number): FieldValue {
  switch (wireType) {
    case 0:
      return readVarint(cursor);
    case 1:
      return readBytes(cursor, 8);
    case 2:
      return readBytes(cursor, Number(readVarint(cursor)));
    case 5:
      return readBytes(cursor, 4);
    default:
      throw new Error("a field has no known form");
  }
}

function readBytes(cursor: Cursor, length: number): Uint8Array {
  const end = cursor.at + length;
  if (end > cursor.bytes.length) throw new Error("a field is cut off");
  const bytes = cursor.bytes.subarray(cursor.at, end);
  cursor.at = end;
  return bytes;
}
