// Values at places of the rising order, without sorting all of them: a sample says between which two values the wanted ones
// lie, as in the algorithm SELECT of R. W. Floyd and R. L. Rivest, "Expected time bounds for selection" (1975); one pass then
// counts what lies below and keeps what lies between, which alone is sorted. What is found never depends on the sample.
import { asNumbers, type Numbers } from "../frame/column-rows.ts";
import { type Kernels, numbersAt, withRoom } from "../kernels/kernels.ts";

/** Where a quantile lies: at `level` x (present values - 1) of the rising order, between two neighbours. */
export type Neighbours = readonly [low: number, high: number, share: number];

/** Fewer values than this are sorted. */
const FEW = 1 << 13;
const MOST_SAMPLED = 1 << 15;
/** Standard deviations of a place in the sample: one miss in two thousand. */
const WIDTH = 3.5;
const PART = 1 << 11;
const COUNTS = 5;

/** The present values in rising order, as a copy. */
export function sortedPresent(source: Numbers | Float64Array): Float64Array {
  const numbers = asNumbers(source);
  const kept = new Float64Array(numbers.length);
  let count = 0;
  numbers.visit((values) => {
    for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i]!)) kept[count++] = values[i]!;
  });
  return kept.subarray(0, count).sort();
}

/** Of no values, NaN. */
export function findNeighbours(numbers: Numbers, levels: readonly number[]): readonly Neighbours[] {
  if (numbers.length > FEW) {
    const found = bySample(numbers, levels);
    if (found !== null) return found;
  }
  const sorted = sortedPresent(numbers);
  return levels.map((level) => neighboursAt(level, sorted.length, (place) => sorted[place]!));
}

function neighboursAt(level: number, present: number, valueAt: (place: number) => number): Neighbours {
  if (present === 0) return [Number.NaN, Number.NaN, 0];
  const position = level * (present - 1);
  const below = Math.floor(position);
  return [valueAt(below), valueAt(Math.min(below + 1, present - 1)), position - below];
}

/** Values between which a quantile is expected, and what was counted. */
interface Bracket {
  readonly low: number;
  readonly high: number;
  /** Address of what lies between, and room for so many. */
  readonly between: number;
  readonly room: number;
  kept: number;
  /** Present, below `low`, at most `low`, below `high`, at most `high`. */
  readonly counts: Float64Array;
  readonly countsAt: number;
}

/** Null when the sample misleads. */
function bySample(numbers: Numbers, levels: readonly number[]): readonly Neighbours[] | null {
  const sample = drawSample(numbers);
  if (sample.length < FEW / 4) return null;
  const room = PART + Math.ceil((4 * WIDTH * numbers.length) / Math.sqrt(sample.length));
  return withRoom(8 * (PART + 8), (address, kernels) => {
    const part = numbersAt(kernels, address, PART);
    const brackets = levels.map((level): Bracket => {
      const countsAt = kernels.allocate(8 * COUNTS);
      const counts = numbersAt(kernels, countsAt, COUNTS).fill(0);
      return {
        ...bracketOf(sample, level),
        between: kernels.allocate(8 * (room + 1)),
        room,
        kept: 0,
        counts,
        countsAt,
      };
    });
    let fits = true;
    numbers.visit((values) => {
      for (let from = 0; from < values.length && fits; from += PART) {
        const count = Math.min(PART, values.length - from);
        part.set(values.subarray(from, from + count));
        for (const bracket of brackets) {
          const { low, high, countsAt, between } = bracket;
          bracket.kept += kernels.functions.splitNumbers(
            address,
            count,
            low,
            high,
            countsAt,
            between + 8 * bracket.kept,
          );
          if (bracket.kept + PART > room) fits = false;
        }
      }
    });
    if (!fits) return null;
    const found = brackets.map((bracket, i) => inBracket(kernels, bracket, levels[i]!));
    return found.some((one) => one === null) ? null : found.map((one) => one!);
  });
}

/** One value of every stretch, at a place in it that only the number of the stretch decides; present ones, in rising order. */
function drawSample(numbers: Numbers): Float64Array {
  const stretch = Math.max(1, Math.floor(numbers.length / Math.min(MOST_SAMPLED, numbers.length / 4)));
  const sample = new Float64Array(Math.ceil(numbers.length / stretch));
  let drawn = 0;
  let index = 0;
  let next = 0;
  numbers.visit((values, start) => {
    for (; next < start + values.length; next = placeIn(++index, stretch)) {
      const value = values[next - start]!;
      if (!Number.isNaN(value)) sample[drawn++] = value;
    }
  });
  const present = sample.subarray(0, drawn);
  return withRoom(8 * drawn, (address, kernels) => {
    numbersAt(kernels, address, drawn).set(present);
    return sortAt(kernels, address, drawn);
  });
}

/** The multiplier is that of D. Knuth's multiplicative hashing. */
const placeIn = (index: number, stretch: number): number =>
  index * stretch + Math.floor(((Math.imul(index, 0x9e3779b1) >>> 0) / 2 ** 32) * stretch);

function bracketOf(sample: Float64Array, level: number): Pick<Bracket, "low" | "high"> {
  const last = sample.length - 1;
  const width = WIDTH * Math.sqrt(sample.length * level * (1 - level)) + WIDTH;
  const low = Math.floor(level * last - width);
  const high = Math.ceil(level * last + width);
  return {
    low: low < 0 ? Number.NEGATIVE_INFINITY : sample[low]!,
    high: high > last ? Number.POSITIVE_INFINITY : sample[high]!,
  };
}

function inBracket(kernels: Kernels, { low, high, between, kept, counts }: Bracket, level: number): Neighbours | null {
  const [present, belowLow, atMostLow, belowHigh, atMostHigh] = Array.from(counts) as Five;
  const sorted = sortAt(kernels, between, kept);
  let missed = false;
  const neighbours = neighboursAt(level, present, (place) => {
    if (place < belowLow || place >= atMostHigh) missed = true;
    if (place < atMostLow) return low;
    return place < belowHigh ? sorted[place - atMostLow]! : high;
  });
  return missed ? null : neighbours;
}

type Five = [number, number, number, number, number];

function sortAt(kernels: Kernels, address: number, count: number): Float64Array {
  const mark = kernels.mark();
  const sortedAt = kernels.functions.sortNumbers(address, kernels.allocate(8 * count), kernels.allocate(8192), count);
  const sorted = numbersAt(kernels, sortedAt, count).slice();
  kernels.release(mark);
  return sorted;
}
