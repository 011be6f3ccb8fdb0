// Rows as keys: equal keys are equal values. 106 bits of two independent FNV-1a hashes, so that among 10^7 rows a chance
// collision has a probability below 10^-17.
import type { FrameColumn } from "../frame/frame.ts";

export type CellReader = (row: number) => number | string;

/** Rows with equal cells have equal keys. */
export function rowKey(readers: readonly CellReader[], row: number): string {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (const read of readers) {
    const text = `${read(row)}\u0000`;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      a = Math.imul(a ^ code, 0x01000193);
      b = Math.imul(b ^ code, 0x5bd1e995) ^ (b >>> 15);
    }
  }
  return `${a >>> 0}.${b >>> 0}`;
}

/** A missing value equals a missing value. `step`: numbers are rounded to multiples of it; 0 leaves them. */
export function cellReader(column: FrameColumn, step = 0): CellReader {
  if (column.kind === "category") return (row) => column.codes[row]!;
  const { values } = column;
  if (step === 0) return (row) => values[row]!;
  return (row) => Math.round(values[row]! / step);
}

/** How likely two random rows agree if columns were independent: the copies that chance alone explains. */
export function chanceOfCopy(readers: readonly CellReader[], rows: Int32Array): number {
  let chance = 1;
  for (const read of readers) {
    const counts = new Map<number | string, number>();
    for (const row of rows) {
      const value = read(row);
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    let agree = 0;
    for (const count of counts.values()) agree += (count / rows.length) ** 2;
    chance *= agree;
  }
  return chance;
}
