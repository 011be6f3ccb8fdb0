// What the lines of a plain text look like, as its first line says.
import { isUtf8 } from "node:buffer";
import { type FileHandle, open } from "node:fs/promises";
import { TEXT_MOST_NULLS } from "../../../kernels/memory-map.ts";
import { type CellKind, numberOfCell } from "./cells.ts";
import { LONGEST_LINE } from "./part-lines.ts";

export interface TextLayout {
  readonly delimiter: number;
  /** Lines end with a carriage return and a line feed. */
  readonly hasReturns: boolean;
  readonly nullValues: readonly string[];
  /** The cells of a line: what they hold and which column of the result they are; null for those that nobody asks for. */
  readonly cells: readonly { readonly kind: CellKind; readonly column: number | null }[];
}

export interface LayoutRequest {
  readonly delimiter: string;
  readonly hasHeader: boolean;
  readonly nullValues: readonly string[];
  /** The columns that are asked for, in the order of the result. */
  readonly columns: readonly { readonly name: string; readonly kind: CellKind }[];
}

export interface PlainFile {
  readonly layout: TextLayout;
  /** Empty when there is none. */
  readonly header: string;
  /** Bytes of the file: where its rows begin, and its end. */
  readonly start: number;
  readonly end: number;
}

/** Columns of texts take memory in every thread. */
const MOST_TEXTS = 128;

/** Null when the first line says nothing plain. */
export async function layoutOfFile(path: string, request: LayoutRequest): Promise<PlainFile | null> {
  const file = await open(path, "r");
  try {
    const line = await firstLine(file);
    const layout = line === null ? null : layoutOf(line.toString("utf8"), request);
    if (line === null || layout === null) return null;
    const { size } = await file.stat();
    const start = request.hasHeader ? Math.min(line.byteLength, size) : 0;
    return { layout, header: request.hasHeader ? line.toString("utf8") : "", start, end: size };
  } finally {
    await file.close();
  }
}

/** With its end, which the last line of a file may lack. Null when it is empty, too long or no text. */
async function firstLine(file: FileHandle): Promise<Buffer | null> {
  const room = Buffer.alloc(LONGEST_LINE + 1);
  let length = 0;
  for (;;) {
    const { bytesRead } = await file.read(room, length, LONGEST_LINE - length, length);
    const feed = room.subarray(0, length + bytesRead).indexOf(10, length);
    length += bytesRead;
    if (feed < 0 && bytesRead > 0) continue;
    if (length === 0 || (feed < 0 && length === LONGEST_LINE)) return null;
    if (feed < 0) room[length] = 10;
    const line = room.subarray(0, (feed < 0 ? length : feed) + 1);
    return isUtf8(line) ? line : null;
  }
}

function layoutOf(line: string, { delimiter, hasHeader, nullValues, columns }: LayoutRequest): TextLayout | null {
  const hasReturns = line.endsWith("\r\n");
  const text = line.slice(0, hasReturns ? -2 : -1);
  const found = text.split(delimiter);
  if (/["\r\u{feff}]/u.test(text) || found.length < 2) return null;
  const names = hasHeader ? found : columns.map(({ name }) => name);
  if (new Set(names).size !== names.length || names.length !== found.length) return null;
  if (names.some((name) => name === "" || name !== name.trim())) return null;
  if (!columns.every(({ name }) => names.includes(name))) return null;
  if (columns.filter(({ kind }) => kind === "text").length > MOST_TEXTS) return null;
  if (nullNumbersOf(nullValues).length > TEXT_MOST_NULLS) return null;
  const cells = names.map((name): TextLayout["cells"][number] => {
    const column = columns.findIndex((wanted) => wanted.name === name);
    return column < 0 ? { kind: "skip", column: null } : { kind: columns[column]!.kind, column };
  });
  return { delimiter: delimiter.charCodeAt(0), hasReturns, nullValues, cells };
}

/** What those are as numbers and moments: such a value is only known by its text (`-999`, but not `-999.0`). */
export function nullNumbersOf(nullValues: readonly string[]): readonly number[] {
  const none = new Set<string>();
  const kinds = ["float", "timestamp"] as const;
  const numbers = nullValues.flatMap((text) => kinds.map((kind) => numberOfCell(text, kind, none)));
  return [...new Set(numbers.filter((value) => Number.isFinite(value)))];
}
