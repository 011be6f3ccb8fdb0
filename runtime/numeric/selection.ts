// Values at places of the rising order, without sorting all of them: a sample says between which two values the wanted ones
// lie, as in the algorithm SELECT of R. W. Floyd and R. L. Rivest, "Expected time bounds for selection" (1975); one pass then
// counts what lies below and keeps what lies between, which alone is sorted. What is found never depends on the sample.
//
// One pass serves several lists of the same numbers, such as the training rows of folds: what is counted and kept of a stretch
// is known with the lists that hold it.
import { asNumbers, type Numbers } from "../frame/column-rows.ts";
import { type Kernels, numbersAt, withRoom } from "../kernels/kernels.ts";

/** Where a quantile lies: at `level` x (present values - 1) of the rising order, between two neighbours. */
export type Neighbours = readonly [low: number, high: number, share: number];

/** Numbers of several lists in one pass: stretches, each with the lists that hold it, one bit each. */
export interface Stretches {
  readonly lists: number;
  /** Where the last stretch ends. */
  readonly length: number;
  readonly visit: (visit: (values: Float64Array, start: number, heldBy: number) => void) => void;
}

/** Fewer values than this are sorted. */
const FEW = 1 << 13;
const MOST_SAMPLED = 1 << 15;
/** Of a column that is mostly missing. */
const FEWEST_SAMPLED = 1 << 8;
/** Standard deviations of a place in the sample: one miss in two thousand. */
const WIDTH = 3.5;
const PART = 1 << 11;

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
  const { length } = numbers;
  const alone: Stretches = {
    lists: 1,
    length,
    visit: (visit) => numbers.visit((part, start) => visit(part, start, 1)),
  };
  const found = findNeighboursTogether(alone, levels);
  if (found !== null) return found[0]!;
  const sorted = sortedPresent(numbers);
  return levels.map((level) => neighboursAt(level, sorted.length, (place) => sorted[place]!));
}

function neighboursAt(level: number, present: number, valueAt: (place: number) => number): Neighbours {
  if (present === 0) return [Number.NaN, Number.NaN, 0];
  const position = level * (present - 1);
  const below = Math.floor(position);
  return [valueAt(below), valueAt(Math.min(below + 1, present - 1)), position - below];
}

/** By list and level; null for few values, or where the sample misleads. */
export function findNeighboursTogether(
  stretches: Stretches,
  levels: readonly number[],
): readonly (readonly Neighbours[])[] | null {
  if (stretches.length <= FEW) return null;
  const samples = drawSamples(stretches);
  const fewest = Math.min(...samples.map(({ length }) => length));
  if (fewest < FEWEST_SAMPLED) return null;
  const room = PART + Math.ceil(stretches.length * Math.min(0.25, (4 * WIDTH) / Math.sqrt(fewest)));
  return withRoom(8 * (PART + 8), (address, kernels) => {
    const part = numbersAt(kernels, address, PART);
    const brackets = levels.map((level) => new Bracket(kernels, room, samples, level));
    let fits = true;
    stretches.visit((values, _start, heldBy) => {
      for (let from = 0; from < values.length && fits; from += PART) {
        const count = Math.min(PART, values.length - from);
        part.set(values.subarray(from, from + count));
        for (const bracket of brackets) fits = bracket.add(address, count, heldBy) && fits;
      }
    });
    if (!fits) return null;
    const found: Neighbours[][] = samples.map(() => []);
    for (const [i, bracket] of brackets.entries()) {
      for (const [list, ofList] of found.entries()) {
        const neighbours = bracket.neighboursIn(list, levels[i]!);
        if (neighbours === null) return null;
        ofList.push(neighbours);
      }
    }
    return found;
  });
}

/** One value of every so many, at a place among them that only their number decides: by list, present ones in rising order. */
function drawSamples({ lists, length, visit }: Stretches): readonly Float64Array[] {
  const every = Math.max(1, Math.floor(length / Math.min(MOST_SAMPLED, length / 4)));
  const samples = Array.from({ length: lists }, () => new Float64Array(Math.ceil(length / every)));
  const drawn = new Int32Array(lists);
  let index = 0;
  let next = 0;
  visit((values, start, heldBy) => {
    const end = start + values.length;
    for (; next < end; next = placeIn(++index, every)) {
      const value = next < start ? Number.NaN : values[next - start]!;
      if (Number.isNaN(value)) continue;
      for (let list = 0; list < lists; list++) if ((heldBy >> list) & 1) samples[list]![drawn[list]!++] = value;
    }
  });
  return samples.map((sample, list) => {
    const count = drawn[list]!;
    return withRoom(8 * count, (address, kernels) => {
      numbersAt(kernels, address, count).set(sample.subarray(0, count));
      return sortAt(kernels, address, count);
    });
  });
}

