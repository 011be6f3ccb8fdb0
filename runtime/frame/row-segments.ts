// Several lists of rows as one pass: stretches of rows with the lists that hold them.
import { runsOf } from "./row-runs.ts";

/** First row, length, and the lists that hold the rows, one bit each, in turn. */
export type RowSegments = Int32Array;

/** Shorter stretches cost more than a pass per list. */
const WORTH_ROWS = 64;
/** Bits of a whole number that every operation leaves alone. */
const MOST_LISTS = 30;

/** Null where one pass would not pay. Each list rises. */
export function segmentsOf(lists: readonly Int32Array[]): RowSegments | null {
  const all = lists.map(runsOf);
  if (lists.length < 2 || lists.length > MOST_LISTS || all.some(({ ascending }) => !ascending)) return null;
  const rows = lists.reduce((most, list) => Math.max(most, list.length), 0);
  const ends = all.reduce((sum, { runs }) => sum + runs.length, 0);
  if (ends * WORTH_ROWS > rows) return null;
  const events = new Float64Array(ends);
  let count = 0;
  for (const [list, { runs }] of all.entries()) {
    for (let i = 0; i < runs.length; i += 2) {
      events[count++] = runs[i]! * MOST_LISTS + list;
      events[count++] = (runs[i]! + runs[i + 1]!) * MOST_LISTS + list;
    }
  }
  events.sort();
  const segments: number[] = [];
  let heldBy = 0;
  let from = 0;
  for (const event of events) {
    const row = Math.floor(event / MOST_LISTS);
    if (heldBy !== 0 && row > from) segments.push(from, row - from, heldBy);
    heldBy ^= 1 << (event % MOST_LISTS);
    from = row;
  }
  return Int32Array.from(segments);
}
