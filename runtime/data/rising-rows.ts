// Rows that stand in strictly rising order of some columns are all different: one pass over columns in files says so, where
// counting equal rows would keep all of them in memory.
import { readPages } from "../columns/column-file.ts";
import type { Table } from "./table.ts";

/** False also when nothing is known: a column that is in no file, a missing value. */
export function risesStrictly({ stored, rows }: Table, columns: readonly string[]): boolean {
  const places = columns.map((name) => stored?.get(name));
  // 1 where the row is known to come after the one before it, by the columns so far.
  const isLater = new Uint8Array(rows);
  if (rows > 0) isLater[0] = 1;
  for (const place of places) {
    if (place === undefined || place.file.rows !== rows) return false;
    let before = Number.NaN;
    let isOrdered = true;
    readPages(
      place.file,
      place.column,
      (page, start) => {
        for (let i = 0; i < page.length; i++) {
          const value = page[i]!;
          if (isLater[start + i] === 0) {
            if (value > before) isLater[start + i] = 1;
            else if (value !== before) isOrdered = false;
          }
          before = value;
        }
      },
      () => isOrdered,
    );
    if (!isOrdered) return false;
  }
  return isLater.every((later) => later === 1);
}
