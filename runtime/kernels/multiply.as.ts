// Products of matrices whose left side may hold many zeros: one-hot columns, units behind a relu.
import { CALL, MULTIPLY_ROWS } from "./memory-map";

const ENTRY_BYTES: usize = 16;

/** What is not zero in a row of the left side: its value, and where its row of the right side lies. Returns the end. */
function listRow(at: usize, step: usize, count: usize, right: usize, rightBytes: usize, list: usize): usize {
  let end = list;
  for (let k: usize = 0; k < count; k++) {
    const value = load<f64>(at);
    store<f64>(end, value);
    store<u32>(end, <u32>right, 8);
    end += value === 0 ? 0 : ENTRY_BYTES;
    at += step;
    right += rightBytes;
  }
  return end;
}

/**
 * The sums of a row from its `column` on, two for each byte of `T`, which are as many chains of additions: each product is added in the
 * order of the list.
 */
function sumPairs<T>(list: usize, end: usize, column: usize, start: usize, to: usize): void {
  let a = start === 0 ? f64x2.splat(0) : v128.load(start + column);
  let b = sizeof<T>() <= 1 || start === 0 ? f64x2.splat(0) : v128.load(start + column, 16);
  let c = sizeof<T>() <= 2 || start === 0 ? f64x2.splat(0) : v128.load(start + column, 32);
  let d = sizeof<T>() <= 2 || start === 0 ? f64x2.splat(0) : v128.load(start + column, 48);
  let e = sizeof<T>() <= 4 || start === 0 ? f64x2.splat(0) : v128.load(start + column, 64);
  let f = sizeof<T>() <= 4 || start === 0 ? f64x2.splat(0) : v128.load(start + column, 80);
  let g = sizeof<T>() <= 4 || start === 0 ? f64x2.splat(0) : v128.load(start + column, 96);
  let h = sizeof<T>() <= 4 || start === 0 ? f64x2.splat(0) : v128.load(start + column, 112);
  for (let at = list; at < end; at += ENTRY_BYTES) {
    const value = v128.load64_splat(at);
    const from = <usize>load<u32>(at, 8) + column;
    a = f64x2.add(a, f64x2.mul(value, v128.load(from)));
    if (sizeof<T>() > 1) b = f64x2.add(b, f64x2.mul(value, v128.load(from, 16)));
    if (sizeof<T>() > 2) {
      c = f64x2.add(c, f64x2.mul(value, v128.load(from, 32)));
      d = f64x2.add(d, f64x2.mul(value, v128.load(from, 48)));
    }
    if (sizeof<T>() > 4) {
      e = f64x2.add(e, f64x2.mul(value, v128.load(from, 64)));
      f = f64x2.add(f, f64x2.mul(value, v128.load(from, 80)));
      g = f64x2.add(g, f64x2.mul(value, v128.load(from, 96)));
      h = f64x2.add(h, f64x2.mul(value, v128.load(from, 112)));
    }
  }
  v128.store(to + column, a);
  if (sizeof<T>() > 1) v128.store(to + column, b, 16);
  if (sizeof<T>() > 2) {
    v128.store(to + column, c, 32);
    v128.store(to + column, d, 48);
  }
  if (sizeof<T>() > 4) {
    v128.store(to + column, e, 64);
    v128.store(to + column, f, 80);
    v128.store(to + column, g, 96);
    v128.store(to + column, h, 112);
  }
}

function sumOne(list: usize, end: usize, column: usize, start: usize, to: usize): void {
  let sum: f64 = start === 0 ? 0 : load<f64>(start + column);
  for (let at = list; at < end; at += ENTRY_BYTES) {
    sum += load<f64>(at) * load<f64>(<usize>load<u32>(at, 8) + column);
  }
  store<f64>(to + column, sum);
}

/** max(x, 0) of a row. */
function rectify(row: usize, bytes: usize): void {
  const end = row + bytes;
  for (; row + 16 <= end; row += 16) v128.store(row, f64x2.max(v128.load(row), f64x2.splat(0)));
  if (row < end) store<f64>(row, max<f64>(load<f64>(row), 0));
}

/** Zeros where the other row has nothing above 0. */
function blank(row: usize, other: usize, bytes: usize): void {
  const end = row + bytes;
  for (; row + 16 <= end; row += 16) {
    v128.store(row, v128.and(v128.load(row), f64x2.gt(v128.load(other), f64x2.splat(0))));
    other += 16;
  }
  if (row < end && !(load<f64>(other) > 0)) store<f64>(row, 0);
}

/**
 * CALL: left side, bytes from row to row and from number to number of it, numbers per row, right side (row-major), its columns, the
 * product (row-major), its rows, what the sums of every row begin with (0: nothing), room of 16 bytes per number of a row and item.
 * An item is MULTIPLY_ROWS rows. Then 1 when what is below 0 becomes 0; a matrix of the product's shape: where nothing of it is above
 * 0, the product is 0 (0: none).
 */
export function multiplyRows(item: i32): void {
  const left = <usize>load<u32>(CALL);
  const rowBytes = <usize>load<u32>(CALL, 4);
  const step = <usize>load<u32>(CALL, 8);
  const count = <usize>load<u32>(CALL, 12);
  const right = <usize>load<u32>(CALL, 16);
  const bytes = (<usize>load<u32>(CALL, 20)) << 3;
  const product = <usize>load<u32>(CALL, 24);
  const rows = <usize>load<u32>(CALL, 28);
  const start = <usize>load<u32>(CALL, 32);
  const list = <usize>load<u32>(CALL, 36) + <usize>item * count * ENTRY_BYTES;
  const isRectified = load<u32>(CALL, 40) !== 0;
  const mask = <usize>load<u32>(CALL, 44);
  const from = <usize>item * MULTIPLY_ROWS;
  const to = min<usize>(rows, from + MULTIPLY_ROWS);
  for (let row = from; row < to; row++) {
    const end = listRow(left + row * rowBytes, step, count, right, bytes, list);
    const own = product + row * bytes;
    let column: usize = 0;
    for (; column + 128 <= bytes; column += 128) sumPairs<u64>(list, end, column, start, own);
    if (column + 64 <= bytes) {
      sumPairs<u32>(list, end, column, start, own);
      column += 64;
    }
    if (column + 32 <= bytes) {
      sumPairs<u16>(list, end, column, start, own);
      column += 32;
    }
    if (column + 16 <= bytes) {
      sumPairs<u8>(list, end, column, start, own);
      column += 16;
    }
    if (column < bytes) sumOne(list, end, column, start, own);
    if (isRectified) rectify(own, bytes);
    if (mask !== 0) blank(own, mask + row * bytes, bytes);
  }
}
