// Rows as keys of 64 bits, made column by column, so that no more than one column is looked at at a time. Equal values have
// equal keys; among 10^7 rows and 5 x 10^4 looked-for ones a chance collision has a probability below 10^-7.
import { numbersIn, takeColumn } from "../frame/column-rows.ts";
import type { FrameColumn, NumberColumn } from "../frame/frame.ts";
import { recipeOf } from "../frame/lazy-column.ts";

export interface RowKeys {
  readonly low: Uint32Array;
  readonly high: Uint32Array;
}

export interface RowsWithKeys {
  readonly rows: Int32Array;
  /** Null for keys without a column yet. */
  readonly keys: RowKeys | null;
}

/**
 * The keys of the rows with one more column in them. A missing value equals a missing value. `step`: numbers are rounded to
 * multiples of it; 0 leaves them.
 */
export function withColumn(given: RowsWithKeys, column: FrameColumn, step: number): RowsWithKeys {
  return matching(given, column, step, null);
}

/** Only those whose keys are among the wanted ones, then. */
export function withColumnAmong(
  given: RowsWithKeys,
  column: FrameColumn,
  step: number,
  wanted: RowsWithKeys,
): RowsWithKeys {
  return matching(given, column, step, keySet(wanted));
}

function matching(
  { rows, keys }: RowsWithKeys,
  column: FrameColumn,
  step: number,
  wanted: KeySet | null,
): RowsWithKeys {
  const { kept, count } = keepMatching({ rows, keys }, column, step, wanted);
  return count === rows.length
    ? { rows, keys: kept.keys }
    : {
        rows: kept.rows.slice(0, count),
        keys: { low: kept.keys.low.slice(0, count), high: kept.keys.high.slice(0, count) },
      };
}

function keepMatching({ rows, keys }: RowsWithKeys, column: FrameColumn, step: number, wanted: KeySet | null) {
  let kept = roomFor(wanted === null ? rows.length : Math.min(rows.length, FIRST_ROOM));
  let count = 0;
  visitCells(column, rows, (values, start) => {
    for (let from = 0; from < values.length; from += PART) {
      const part = values.subarray(from, from + PART);
      if (count + part.length > kept.rows.length) kept = moved(kept, roomFor(2 * (count + part.length)));
      count = addValues({ rows, keys }, part, start + from, step, wanted, kept, count);
    }
  });
  return { kept, count };
}

const FIRST_ROOM = 1 << 15;

interface Kept {
  readonly rows: Int32Array;
  readonly keys: RowKeys;
}

const roomFor = (count: number): Kept => ({
  rows: new Int32Array(count),
  keys: { low: new Uint32Array(count), high: new Uint32Array(count) },
});

function moved(from: Kept, to: Kept): Kept {
  to.rows.set(from.rows);
  to.keys.low.set(from.keys.low);
  to.keys.high.set(from.keys.high);
  return to;
}

const PART = 1 << 13;

/** The cells of the rows, some at a time; texts as codes. What is visited is only valid during the call. */
function visitCells(column: FrameColumn, rows: Int32Array, visit: (values: Float64Array, start: number) => void): void {
  if (column.kind === "number" && recipeOf(column) !== null) {
    numbersIn(takeColumn(column, rows) as NumberColumn).visit(visit);
    return;
  }
  const cells = column.kind === "number" ? column.values : column.codes;
  const part = new Float64Array(Math.min(PART, rows.length));
  for (let from = 0; from < rows.length; from += PART) {
    const count = Math.min(PART, rows.length - from);
    for (let i = 0; i < count; i++) part[i] = cells[rows[from + i]!]!;
    visit(part.subarray(0, count), from);
  }
}

const bits = new Float64Array(1);
const words = new Uint32Array(bits.buffer);

/** Two lanes of the finalizer of MurmurHash3 (A. Appleby), each over both words of the value. Gives how many are kept then. */
function addValues(
  { rows, keys }: RowsWithKeys,
  values: Float64Array,
  start: number,
  step: number,
  wanted: KeySet | null,
  kept: Kept,
  before: number,
): number {
  let count = before;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    // Zero has one key, whatever its sign, and so has NaN.
    bits[0] = Number.isNaN(value) ? Number.NaN : (step === 0 ? value : Math.round(value / step)) + 0;
    const place = start + i;
    const low = mix(mix((keys === null ? 0 : keys.low[place]!) ^ words[0]!) ^ words[1]!);
    const high = mix(mix(((keys === null ? 0 : keys.high[place]!) + 0x9e3779b9) ^ words[1]!) ^ words[0]!);
    if (wanted !== null && !wanted.has(low, high)) continue;
    kept.rows[count] = rows[place]!;
    kept.keys.low[count] = low;
    kept.keys.high[count++] = high;
  }
  return count;
}

function mix(value: number): number {
  let a = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  a = Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
  return a ^ (a >>> 16);
}

interface KeySet {
  readonly has: (low: number, high: number) => boolean;
}

/** Open addressing with linear probing (D. Knuth, "The Art of Computer Programming", volume 3, section 6.4). */
export function keySet({ rows, keys }: RowsWithKeys): KeySet {
  if (keys === null) throw new TypeError("rows without a column have no keys");
  const { low, high } = keys;
  let size = 4;
  while (size < 4 * rows.length) size *= 2;
  const slots = new Int32Array(size).fill(-1);
  const find = (a: number, b: number): number => {
    let slot = a & (size - 1);
    for (; slots[slot]! >= 0 && (low[slots[slot]!] !== a || high[slots[slot]!] !== b); slot = (slot + 1) & (size - 1));
    return slot;
  };
  for (let i = 0; i < rows.length; i++) slots[find(low[i]!, high[i]!)] = i;
  return { has: (a, b) => slots[find(a >>> 0, b >>> 0)]! >= 0 };
}

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
