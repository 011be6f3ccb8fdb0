// Count, mean and squared deviations of numbers in one pass: blocks that stay in the cache of the processor are summed
// up as two passes would, and merged by the formula of T. F. Chan, G. H. Golub and R. J. LeVeque, "Updating formulae and a
// pairwise algorithm for computing sample variances" (1979). Missing values are left out. Blocks begin at fixed positions, so
// that the bits of a result do not depend on the chunks in which the numbers came.

export interface Summary {
  /** Of present values. */
  readonly count: number;
  readonly mean: number;
  /** The sum of the squared deviations from the mean. */
  readonly squares: number;
}

const BLOCK = 1024;

export function summarize(visitAll: (visit: (chunk: Float64Array) => void) => void): Summary {
  const summarizer = new Summarizer();
  visitAll((chunk) => summarizer.add(chunk));
  return summarizer.finish();
}

class Summarizer {
  #count = 0;
  #mean = 0;
  #squares = 0;
  /** The start of a block whose end is in the next chunk. */
  readonly #open = new Float64Array(BLOCK);
  #opened = 0;

  add(chunk: Float64Array): void {
    let from = 0;
    if (this.#opened > 0) {
      from = Math.min(BLOCK - this.#opened, chunk.length);
      this.#open.set(chunk.subarray(0, from), this.#opened);
      this.#opened += from;
      if (this.#opened < BLOCK) return;
      this.#addBlock(this.#open, 0, BLOCK);
      this.#opened = 0;
    }
    for (; from + BLOCK <= chunk.length; from += BLOCK) this.#addBlock(chunk, from, from + BLOCK);
    if (from === chunk.length) return;
    this.#open.set(chunk.subarray(from));
    this.#opened = chunk.length - from;
  }

  finish(): Summary {
    this.#addBlock(this.#open, 0, this.#opened);
    const mean = this.#count === 0 ? Number.NaN : this.#mean;
    return { count: this.#count, mean, squares: this.#squares };
  }

  #addBlock(values: Float64Array, from: number, to: number): void {
    const whole = sumOf(values, from, to);
    // A sum that is a number is one of numbers alone.
    const present = Number.isFinite(whole) ? to - from : countPresent(values, from, to);
    if (present === 0) return;
    const centre = present === to - from ? whole / present : sumOfPresent(values, from, to) / present;
    const squares =
      present === to - from ? deviationsOf(values, from, to, centre) : deviationsOfPresent(values, from, to, centre);
    const count = this.#count + present;
    const distance = centre - this.#mean;
    if (this.#count === 0) {
      this.#mean = centre;
      this.#squares = squares;
    } else {
      this.#squares += squares + distance * distance * ((this.#count * present) / count);
      this.#mean += distance * (present / count);
    }
    this.#count = count;
  }
}

// Four sums side by side, because each addition has to wait for the one before it.

export function sumOf(values: Float64Array, from: number, to: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let i = from;
  for (; i + 3 < to; i += 4) {
    a += values[i]!;
    b += values[i + 1]!;
    c += values[i + 2]!;
    d += values[i + 3]!;
  }
  for (; i < to; i++) a += values[i]!;
  return a + b + (c + d);
}

/** Squared deviations from the centre, less what its rounding adds to them. */
function deviationsOf(values: Float64Array, from: number, to: number, centre: number): number {
  let a = 0;
  let b = 0;
  let restA = 0;
  let restB = 0;
  let i = from;
  for (; i + 1 < to; i += 2) {
    const first = values[i]! - centre;
    const second = values[i + 1]! - centre;
    a += first * first;
    b += second * second;
    restA += first;
    restB += second;
  }
  if (i < to) {
    const last = values[i]! - centre;
    a += last * last;
    restA += last;
  }
  const rest = restA + restB;
  return a + b - (rest * rest) / (to - from);
}

function countPresent(values: Float64Array, from: number, to: number): number {
  let present = 0;
  for (let i = from; i < to; i++) if (!Number.isNaN(values[i]!)) present += 1;
  return present;
}

function sumOfPresent(values: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) if (!Number.isNaN(values[i]!)) sum += values[i]!;
  return sum;
}

function deviationsOfPresent(values: Float64Array, from: number, to: number, centre: number): number {
  let squares = 0;
  let rest = 0;
  let count = 0;
  for (let i = from; i < to; i++) {
    const deviation = values[i]! - centre;
    if (Number.isNaN(deviation)) continue;
    squares += deviation * deviation;
    rest += deviation;
    count += 1;
  }
  return squares - (rest * rest) / count;
}

/** The smallest and the largest value; infinite the wrong way round when there are none. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

export function findRange(visitAll: (visit: (chunk: Float64Array) => void) => void): Range {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  visitAll((chunk) => {
    const range = rangeOfArray(chunk);
    min = Math.min(min, range.min);
    max = Math.max(max, range.max);
  });
  return { min, max };
}

function rangeOfArray(values: Float64Array): Range {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { min, max };
}