/** The multiplier is that of D. Knuth's multiplicative hashing. */
const placeIn = (index: number, every: number): number =>
  index * every + Math.floor(((Math.imul(index, 0x9e3779b1) >>> 0) / 2 ** 32) * every);

/** What was counted of the numbers that some lists hold. */
interface Counted {
  readonly heldBy: number;
  readonly address: number;
  readonly counts: Float64Array;
}

/** Present, below `low`, at most `low`, below `high`, at most `high`. */
type Counts = [present: number, belowLow: number, atMostLow: number, belowHigh: number, atMostHigh: number];

/** Two values between which a quantile is expected in every list, and what was found of them. */
class Bracket {
  readonly #kernels: Kernels;
  readonly #low: number;
  readonly #high: number;
  readonly #room: number;
  /** Address of what lies between, in the order in which it came. */
  readonly #between: number;
  #kept = 0;
  /** Kept numbers and the lists that hold them, in turn. */
  readonly #pieces: number[] = [];
  readonly #counted: Counted[] = [];

  constructor(kernels: Kernels, room: number, samples: readonly Float64Array[], level: number) {
    const ends = samples.map((sample) => endsOf(sample, level));
    this.#kernels = kernels;
    this.#low = Math.min(...ends.map(([low]) => low));
    this.#high = Math.max(...ends.map(([, high]) => high));
    this.#room = room;
    this.#between = kernels.allocate(8 * (room + 1));
  }

  /** False when there is no room for more. */
  add(values: number, count: number, heldBy: number): boolean {
    const { address } = this.#countedBy(heldBy);
    const to = this.#between + 8 * this.#kept;
    const kept = this.#kernels.functions.splitNumbers(values, count, this.#low, this.#high, address, to);
    this.#kept += kept;
    if (this.#pieces.at(-1) === heldBy) this.#pieces[this.#pieces.length - 2]! += kept;
    else this.#pieces.push(kept, heldBy);
    return this.#kept + PART <= this.#room;
  }

  /** Null when they do not lie between. */
  neighboursIn(list: number, level: number): Neighbours | null {
    const sum: Counts = [0, 0, 0, 0, 0];
    for (const { heldBy, counts } of this.#counted) {
      if ((heldBy >> list) & 1) for (let i = 0; i < sum.length; i++) sum[i]! += counts[i]!;
    }
    const [present, belowLow, atMostLow, belowHigh, atMostHigh] = sum;
    const sorted = this.#sortedIn(list, Math.max(0, belowHigh - atMostLow));
    let missed = false;
    const neighbours = neighboursAt(level, present, (place) => {
      if (place < belowLow || place >= atMostHigh) missed = true;
      if (place < atMostLow) return this.#low;
      return place < belowHigh ? sorted[place - atMostLow]! : this.#high;
    });
    return missed ? null : neighbours;
  }

  #countedBy(heldBy: number): Counted {
    const known = this.#counted.find((counted) => counted.heldBy === heldBy);
    if (known !== undefined) return known;
    const address = this.#kernels.allocate(8 * 5);
    const counted: Counted = { heldBy, address, counts: numbersAt(this.#kernels, address, 5).fill(0) };
    this.#counted.push(counted);
    return counted;
  }

  #sortedIn(list: number, count: number): Float64Array {
    const between = numbersAt(this.#kernels, this.#between, this.#kept);
    return withRoom(8 * count, (address, kernels) => {
      const own = numbersAt(kernels, address, count);
      let from = 0;
      let to = 0;
      for (let i = 0; i < this.#pieces.length; i += 2) {
        const length = this.#pieces[i]!;
        if ((this.#pieces[i + 1]! >> list) & 1) {
          own.set(between.subarray(from, from + length), to);
          to += length;
        }
        from += length;
      }
      return sortAt(kernels, address, count);
    });
  }
}

function endsOf(sample: Float64Array, level: number): readonly [low: number, high: number] {
  const last = sample.length - 1;
  const width = WIDTH * Math.sqrt(sample.length * level * (1 - level)) + WIDTH;
  const low = Math.floor(level * last - width);
  const high = Math.ceil(level * last + width);
  return [low < 0 ? Number.NEGATIVE_INFINITY : sample[low]!, high > last ? Number.POSITIVE_INFINITY : sample[high]!];
}

function sortAt(kernels: Kernels, address: number, count: number): Float64Array {
  const mark = kernels.mark();
  const sortedAt = kernels.functions.sortNumbers(address, kernels.allocate(8 * count), kernels.allocate(8192), count);
  const sorted = numbersAt(kernels, sortedAt, count).slice();
  kernels.release(mark);
  return sorted;
}
