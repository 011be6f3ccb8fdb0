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
  const counts = new Uint32Array(BUCKETS);
  let present = 0;
  eachBucket(numbers, (buckets, values, length) => {
    for (let i = 0; i < length; i++) {
      if (Number.isNaN(values[i]!)) continue;
      counts[buckets[i]!]! += 1;
      present += 1;
    }
  });
  const at: Selection["at"] = (positions) => {
    const wanted = new Uint8Array(BUCKETS);
    /** Positions from which the kept buckets start, among all values and among the kept ones. */
    const starts: { readonly all: number; readonly kept: number; readonly end: number }[] = [];
    let before = 0;
    let kept = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      const end = before + counts[bucket]!;
      if (positions.some((position) => position >= before && position < end)) {
        wanted[bucket] = 1;
        starts.push({ all: before, kept, end });
        kept += counts[bucket]!;
      }
      before = end;
    }
    const values = new Float64Array(kept);
    let next = 0;
    eachBucket(numbers, (buckets, chunk, length) => {
      for (let i = 0; i < length; i++) {
        if (wanted[buckets[i]!] === 1 && !Number.isNaN(chunk[i]!)) values[next++] = chunk[i]!;
      }
    });
    values.sort();
    return positions.map((position) => {
      const start = starts.find(({ all, end }) => position >= all && position < end)!;
      return values[start.kept + position - start.all]!;
    });
  };
  return { present, at };
}

function eachBucket(
  numbers: Numbers,
  visit: (buckets: Uint16Array, values: Float64Array, length: number) => void,
): void {
  const PART = 4096;
  const part = new Float64Array(PART);
  const halves = new Uint32Array(part.buffer);
  const buckets = new Uint16Array(PART);
  numbers.visit((values) => {
    for (let from = 0; from < values.length; from += PART) {
      const length = Math.min(PART, values.length - from);
      for (let i = 0; i < length; i++) part[i] = values[from + i]!;
      for (let i = 0; i < length; i++) {
        const high = halves[2 * i + 1]! >>> 16;
        // Negative numbers are ordered the other way round, below the positive ones.
        buckets[i] = high & 0x8000 ? ~high : high | 0x8000;
      }
      visit(buckets, part, length);
    }
  });
}
