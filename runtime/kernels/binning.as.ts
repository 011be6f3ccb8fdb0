// Values to bins: a sort for finding the bounds, and a search among them.
import { CALL, ROW_BLOCK } from "./memory-map";

/** CALL: values, bins, bounds (room for 256, filled up with infinity), rows, missing bin, halvings of the search. */
export function assignBins(item: i32): void {
  const values = <usize>load<u32>(CALL) + ((<usize>(item * ROW_BLOCK)) << 3);
  const bins = <usize>load<u32>(CALL, 4) + <usize>(item * ROW_BLOCK);
  const bounds = <usize>load<u32>(CALL, 8);
  const count = <usize>min<i32>(ROW_BLOCK, load<i32>(CALL, 12) - item * ROW_BLOCK);
  const missing = load<u32>(CALL, 16);
  const first = ((<usize>1) << (<usize>load<u32>(CALL, 20))) >> 1;
  for (let i: usize = 0; i < count; i++) {
    const value = load<f64>(values + (i << 3));
    // How many bounds lie below the value.
    let below: usize = 0;
    for (let step = first; step > 0; step >>= 1) {
      below += select<usize>(step, 0, load<f64>(bounds + ((below + step - 1) << 3)) < value);
    }
    store<u8>(bins + i, !(value <= Infinity) ? missing : <u32>below);
  }
}

/** Every `stride`-th value that is not NaN, to `to`; returns how many. Adding 0 makes -0 the same value as 0. */
export function drawSample(values: usize, rows: i32, stride: i32, to: usize): i32 {
  let at = to;
  for (let i = 0; i < rows; i += stride) {
    const value = load<f64>(values + ((<usize>i) << 3));
    store<f64>(at, value + 0);
    at += (<usize>(value <= Infinity)) << 3;
  }
  return <i32>((at - to) >> 3);
}

/** 1 when a value is NaN. */
export function hasMissing(values: usize, rows: i32): i32 {
  for (let i = 0; i < rows; i++) if (!(load<f64>(values + ((<usize>i) << 3)) <= Infinity)) return 1;
  return 0;
}

/** Distinct values of `count` sorted ones to `distinct`, how often each occurs (i32) to `sizes`; returns how many. */
export function countDistinct(sorted: usize, count: i32, distinct: usize, sizes: usize): i32 {
  if (count === 0) return 0;
  let last = load<f64>(sorted);
  let start = 0;
  let found = 0;
  for (let i = 1; i <= count; i++) {
    const value = i < count ? load<f64>(sorted + ((<usize>i) << 3)) : NaN;
    if (value === last) continue;
    store<f64>(distinct + ((<usize>found) << 3), last);
    store<i32>(sizes + ((<usize>found) << 2), i - start);
    found++;
    last = value;
    start = i;
  }
  return found;
}

/** Bits whose order as whole numbers is that of the floats. */
function keyOf(bits: u64): u64 {
  return bits ^ (<u64>(<i64>bits >> 63) | 0x8000000000000000);
}

/**
 * Sorts `count` floats (no NaN) at `values`: least significant byte first, bytes that are the same everywhere left out.
 * `spare` is as large, `counts` has room for 8 x 256 words. Returns where the result lies.
 */
export function sortNumbers(values: usize, spare: usize, counts: usize, count: i32): usize {
  const end = values + ((<usize>count) << 3);
  memory.fill(counts, 0, 8 * 256 * 4);
  for (let at = values; at < end; at += 8) {
    const key = keyOf(load<u64>(at));
    store<u64>(at, key);
    for (let digit: usize = 0; digit < 8; digit++) {
      const place = counts + (digit << 10) + ((<usize>((key >> ((<u64>digit) << 3)) & 255)) << 2);
      store<u32>(place, load<u32>(place) + 1);
    }
  }
  let from = values;
  let to = spare;
  for (let digit: usize = 0; digit < 8; digit++) {
    const table = counts + (digit << 10);
    const shift = (<u64>digit) << 3;
    if (count === 0 || load<i32>(table + ((<usize>((load<u64>(from) >> shift) & 255)) << 2)) === count) continue;
    let sum: u32 = 0;
    for (let i: usize = 0; i < 1024; i += 4) {
      const size = load<u32>(table + i);
      store<u32>(table + i, sum);
      sum += size;
    }
    for (let i: usize = 0; i < <usize>count; i++) {
      const key = load<u64>(from + (i << 3));
      const place = table + ((<usize>((key >> shift) & 255)) << 2);
      const index = load<u32>(place);
      store<u32>(place, index + 1);
      store<u64>(to + ((<usize>index) << 3), key);
    }
    const other = from;
    from = to;
    to = other;
  }
  for (let i: usize = 0; i < <usize>count; i++) {
    const key = load<u64>(from + (i << 3));
    store<u64>(from + (i << 3), key ^ (<u64>(<i64>~key >> 63) | 0x8000000000000000));
  }
  return from;
}
