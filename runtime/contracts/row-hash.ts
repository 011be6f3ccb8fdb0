// Rows as keys of 53 bits, made column by column, so that no more than one column is looked at at a time. Equal values have
// equal keys; among 10^7 rows and 5 x 10^4 looked-for ones a chance collision has a probability below 10^-4.
import { numbersIn, takeColumn } from "../frame/column-rows.ts";
import type { FrameColumn } from "../frame/frame.ts";

export interface RowKeys {
  readonly low: Uint32Array;
  readonly high: Uint32Array;
}

export interface RowsWithKeys {
  readonly rows: Int32Array;
  readonly keys: RowKeys;
}

export const rowsWithKeys = (rows: Int32Array): RowsWithKeys => ({
  rows,
  keys: { low: new Uint32Array(rows.length), high: new Uint32Array(rows.length) },
});

/**
 * The keys of the rows with one more column in them. A missing value equals a missing value. `step`: numbers are rounded to
 * multiples of it; 0 leaves them.
 */
export function withColumn({ rows, keys }: RowsWithKeys, column: FrameColumn, step: number): RowsWithKeys {
  const added: RowKeys = { low: keys.low.slice(), high: keys.high.slice() };
  const taken = takeColumn(column, rows);
  if (taken.kind === "category") addValues(added, taken.codes, 0);
  else numbersIn(taken).visit((values, start) => addValues(added, values, start, step));
  return { rows, keys: added };
}

export function keepRows({ rows, keys }: RowsWithKeys, isKept: (index: number) => boolean): RowsWithKeys {
  const kept = rows.map((_, i) => i).filter(isKept);
  return {
    rows: kept.map((i) => rows[i]!),
    keys: { low: Uint32Array.from(kept, (i) => keys.low[i]!), high: Uint32Array.from(kept, (i) => keys.high[i]!) },
  };
}

export const allKeys = ({ rows, keys }: RowsWithKeys): readonly number[] =>
  Array.from({ length: rows.length }, (_, i) => keyAt(keys, i));

const bits = new Float64Array(1);
const words = new Uint32Array(bits.buffer);

/** Two lanes of the finalizer of MurmurHash3 (A. Appleby), each over both words of the value. */
export function addValues({ low, high }: RowKeys, values: Float64Array | Int32Array, start: number, step = 0): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    // Zero has one key, whatever its sign, and so has NaN.
    bits[0] = Number.isNaN(value) ? Number.NaN : (step === 0 ? value : Math.round(value / step)) + 0;
    const row = start + i;
    low[row] = mix(mix(low[row]! ^ words[0]!) ^ words[1]!);
    high[row] = mix(mix((high[row]! + 0x9e3779b9) ^ words[1]!) ^ words[0]!);
  }
}

function mix(value: number): number {
  let a = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  a = Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
  return a ^ (a >>> 16);
}

export const keyAt = ({ low, high }: RowKeys, row: number): number => high[row]! * 2 ** 21 + (low[row]! >>> 11);

/** How likely two random rows agree if columns were independent: the copies that chance alone explains. */
export function chanceOfCopy(columns: readonly (readonly number[])[]): number {
  let chance = 1;
  for (const values of columns) {
    const counts = new Map<number, number>();
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
    let agree = 0;
    for (const count of counts.values()) agree += (count / values.length) ** 2;
    chance *= agree;
  }
  return chance;
}
