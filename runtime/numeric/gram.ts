// Sums of squares and products of columns, and columns times coefficients.
import { BLOCK_SUMS, BLOCK_SUMS_BYTES, TASK_GRAM } from "../kernels/memory-map.ts";
import { type BlockTable, blockTable } from "./block-table.ts";
import { type Blocks, withBlocks } from "./column-blocks.ts";

/** Σ weight · a · b for all columns and a last one of ones (columns + 1 of each), symmetric. */
export function productSums(table: BlockTable, weights: Float64Array | null): Float64Array {
  return withBlocks(table, weights, null, (blocks) => {
    const { kernels, size, items } = blocks;
    const sums = openSums(blocks, 1);
    kernels.words[BLOCK_SUMS >>> 2] = sums;
    kernels.words[BLOCK_SUMS_BYTES >>> 2] = 8 * size * size;
    blocks.pass(TASK_GRAM);
    return addItems(blocks, sums, 8 * size * size, items);
  });
}

/** Room for matrices of sums per item, cleared. */
export function openSums({ kernels, size, items }: Blocks, matrices: number): number {
  const numbers = matrices * size * size * items;
  const sums = kernels.allocate(8 * numbers);
  kernels.numbers.fill(0, sums >>> 3, (sums >>> 3) + numbers);
  return sums;
}

/** The matrix at `at` of every item added up, in the order of the given columns. */
export function addItems({ kernels, size, places }: Blocks, at: number, bytes: number, items: number): Float64Array {
  const { numbers } = kernels;
  const count = places.length;
  const result = new Float64Array(count * count);
  for (let j = 0; j < count; j++) {
    for (let k = j; k < count; k++) {
      const low = Math.min(places[j]!, places[k]!);
      const high = Math.max(places[j]!, places[k]!);
      let sum = 0;
      for (let item = 0; item < items; item++) sum += numbers[((at + item * bytes) >>> 3) + low * size + high]!;
      result[j * count + k] = sum;
      result[k * count + j] = sum;
    }
  }
  return result;
}

export interface CentredProducts {
  readonly means: Float64Array;
  /** Σ weight · (a - mean of a) · (b - mean of b): columns x columns, symmetric. */
  readonly products: Float64Array;
}

/** Of a sum of squares about the shift, at least this share must be left about the mean. */
const ENOUGH = 1e-3;
/** A spread that is this small beside the mean is rounding. */
const ROUNDING = 1e-14;

/**
 * Products about the weighted means (about 0 with `centre` false, and means of 0), in one pass: columns are shifted near
 * their means first, so that little is lost when the rest is taken off; where a shift was far from the mean, in two.
 */
export function centredProducts(
  columns: readonly Float64Array[],
  rows: number,
  weights: Float64Array | null,
  centre: boolean,
): CentredProducts {
  const table = blockTable(columns, rows, centre);
  const first = productSums(table, weights);
  if (!centre) return { means: new Float64Array(columns.length), products: withoutOnes(first, columns.length) };
  const found = aboutMeans(first, table.shifts);
  const total = first[first.length - 1]!;
  // What is left of a column that lies far off may have cancelled to nothing: the way to its mean tells it from a constant.
  const isFar = columns.some((_, j) => {
    const left = found.products[j * (columns.length + 1)]!;
    const before = first[j * (columns.length + 2)]!;
    return left < ENOUGH * before && Math.sqrt(before / total) > ROUNDING * Math.abs(found.means[j]!);
  });
  if (!isFar) return found;
  const shifted = { ...table, shifts: found.means, isSparse: new Uint8Array(columns.length) };
  return aboutMeans(productSums(shifted, weights), shifted.shifts);
}

function aboutMeans(sums: Float64Array, shifts: Float64Array): CentredProducts {
  const count = shifts.length;
  const total = sums[sums.length - 1]!;
  const rests = shifts.map((_, j) => (total > 0 ? sums[j * (count + 1) + count]! / total : 0));
  const means = shifts.map((shift, j) => shift + rests[j]!);
  const products = new Float64Array(count * count);
  for (let j = 0; j < count; j++) {
    for (let k = 0; k < count; k++) {
      products[j * count + k] = sums[j * (count + 1) + k]! - total * rests[j]! * rests[k]!;
    }
  }
  for (let j = 0; j < count; j++) {
    if (!(Math.sqrt(products[j * count + j]! / total) <= ROUNDING * Math.abs(means[j]!))) continue;
    for (let k = 0; k < count; k++) {
      products[j * count + k] = 0;
      products[k * count + j] = 0;
    }
  }
  return { means, products };
}

const withoutOnes = (sums: Float64Array, count: number): Float64Array =>
  Float64Array.from({ length: count * count }, (_, at) => sums[Math.floor(at / count) * (count + 1) + (at % count)]!);

const BLOCK = 512;

/**
 * Columns times coefficients, plus a shift: one number per row. Columns whose coefficient is 0 are not looked at. Four columns
 * are added at once, one after another, so that a sum is read and written once for them.
 */
export function times(columns: readonly Float64Array[], rows: number, w: Float64Array, shift = 0): Float64Array {
  const result = new Float64Array(rows).fill(shift);
  const used = columns.map((column, j) => ({ column, factor: w[j]! })).filter(({ factor }) => factor !== 0);
  for (let from = 0; from < rows; from += BLOCK) {
    const end = Math.min(rows, from + BLOCK);
    let j = 0;
    for (; j + 3 < used.length; j += 4) addFour(used[j]!, used[j + 1]!, used[j + 2]!, used[j + 3]!, from, end, result);
    for (; j < used.length; j++) addScaled(used[j]!, from, end, result);
  }
  return result;
}

interface Scaled {
  readonly column: Float64Array;
  readonly factor: number;
}

function addFour(a: Scaled, b: Scaled, c: Scaled, d: Scaled, from: number, end: number, to: Float64Array): void {
  const p = a.column;
  const q = b.column;
  const r = c.column;
  const s = d.column;
  for (let i = from; i < end; i++)
    to[i] = to[i]! + a.factor * p[i]! + b.factor * q[i]! + c.factor * r[i]! + d.factor * s[i]!;
}

function addScaled({ column, factor }: Scaled, from: number, end: number, to: Float64Array): void {
  for (let i = from; i < end; i++) to[i] = to[i]! + factor * column[i]!;
}

/** Σ column · v: one number per column, with four sums side by side, as one alone waits for each addition. */
export function slopes(columns: readonly Float64Array[], v: Float64Array): Float64Array {
  return Float64Array.from(columns, (column) => {
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let i = 0;
    for (; i + 3 < v.length; i += 4) {
      a += column[i]! * v[i]!;
      b += column[i + 1]! * v[i + 1]!;
      c += column[i + 2]! * v[i + 2]!;
      d += column[i + 3]! * v[i + 3]!;
    }
    for (; i < v.length; i++) a += column[i]! * v[i]!;
    return a + b + (c + d);
  });
}
