// Products of tall matrices: XᵀX, Xᵀv and Xw, for X column-major (rows x columns) in one Float64Array. Rows are taken in
// blocks, so that what all columns share stays in the first cache.
import { openKernels } from "../kernels/kernels.ts";
import { GRAM_BLOCK } from "../kernels/memory-map.ts";

/** `Xᵀ diag(weights) X`, symmetric, column-major (columns x columns). */
export const gram = (x: Float64Array, rows: number, columns: number, weights: Float64Array | null): Float64Array =>
  products(x, rows, columns, weights, columns);

/** The same for X followed by a column of ones (columns + 1 of each). */
export const gramWithOnes = (
  x: Float64Array,
  rows: number,
  columns: number,
  weights: Float64Array | null,
): Float64Array => products(x, rows, columns, weights, columns + 1);

/** Columns of X up to `size` are ones. */
function products(
  x: Float64Array,
  rows: number,
  columns: number,
  weights: Float64Array | null,
  size: number,
): Float64Array {
  const kernels = openKernels();
  const mark = kernels.mark();
  const padded = 4 * Math.ceil(size / 4);
  const block = kernels.allocate(8 * GRAM_BLOCK * padded);
  const weighted = weights === null ? 0 : kernels.allocate(8 * GRAM_BLOCK * padded);
  const factors = weights === null ? 0 : kernels.allocate(8 * GRAM_BLOCK);
  const sums = kernels.allocate(8 * padded * padded);
  const { numbers } = kernels;
  numbers.fill(0, sums >> 3, (sums >> 3) + padded * padded);
  numbers.fill(0, block >> 3, (block >> 3) + GRAM_BLOCK * padded);
  for (let from = 0; from < rows; from += GRAM_BLOCK) {
    const end = Math.min(rows, from + GRAM_BLOCK);
    for (let j = 0; j < size; j++) {
      const at = (block >> 3) + j * GRAM_BLOCK;
      if (j < columns) numbers.set(x.subarray(j * rows + from, j * rows + end), at);
      else numbers.fill(1, at, at + end - from);
      numbers.fill(0, at + end - from, at + GRAM_BLOCK);
    }
    if (weights !== null) {
      numbers.set(weights.subarray(from, end), factors >> 3);
      numbers.fill(0, (factors >> 3) + end - from, (factors >> 3) + GRAM_BLOCK);
    }
    kernels.functions.addGram(block, padded, factors, weighted, sums);
  }
  const result = new Float64Array(size * size);
  for (let j = 0; j < size; j++) {
    for (let k = j; k < size; k++) {
      result[j * size + k] = result[k * size + j] = numbers[(sums >> 3) + j * padded + k]!;
    }
  }
  kernels.release(mark);
  return result;
}

const BLOCK = 1024;

/** Xᵀ v: one number per column. */
export function transposeTimes(x: Float64Array, rows: number, columns: number, v: Float64Array): Float64Array {
  const result = new Float64Array(columns);
  for (let from = 0; from < rows; from += BLOCK) {
    const end = Math.min(rows, from + BLOCK);
    for (let j = 0; j < columns; j++) result[j] = result[j]! + dot(x, j * rows, v, from, end);
  }
  return result;
}

/** Four sums side by side: one alone waits for each addition. */
function dot(x: Float64Array, start: number, v: Float64Array, from: number, end: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let i = from;
  for (; i + 3 < end; i += 4) {
    a += x[start + i]! * v[i]!;
    b += x[start + i + 1]! * v[i + 1]!;
    c += x[start + i + 2]! * v[i + 2]!;
    d += x[start + i + 3]! * v[i + 3]!;
  }
  for (; i < end; i++) a += x[start + i]! * v[i]!;
  return a + b + (c + d);
}

/** X w + shift: one number per row. */
export function times(x: Float64Array, rows: number, columns: number, w: Float64Array, shift = 0): Float64Array {
  const result = new Float64Array(rows).fill(shift);
  for (let from = 0; from < rows; from += BLOCK) {
    const end = Math.min(rows, from + BLOCK);
    for (let j = 0; j < columns; j++) {
      const factor = w[j]!;
      if (factor === 0) continue;
      const start = j * rows;
      for (let i = from; i < end; i++) result[i] = result[i]! + factor * x[start + i]!;
    }
  }
  return result;
}
