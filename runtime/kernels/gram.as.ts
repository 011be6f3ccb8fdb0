// Sums of products of columns over a block of rows. Columns that are mostly zeros (one per level of a category) are taken
// entry by entry; the others four by two at a time: what is loaded of a column serves several products.
import {
  BLOCK_COLUMNS,
  BLOCK_DENSE,
  BLOCK_LISTS,
  BLOCK_LISTS_BYTES,
  BLOCK_SHIFTS,
  BLOCK_SPARSE,
  BLOCK_STRIDE,
  BLOCK_SUMS,
  BLOCK_SUMS_BYTES,
  BLOCK_WEIGHED,
  BLOCK_WEIGHTS,
  GRAM_BLOCK,
} from "./memory-map";

const BLOCK_BYTES: usize = GRAM_BLOCK << 3;
/** An entry of a row that is not zero: its place among the columns u32 at +0, its value f64 at +8. */
const ENTRY_BYTES: usize = 16;

export function columnsOf(item: i32): usize {
  return <usize>load<u32>(BLOCK_COLUMNS) + <usize>item * BLOCK_BYTES;
}

/** (x - shift) · factor, in place. */
export function standardizeColumns(columns: usize): void {
  const stride = <usize>load<u32>(BLOCK_STRIDE);
  const count = <usize>load<u32>(BLOCK_DENSE) + <usize>load<u32>(BLOCK_SPARSE);
  const shifts = <usize>load<u32>(BLOCK_SHIFTS);
  for (let j: usize = 0; j < count; j++) {
    const shift = v128.load64_splat(shifts + (j << 4));
    const factor = v128.load64_splat(shifts + (j << 4), 8);
    if (load<f64>(shifts + (j << 4)) === 0 && load<f64>(shifts + (j << 4), 8) === 1) continue;
    const column = columns + j * stride;
    for (let i: usize = 0; i < BLOCK_BYTES; i += 16) {
      v128.store(column + i, f64x2.mul(f64x2.sub(v128.load(column + i), shift), factor));
    }
  }
}

function weighColumns(columns: usize, count: usize, stride: usize, weights: usize, to: usize): void {
  for (let j: usize = 0; j < count; j++) {
    for (let i: usize = 0; i < BLOCK_BYTES; i += 16) {
      v128.store(to + j * BLOCK_BYTES + i, f64x2.mul(v128.load(columns + j * stride + i), v128.load(weights + i)));
    }
  }
}

function add(at: usize, sum: v128): void {
  store<f64>(at, load<f64>(at) + (f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)));
}

/** The products of four columns at `a` with two at `b`, added to a matrix whose rows are `rowBytes` apart. */
function addTile(a: usize, aStride: usize, b: usize, bStride: usize, to: usize, rowBytes: usize): void {
  let s00 = f64x2.splat(0);
  let s01 = f64x2.splat(0);
  let s10 = f64x2.splat(0);
  let s11 = f64x2.splat(0);
  let s20 = f64x2.splat(0);
  let s21 = f64x2.splat(0);
  let s30 = f64x2.splat(0);
  let s31 = f64x2.splat(0);
  const a1 = a + aStride;
  const a2 = a1 + aStride;
  const a3 = a2 + aStride;
  const b1 = b + bStride;
  for (let i: usize = 0; i < BLOCK_BYTES; i += 16) {
    const left = v128.load(b + i);
    const right = v128.load(b1 + i);
    const first = v128.load(a + i);
    s00 = f64x2.add(s00, f64x2.mul(first, left));
    s01 = f64x2.add(s01, f64x2.mul(first, right));
    const second = v128.load(a1 + i);
    s10 = f64x2.add(s10, f64x2.mul(second, left));
    s11 = f64x2.add(s11, f64x2.mul(second, right));
    const third = v128.load(a2 + i);
    s20 = f64x2.add(s20, f64x2.mul(third, left));
    s21 = f64x2.add(s21, f64x2.mul(third, right));
    const fourth = v128.load(a3 + i);
    s30 = f64x2.add(s30, f64x2.mul(fourth, left));
    s31 = f64x2.add(s31, f64x2.mul(fourth, right));
  }
  add(to, s00);
  add(to + 8, s01);
  add(to + rowBytes, s10);
  add(to + rowBytes + 8, s11);
  add(to + 2 * rowBytes, s20);
  add(to + 2 * rowBytes + 8, s21);
  add(to + 3 * rowBytes, s30);
  add(to + 3 * rowBytes + 8, s31);
}

