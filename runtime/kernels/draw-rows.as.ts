// Which rows a tree of boosting sees.
import { selectKey } from "./selection.as";

/** The order of all rows as they come. */
export function listRows(order: usize, rows: i32): void {
  for (let row = 0; row < rows; row++) store<i32>(order + ((<usize>row) << 2), row);
}

/** Marks `count` listed rows, a byte each. */
export function markRows(marks: usize, list: usize, count: i32): void {
  const end = list + ((<usize>count) << 2);
  for (let at = list; at < end; at += 4) store<u8>(marks + <usize>load<u32>(at), 1);
}

/** The order of `rows` rows: those that are marked, `marked` of them, then the others, each as they come. */
export function divideRows(order: usize, marks: usize, rows: i32, marked: i32): void {
  let first = order;
  let second = order + ((<usize>marked) << 2);
  for (let row = 0; row < rows; row++) {
    const isMarked = <usize>load<u8>(marks + <usize>row);
    store<i32>(select<usize>(first, second, isMarked !== 0), row);
    first += isMarked << 2;
    second += (isMarked ^ 1) << 2;
  }
}

/** By row, the sum over its outputs of |gradient x hessian|. Rows may end within a pair of numbers, all rooms behind it. */
export function measureRows(gradients: usize, hessians: usize, rows: i32, outputs: i32, sizes: usize): void {
  const bytes = (<usize>rows) << 3;
  for (let at: usize = 0; at < bytes; at += 16) {
    let sum = f64x2.splat(0);
    let place = at;
    for (let k = 0; k < outputs; k++) {
      const product = f64x2.mul(v128.load(gradients + place), v128.load(hessians + place));
      sum = f64x2.add(sum, f64x2.abs(product));
      place += bytes;
    }
    v128.store(sizes + at, sum);
  }
}

/** The number at `place` of the rising order of numbers none of which is below 0; NaN comes last. `room` is for twice as many. */
export function numberAt(numbers: usize, count: i32, place: i32, room: usize): f64 {
  // Their bits are whole numbers in the same order.
  return reinterpret<f64>(selectKey(numbers, count, place, room, room + ((<usize>count) << 3)));
}

/** Marks the first `most` rows that measure at least `least` and no others; lists the others and returns how many they are. */
export function markLargest(sizes: usize, rows: i32, least: f64, most: i32, marks: usize, list: usize): i32 {
  let marked = 0;
  let to = list;
  for (let row = 0; row < rows; row++) {
    const isMarked = i32(load<f64>(sizes + ((<usize>row) << 3)) >= least) & i32(marked < most);
    store<u8>(marks + <usize>row, isMarked);
    store<i32>(to, row);
    marked += isMarked;
    to += (<usize>(isMarked ^ 1)) << 2;
  }
  return rows - marked;
}
