// Columns of numbers laid into the memory of the kernels, some thousand rows at a time, for sums over all rows. A block of
// rows goes to one of a fixed number of items whose sums are added in order at the end: threads never change a result.
import { type Kernels, openKernels } from "../kernels/kernels.ts";
import {
  BLOCK_COLUMNS,
  BLOCK_DENSE,
  BLOCK_LABELS,
  BLOCK_LISTS,
  BLOCK_LISTS_BYTES,
  BLOCK_SHIFTS,
  BLOCK_SPARSE,
  BLOCK_STRIDE,
  BLOCK_WEIGHED,
  BLOCK_WEIGHTS,
  GRAM_BLOCK,
} from "../kernels/memory-map.ts";
import type { BlockTable } from "./block-table.ts";

/** Where the kernels find the table; the column of ones comes after the given ones. */
export interface Blocks {
  readonly kernels: Kernels;
  /** Columns as the kernels count them, filled up to a multiple of four. */
  readonly size: number;
  /** The kernels' place of each column, then of the ones. */
  readonly places: Int32Array;
  readonly items: number;
  /** Does a task on every block of rows, in order. */
  readonly pass: (task: number) => void;
}

const ITEMS = 8;
/** Matrices of more columns than this are kept once, not per item. */
const WIDE = 512;
const ENTRY_BYTES = 16;
/** Memory is given back after `use`. Rows beyond the last one weigh 0; `weights` null: without weights they are all zeros. */
export function withBlocks<T>(
  table: BlockTable,
  weights: Float64Array | null,
  labels: Float64Array | null,
  use: (blocks: Blocks) => T,
): T {
  const kernels = openKernels();
  const mark = kernels.mark();
  try {
    return use(layBlocks(kernels, table, weights, labels));
  } finally {
    kernels.release(mark);
  }
}

function layBlocks(
  kernels: Kernels,
  { rows, columns, shifts, factors, isSparse }: BlockTable,
  weights: Float64Array | null,
  labels: Float64Array | null,
): Blocks {
  const sparse = isSparse.reduce((sum, one) => sum + one, 0);
  const dense = 4 * Math.ceil((columns.length - sparse + 1) / 4);
  const size = dense + sparse;
  const places = placesOf(isSparse, dense);
  const ones = places[columns.length]!;
  const items = size > WIDE ? 1 : Math.max(1, Math.min(ITEMS, Math.ceil(rows / GRAM_BLOCK)));
  const height = items * GRAM_BLOCK;
  // A cache line more, so that columns do not all fall on the same lines of the cache.
  const stride = 8 * (height + 8);
  const block = kernels.allocate(stride * size);
  const pairs = kernels.allocate(16 * size);
  const weighed = kernels.allocate(8 * height * dense);
  const weightsAt = weights === null ? 0 : kernels.allocate(8 * height);
  const labelsAt = labels === null ? 0 : kernels.allocate(8 * height);
  const listsBytes = GRAM_BLOCK * (sparse + 1) * ENTRY_BYTES;
  const lists = sparse === 0 ? 0 : kernels.allocate(items * listsBytes);
  kernels.numbers.fill(0, block >>> 3, (block + stride * size) >>> 3);
  for (let place = 0; place < size; place++) kernels.numbers.set([0, 1], (pairs >>> 3) + 2 * place);
  columns.forEach((_, j) => {
    kernels.numbers.set([shifts[j]!, factors[j]!], (pairs >>> 3) + 2 * places[j]!);
  });
  const words: readonly (readonly [number, number])[] = [
    [BLOCK_COLUMNS, block],
    [BLOCK_STRIDE, stride],
    [BLOCK_DENSE, dense],
    [BLOCK_SPARSE, sparse],
    [BLOCK_SHIFTS, pairs],
    [BLOCK_WEIGHTS, weightsAt],
    [BLOCK_WEIGHED, weighed],
    [BLOCK_LISTS, lists],
    [BLOCK_LISTS_BYTES, listsBytes],
    [BLOCK_LABELS, labelsAt],
  ];
  for (const [at, value] of words) kernels.words[at >>> 2] = value;
  const fill = (from: number, end: number): void => {
    const { numbers } = kernels;
    const filled = end - from;
    const put = (values: Float64Array, at: number, rest: number): void => {
      numbers.set(values.subarray(from, end), at);
      if (filled < height) numbers.fill(rest, at + filled, at + height);
    };
    for (let j = 0; j < columns.length; j++) put(columns[j]!, (block + places[j]! * stride) >>> 3, shifts[j]!);
    const onesAt = (block + ones * stride) >>> 3;
    numbers.fill(1, onesAt, onesAt + filled);
    numbers.fill(0, onesAt + filled, onesAt + height);
    if (weights !== null) put(weights, weightsAt >>> 3, 0);
    if (labels !== null) put(labels, labelsAt >>> 3, 0);
  };
  return {
    kernels,
    size,
    places,
    items,
    pass: (task) => {
      for (let from = 0; from < rows; from += height) {
        fill(from, Math.min(rows, from + height));
        kernels.run(task, items, height * size * size);
      }
    },
  };
}

/** The kernels' places of the columns: those taken in full, the ones, then those of mostly zeros. */
function placesOf(isSparse: Uint8Array, dense: number): Int32Array {
  const places = new Int32Array(isSparse.length + 1);
  let nextDense = 0;
  let nextSparse = dense;
  isSparse.forEach((sparse, j) => {
    places[j] = sparse === 1 ? nextSparse++ : nextDense++;
  });
  places[isSparse.length] = nextDense;
  return places;
}
