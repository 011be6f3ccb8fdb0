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
  numbers.visit((values) => {
    const halves = halvesOf(values);
    for (let i = 0; i < values.length; i++) {
      if (Number.isNaN(values[i]!)) continue;
      counts[bucketOf(halves[2 * i + 1]!)]! += 1;
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
    const found = new Float64Array(kept);
    let next = 0;
    numbers.visit((values) => {
      const halves = halvesOf(values);
      for (let i = 0; i < values.length; i++) {
        if (wanted[bucketOf(halves[2 * i + 1]!)] === 1 && !Number.isNaN(values[i]!)) found[next++] = values[i]!;
      }
    });
    found.sort();
    return positions.map((position) => {
      const start = starts.find(({ all, end }) => position >= all && position < end)!;
      return found[start.kept + position - start.all]!;
    });
  };
  return { present, at };
}

/** The same memory; the upper half of each value comes second on every machine that runs Node.js. */
const halvesOf = (values: Float64Array): Uint32Array =>
  new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);

/** Negative numbers are ordered the other way round, below the positive ones. */
const bucketOf = (upper: number): number => (upper & 0x80000000 ? ~upper >>> 16 : (upper >>> 16) | 0x8000);
