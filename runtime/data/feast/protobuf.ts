// Protocol Buffers by the numbers of fields: registries hold many messages, of which a handful of fields is wanted, so that no
// description of them is needed. A message is its fields by number; what a field means, its reader says.
import protobuf from "protobufjs/minimal.js";

export type Message = ReadonlyMap<number, readonly FieldValue[]>;
export type FieldValue = number | Uint8Array;

const text = new TextDecoder("utf-8", { fatal: true });

/** Throws for bytes that are no message. */
export function parseMessage(bytes: Uint8Array): Message {
  const fields = new Map<number, FieldValue[]>();
  const reader = protobuf.Reader.create(bytes);
  try {
    while (reader.pos < reader.len) {
      const tag = reader.uint32();
      const value = readValue(reader, tag & 7);
      const number = tag >>> 3;
      const known = fields.get(number);
      if (known === undefined) fields.set(number, [value]);
      else known.push(value);
    }
  } catch (error) {
    throw error instanceof RangeError ? new Error("a field is cut off") : error;
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
  return typeof value === "number" ? value : 0;
}

/** `map<string, string>`: entries with the key in field 1 and the value in field 2. */
export const textMapOf = (message: Message, field: number): ReadonlyMap<string, string> =>
  new Map(messagesOf(message, field).map((entry) => [textOf(entry, 1), textOf(entry, 2)]));

const isBytes = (value: FieldValue): value is Uint8Array => typeof value !== "number";

function readValue(reader: protobuf.Reader, wireType: number): FieldValue {
  switch (wireType) {
    case 0:
      return Number(reader.int64());
    case 1:
      return reader.double();
    case 2:
      return reader.bytes();
    case 5:
      return reader.float();
    default:
      throw new Error("a field has no known form");
  }
}
