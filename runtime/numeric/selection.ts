// Values at positions of the rising order, without sorting all of them: a first pass counts values by the leading 16 bits of
// their place in the order of doubles (sign, exponent and four bits of the mantissa), a second one keeps those of the few
// counts that are asked for, which alone are sorted.
import type { Numbers } from "../frame/column-rows.ts";

export interface Selection {
  readonly present: number;
  /** The values at these positions, which rise, of the present values in rising order. */
  readonly at: (positions: readonly number[]) => readonly number[];
}

const BUCKETS = 1 << 16;

export function selection(numbers: Numbers): Selection {
  const counts = countBuckets(numbers);
  let present = 0;
  for (let i = 0; i < RISING.length; i++) present += counts[RISING[i]!]!;
  const at: Selection["at"] = (positions) => {
    const sorted = [...positions].sort((a, b) => a - b);
    const wanted = new Uint8Array(BUCKETS);
    /** Positions from which the kept buckets start, among all values and among the kept ones. */
    const starts: { readonly all: number; readonly kept: number; readonly end: number }[] = [];
    let before = 0;
    let kept = 0;
    let next = 0;
    for (let i = 0; i < RISING.length; i++) {
      const bucket = RISING[i]!;
      const end = before + counts[bucket]!;
      if (next < sorted.length && sorted[next]! < end) {
        wanted[bucket] = 1;
        starts.push({ all: before, kept, end });
        kept += counts[bucket]!;
        while (next < sorted.length && sorted[next]! < end) next += 1;
      }
      before = end;
    }
    const found = new Float64Array(kept);
    let length = 0;
    numbers.visit((values) => {
      length = collect(values, wanted, found, length);
    });
    found.sort();
    return positions.map((position) => {
      const start = starts.find(({ all, end }) => position >= all && position < end)!;
      return found[start.kept + position - start.all]!;
    });
  };
  return { present, at };
}

/** By the upper 16 bits as they stand; without values that are no numbers. */
function countBuckets(numbers: Numbers): Uint32Array {
  const counts = new Uint32Array(BUCKETS);
  numbers.visit((values) => count(values, counts));
  for (const sign of SIGNS) counts.fill(0, (sign | INFINITE) + 1, (sign | INFINITE) + 16);
  // Infinities share their bucket with what is no number and has nothing in its upper bits.
  if (SIGNS.some((sign) => counts[sign | INFINITE]! > 0)) {
    for (const sign of SIGNS) counts[sign | INFINITE] = 0;
    numbers.visit((values) => {
      for (let i = 0; i < values.length; i++) {
        if (Math.abs(values[i]!) === Number.POSITIVE_INFINITY) counts[(values[i]! > 0 ? 0 : 0x8000) | INFINITE]! += 1;
      }
    });
  }
  return counts;
}

const SIGNS = [0, 0x8000] as const;
/** The upper bits of an infinity without its sign: all of the exponent. */
const INFINITE = 0x7ff0;

/** Buckets in the order of their values: negative numbers are ordered the other way round. */
const RISING = Uint16Array.from({ length: 2 * (INFINITE + 1) }, (_, i) =>
  i <= INFINITE ? (0x8000 | INFINITE) - i : i - INFINITE - 1,
);

function count(values: Float64Array, counts: Uint32Array): void {
  const quarters = quartersOf(values);
  for (let i = 3; i < quarters.length; i += 4) counts[quarters[i]!]!++;
}

/** Puts the values of the wanted buckets behind those that were found before; gives how many there are then. */
function collect(values: Float64Array, wanted: Uint8Array, found: Float64Array, from: number): number {
  const quarters = quartersOf(values);
  let next = from;
  for (let i = 3; i < quarters.length; i += 4) {
    if (wanted[quarters[i]!] === 0) continue;
    const value = values[i >> 2]!;
    if (!Number.isNaN(value)) found[next++] = value;
  }
  return next;
}

/** The same memory in parts of 16 bits; the upper one comes last on every machine that runs Node.js. */
const quartersOf = (values: Float64Array): Uint16Array =>
  new Uint16Array(values.buffer, values.byteOffset, 4 * values.length);
