// Count, mean and squared deviations of numbers in one pass: blocks that stay in the cache of the processor are summed
// up as two passes would, and merged by the formula of T. F. Chan, G. H. Golub and R. J. LeVeque, "Updating formulae and a
// pairwise algorithm for computing sample variances" (1979). Missing values are left out. Blocks begin at fixed positions, so
// that the bits of a result do not depend on the chunks in which the numbers came.
import { type Kernels, numbersAt, withRoom } from "../kernels/kernels.ts";

export interface Summary {
  /** Of present values. */
  readonly count: number;
  readonly mean: number;
  /** The sum of the squared deviations from the mean. */
  readonly squares: number;
}

type VisitAll = (visit: (chunk: Float64Array) => void) => void;

const BLOCK = 1024;
const FOUND = 3;
/** Bytes of a block and of what is found out about it. */
const ROOM = 8 * (BLOCK + 8);

export const summarize = (visitAll: VisitAll): Summary =>
  summarizeTogether(1, (add) => visitAll((chunk) => add(0, chunk)))[0]!;

/** Of several lists of numbers, whose chunks come in any turn. */
export const summarizeTogether = (
  lists: number,
  visitAll: (add: (list: number, chunk: Float64Array) => void) => void,
): readonly Summary[] =>
  withRoom(lists * ROOM, (address, kernels) => {
    const summarizers = Array.from({ length: lists }, (_, list) => new Summarizer(kernels, address + list * ROOM));
    visitAll((list, chunk) => summarizers[list]!.add(chunk));
    return summarizers.map((summarizer) => summarizer.finish());
  });

class Summarizer {
  readonly #kernels: Kernels;
  readonly #address: number;
  readonly #block: Float64Array;
  readonly #found: Float64Array;
  /** Numbers of a block whose end is in the next chunk. */
  #opened = 0;
  #count = 0;
  #mean = 0;
  #squares = 0;

  constructor(kernels: Kernels, address: number) {
    this.#kernels = kernels;
    this.#address = address;
    this.#block = numbersAt(kernels, address, BLOCK);
    this.#found = numbersAt(kernels, address + 8 * BLOCK, FOUND);
  }

  add(chunk: Float64Array): void {
    for (let from = 0; from < chunk.length; ) {
      const count = Math.min(BLOCK - this.#opened, chunk.length - from);
      this.#block.set(chunk.subarray(from, from + count), this.#opened);
      this.#opened += count;
      from += count;
      if (this.#opened === BLOCK) this.#addBlock();
    }
  }

  finish(): Summary {
    if (this.#opened > 0) this.#addBlock();
    const mean = this.#count === 0 ? Number.NaN : this.#mean;
    return { count: this.#count, mean, squares: this.#squares };
  }

  #addBlock(): void {
    this.#kernels.functions.summarizeNumbers(this.#address, this.#opened, this.#address + 8 * BLOCK);
    this.#opened = 0;
    const [present, centre, squares] = this.#found as unknown as readonly [number, number, number];
    if (present === 0) return;
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

/** The smallest and the largest value; infinite the wrong way round when there are none. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

export const findRange = (visitAll: VisitAll): Range =>
  withRoom(8 * (BLOCK + 2), (address, kernels) => {
    const part = numbersAt(kernels, address, BLOCK);
    const range = numbersAt(kernels, address + 8 * BLOCK, 2);
    range[0] = Number.POSITIVE_INFINITY;
    range[1] = Number.NEGATIVE_INFINITY;
    visitAll((chunk) => {
      for (let from = 0; from < chunk.length; from += BLOCK) {
        const count = Math.min(BLOCK, chunk.length - from);
        part.set(chunk.subarray(from, from + count));
        kernels.functions.widenRange(address, count, address + 8 * BLOCK);
      }
    });
    return { min: range[0]!, max: range[1]! };
  });
