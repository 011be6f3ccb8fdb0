// Derivatives per row, rounded to whole units.
import { CALL, ROW_BLOCK } from "./memory-map";

/** 2^32 over the golden ratio. */
const GOLDEN: u32 = 2654435769;

function blockOf(item: i32, rows: i32): i32 {
  return min<i32>(ROW_BLOCK, rows - item * ROW_BLOCK);
}

/**
 * CALL: gradients, hessians, target pairs, rows; units per gradient and per hessian f64 at +32, +40. What is between two units
 * goes up or down as a fraction of its own per row says (multiples of the golden ratio, which are spread evenly): errors of rows
 * that have the same derivatives do not add up (Shi and others, 2022, round at random).
 */
export function roundBlock(item: i32): void {
  const rows = load<i32>(CALL, 12);
  const first = item * ROW_BLOCK;
  const from = (<usize>first) << 3;
  const gradients = <usize>load<u32>(CALL) + from;
  const hessians = <usize>load<u32>(CALL, 4) + from;
  const to = <usize>load<u32>(CALL, 8) + from;
  const units = v128.load(CALL, 32);
  const bytes = (<usize>blockOf(item, rows)) << 3;
  let fraction = <u32>first * GOLDEN;
  for (let at: usize = 0; at < bytes; at += 8) {
    const pair = v128.load64_lane(gradients + at, v128.load64_splat(hessians + at), 1);
    const up = f64x2.splat(<f64>fraction * 2.3283064365386963e-10);
    const whole = f64x2.floor(f64x2.add(f64x2.mul(pair, units), up));
    v128.store64_lane(to + at, i32x4.trunc_sat_f64x2_s_zero(whole), 0);
    fraction += GOLDEN;
  }
}

/** The sum of the absolute values of `count` numbers. */
export function sumAbsolute(values: usize, count: i32): f64 {
  let sums = f64x2.splat(0);
  const pairs = <usize>count >> 1;
  for (let i: usize = 0; i < pairs; i++) sums = f64x2.add(sums, f64x2.abs(v128.load(values + (i << 4))));
  const sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  return (count & 1) === 0 ? sum : sum + abs<f64>(load<f64>(values + ((<usize>(count - 1)) << 3)));
}

/** Exact sums of the rounded pairs of `count` rows, in units: gradient and hessian f64 at `to`. `order` 0: the first rows. */
export function sumPairs(pairs: usize, order: usize, count: i32, to: usize): void {
  let sum: u64 = 0;
  if (order === 0) {
    const end = pairs + ((<usize>count) << 3);
    for (let at = pairs; at < end; at += 8) sum += load<u64>(at);
  } else {
    for (let i: usize = 0; i < <usize>count; i++) sum += load<u64>(pairs + ((<usize>load<u32>(order + (i << 2))) << 3));
  }
  store<f64>(to, <f64>(<i32>(sum >> 32)));
  store<f64>(to, <f64>(<i32>sum), 8);
}