/** The entries of each row that are not zero, in the order of the columns; a row's list begins with its length. */
export function listEntries(item: i32, columns: usize): void {
  const sparse = <usize>load<u32>(BLOCK_SPARSE);
  if (sparse === 0) return;
  const dense = <usize>load<u32>(BLOCK_DENSE);
  const stride = <usize>load<u32>(BLOCK_STRIDE);
  const lists = <usize>load<u32>(BLOCK_LISTS) + <usize>item * <usize>load<u32>(BLOCK_LISTS_BYTES);
  const listBytes = (sparse + 1) * ENTRY_BYTES;
  for (let i: usize = 0; i < <usize>GRAM_BLOCK; i++) store<u32>(lists + i * listBytes, 0);
  for (let j = dense; j < dense + sparse; j++) {
    const column = columns + j * stride;
    for (let i: usize = 0; i < <usize>GRAM_BLOCK; i += 2) {
      // NaN is not equal to 0 and is kept.
      const nonzero = i64x2.bitmask(f64x2.ne(v128.load(column + (i << 3)), f64x2.splat(0)));
      if (nonzero === 0) continue;
      if ((nonzero & 1) !== 0) append(lists + i * listBytes, j, load<f64>(column + (i << 3)));
      if ((nonzero & 2) !== 0) append(lists + (i + 1) * listBytes, j, load<f64>(column + (i << 3), 8));
    }
  }
}

function append(list: usize, column: usize, value: f64): void {
  const length = load<u32>(list) + 1;
  store<u32>(list, length);
  const entry = list + <usize>length * ENTRY_BYTES;
  store<u32>(entry, <u32>column);
  store<f64>(entry, value, 8);
}

/** Products of listed entries with each other and with the dense columns. */
function addEntries(item: i32, columns: usize, weights: usize, sums: usize): void {
  const sparse = <usize>load<u32>(BLOCK_SPARSE);
  const dense = <usize>load<u32>(BLOCK_DENSE);
  const stride = <usize>load<u32>(BLOCK_STRIDE);
  const rowBytes = (dense + sparse) << 3;
  const listBytes = (sparse + 1) * ENTRY_BYTES;
  const lists = <usize>load<u32>(BLOCK_LISTS) + <usize>item * <usize>load<u32>(BLOCK_LISTS_BYTES);
  for (let i: usize = 0; i < <usize>GRAM_BLOCK; i++) {
    const list = lists + i * listBytes;
    const end = list + <usize>load<u32>(list) * ENTRY_BYTES;
    const weight = weights === 0 ? 1.0 : load<f64>(weights + (i << 3));
    for (let entry = list + ENTRY_BYTES; entry <= end; entry += ENTRY_BYTES) {
      const place = <usize>load<u32>(entry);
      const value = weight * load<f64>(entry, 8);
      let to = sums + (place << 3);
      let from = columns + (i << 3);
      for (let j: usize = 0; j < dense; j++) {
        store<f64>(to, load<f64>(to) + value * load<f64>(from));
        to += rowBytes;
        from += stride;
      }
      const row = sums + place * rowBytes;
      for (let other = entry; other <= end; other += ENTRY_BYTES) {
        const at = row + ((<usize>load<u32>(other)) << 3);
        store<f64>(at, load<f64>(at) + value * load<f64>(other, 8));
      }
    }
  }
}

/**
 * Adds to `sums` (all columns by all columns; only the part on and above the diagonal is right) the products over the rows
 * of a block, each times its weight; `weights` 0: every row counts once. Entries are listed already.
 */
export function addProducts(item: i32, columns: usize, weights: usize, sums: usize): void {
  const dense = <usize>load<u32>(BLOCK_DENSE);
  const stride = <usize>load<u32>(BLOCK_STRIDE);
  const sparse = <usize>load<u32>(BLOCK_SPARSE);
  const rowBytes = (dense + sparse) << 3;
  let left = columns;
  let leftStride = stride;
  if (weights !== 0) {
    left = <usize>load<u32>(BLOCK_WEIGHED) + <usize>item * dense * BLOCK_BYTES;
    leftStride = BLOCK_BYTES;
    weighColumns(columns, dense, stride, weights, left);
  }
  for (let j: usize = 0; j < dense; j += 4) {
    for (let k = j; k < dense; k += 2) {
      addTile(
        left + j * leftStride,
        leftStride,
        columns + k * stride,
        stride,
        sums + j * rowBytes + (k << 3),
        rowBytes,
      );
    }
  }
  if (sparse > 0) addEntries(item, columns, weights, sums);
}

/** The block of an item. */
export function gramBlock(item: i32): void {
  const columns = columnsOf(item);
  standardizeColumns(columns);
  listEntries(item, columns);
  const weights = <usize>load<u32>(BLOCK_WEIGHTS);
  const sums = <usize>load<u32>(BLOCK_SUMS) + <usize>item * <usize>load<u32>(BLOCK_SUMS_BYTES);
  addProducts(item, columns, weights === 0 ? 0 : weights + <usize>item * BLOCK_BYTES, sums);
}
