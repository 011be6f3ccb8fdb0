// The lines that begin in a stretch of a file, some hundred kilobytes at a time.
import { isUtf8 } from "node:buffer";
import { readSync } from "node:fs";

/** Longer lines are not plain. */
export const LONGEST_LINE = 1 << 18;
const CHUNK = 1 << 18;
/** What is visited at once at most: a line that had begun, a chunk, and the end that the last line may lack. */
export const LINES_ROOM = LONGEST_LINE + CHUNK + 2;
const NEWLINE = 10;
const RETURN = 13;

export interface FilePart {
  /** Bytes of the file. */
  readonly start: number;
  readonly end: number;
  /** Whether a line begins at `start` for certain; else one does behind the first line feed from the byte before on. */
  readonly isLineStart: boolean;
  readonly layout: { readonly hasReturns: boolean };
}

/** Lays whole lines into the room and tells where. False when they are not plain, or the visitor says so. */
export function visitLines(
  file: number,
  part: FilePart,
  room: Buffer,
  visit: (start: number, end: number) => boolean,
): boolean {
  let offset = part.isLineStart ? part.start : part.start - 1;
  let isWithin = !part.isLineStart;
  // The bytes of a line that has begun stand in front of what is read next.
  let carried = 0;
  for (;;) {
    if (!isWithin && carried === 0 && offset >= part.end) return true;
    const read = readSync(file, room, LONGEST_LINE, CHUNK, offset);
    let start = LONGEST_LINE - carried;
    let end = LONGEST_LINE + read;
    if (read === 0) {
      if (carried === 0) return true;
      // The last line may lack its end.
      if (part.layout.hasReturns) room[end++] = RETURN;
      room[end++] = NEWLINE;
    } else if (isWithin) {
      const feed = room.indexOf(NEWLINE, LONGEST_LINE);
      if (feed < 0 || feed >= end) {
        offset += read;
        continue;
      }
      isWithin = false;
      start = feed + 1;
      if (offset + start - LONGEST_LINE >= part.end) return true;
    }
    // The line that holds the last byte of the part is its last one.
    const last = Math.max(start, part.end - 1 - offset + LONGEST_LINE);
    const feed = last < end ? room.indexOf(NEWLINE, last) : -1;
    const isOver = feed >= 0 && feed < end;
    const stop = Math.max(start, isOver ? feed + 1 : room.lastIndexOf(NEWLINE, end - 1) + 1);
    carried = end - stop;
    if (stop > start && !(isUtf8(room.subarray(start, stop)) && visit(start, stop))) return false;
    if (isOver || read === 0) return true;
    if (carried > LONGEST_LINE) return false;
    room.copyWithin(LONGEST_LINE - carried, stop, end);
    offset += read;
  }
}
