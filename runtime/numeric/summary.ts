// Count, mean, squared deviations and range of numbers in one pass: blocks that stay in the cache of the processor are summed
// up as two passes would, and merged by the formula of T. F. Chan, G. H. Golub and R. J. LeVeque, "Updating formulae and a
// pairwise algorithm for computing sample variances" (1979). Missing values are left out. Blocks begin at fixed positions, so
// that the bits of a result do not depend on the chunks in which the numbers came.

export interface Summary {
  /** Of present values. */
  readonly count: number;
  readonly mean: number;
  /** The sum of the squared deviations from the mean. */
  readonly squares: number;
  /** Infinite the wrong way round when there are no values. */
  readonly min: number;
  readonly max: number;
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
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
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
    return { count: this.#count, mean, squares: this.#squares, min: this.#min, max: this.#max };
  }

  #addBlock(values: Float64Array, from: number, to: number): void {
    let present = 0;
    let sum = 0;
    let min = this.#min;
    let max = this.#max;
    for (let i = from; i < to; i++) {
      const value = values[i]!;
      if (Number.isNaN(value)) continue;
      present += 1;
      sum += value;
      if (value < min) min = value;
      if (value > max) max = value;
    }
    if (present === 0) return;
    this.#min = min;
    this.#max = max;
    const centre = sum / present;
    let deviations = 0;
    let rest = 0;
    for (let i = from; i < to; i++) {
      const deviation = values[i]! - centre;
      if (Number.isNaN(deviation)) continue;
      deviations += deviation * deviation;
      rest += deviation;
    }
    deviations -= (rest * rest) / present;
    const count = this.#count + present;
    const distance = centre - this.#mean;
    if (this.#count === 0) {
      this.#mean = centre;
      this.#squares = deviations;
    } else {
      this.#squares += deviations + distance * distance * ((this.#count * present) / count);
      this.#mean += distance * (present / count);
    }
    this.#count = count;
  }
}
