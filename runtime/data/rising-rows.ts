// Rows that stand in strictly rising order of some columns are all different, and rows in rising order need no sorting: one
// pass over columns in files says so, where the engine would keep all of them in memory.
import { type ColumnFile, readPages } from "../columns/column-file.ts";
import type { StoredColumn, Table } from "./table.ts";

export type Rising = "strictly" | "weakly" | "not";

const known = new WeakMap<ColumnFile, Map<string, Rising>>();

/** False also when nothing is known: a column that is in no file, a missing value. */
export const risesStrictly = (table: Table, columns: readonly string[]): boolean =>
  risingOrder(table, columns) === "strictly";

/** Missing values come last. Null when nothing is known: a column that is in no file. Found once per columns of files. */
export function risingOrder({ stored, rows }: Table, columns: readonly string[]): Rising | null {
  const places = columns.flatMap((name) => stored?.get(name) ?? []);
  const [first] = places;
  if (first === undefined || places.length < columns.length) return null;
  if (places.some(({ file }) => file.rows !== rows)) return null;
  let found = known.get(first.file);
  if (found === undefined) {
    found = new Map();
    known.set(first.file, found);
  }
  const key = JSON.stringify(places.map(({ file, column }) => [file.path, column]));
  const rising = found.get(key) ?? lookAt(places, rows);
  found.set(key, rising);
  return rising;
}

function lookAt(places: readonly StoredColumn[], rows: number): Rising {
  // 1 where the row is known to come after the one before it, by the columns so far.
  const isLater = new Uint8Array(rows);
  if (rows > 0) isLater[0] = 1;
  let isStrict = true;
  for (const place of places) {
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
            else if (value !== before) {
              // Whether two missing values are different is not for us to say.
              if (!Number.isNaN(value)) isOrdered = false;
              else if (Number.isNaN(before)) isStrict = false;
              else isLater[start + i] = 1;
            }
          }
          before = value;
        }
      },
      () => isOrdered,
    );
    if (!isOrdered) return "not";
  }
  return isStrict && isLater.every((later) => later === 1) ? "strictly" : "weakly";
}
