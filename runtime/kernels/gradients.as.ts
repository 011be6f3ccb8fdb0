// Derivatives of losses per row, rounded to whole units, and scores moved by the leaves of a tree.
import { CALL, GROW_LEAVES, LEAF_BYTES, LEAF_COUNT, LEAF_START, LEAF_VALUE, ORDER, ROW_BLOCK } from "./memory-map";

/** a + b r, two at a time. */
function line(a: f64, b: f64, r: v128): v128 {
  return f64x2.add(f64x2.splat(a), f64x2.mul(f64x2.splat(b), r));
}

/**
 * e^x to within an ulp or so, two at a time: x = k ln 2 + r with |r| <= ln 2 / 2, a polynomial of degree 11 in r whose largest error
 * relative to e^r is as small as can be (4e-18; by the exchange algorithm of Remez), and k put into the exponent. Terms are summed
 * as a tree (Estrin's scheme), none of which waits for all others. Arguments are clamped to the range of normal results.
 */
export function exponential(x: v128): v128 {
  const clamped = f64x2.pmax(f64x2.pmin(x, f64x2.splat(709)), f64x2.splat(-708));
  // Adding 2^52 + 2^51 rounds to a whole number and leaves it in the low bits.
  const shifted = f64x2.add(f64x2.mul(clamped, f64x2.splat(Math.LOG2E)), f64x2.splat(6755399441055744.0));
  const k = f64x2.sub(shifted, f64x2.splat(6755399441055744.0));
  let r = f64x2.sub(clamped, f64x2.mul(k, f64x2.splat(0.6931471803691238)));
  r = f64x2.sub(r, f64x2.mul(k, f64x2.splat(1.9082149292705877e-10)));
  const r2 = f64x2.mul(r, r);
  const r4 = f64x2.mul(r2, r2);
  const first = f64x2.mul(line(0.5000000000000011, 0.16666666666666413, r), r2);
  const second = f64x2.add(
    line(0.041666666666530155, 0.008333333333494461, r),
    f64x2.mul(line(0.0013888888943630114, 0.00019841269506578688, r), r2),
  );
  const third = f64x2.add(
    line(2.480149309890655e-5, 2.7557586373840165e-6, r),
    f64x2.mul(line(2.763024837921144e-7, 2.5000061602835666e-8, r), r2),
  );
  const curved = f64x2.add(first, f64x2.mul(f64x2.add(second, f64x2.mul(third, r4)), r4));
  const p = f64x2.add(f64x2.splat(1), f64x2.add(r, curved));
  return f64x2.mul(p, i64x2.shl(i64x2.add(shifted, i64x2.splat(1023)), 52));
}

/** 2^32 over the golden ratio. */
const GOLDEN: u32 = 2654435769;

function blockOf(item: i32, rows: i32): i32 {
  return min<i32>(ROW_BLOCK, rows - item * ROW_BLOCK);
}

/** CALL: scores, labels, gradients, hessians, rows. Two classes; labels are 0 and 1. */
export function logisticBlock(item: i32): void {
  const rows = load<i32>(CALL, 16);
  const from = (<usize>(item * ROW_BLOCK)) << 3;
  const scores = <usize>load<u32>(CALL) + from;
  const labels = <usize>load<u32>(CALL, 4) + from;
  const gradients = <usize>load<u32>(CALL, 8) + from;
  const hessians = <usize>load<u32>(CALL, 12) + from;
  // The arrays end on 16 bytes, so that the last pair may hold one row.
  const bytes = (<usize>blockOf(item, rows)) << 3;
  const one = f64x2.splat(1);
  for (let at: usize = 0; at < bytes; at += 16) {
    const probability = f64x2.div(one, f64x2.add(one, exponential(f64x2.neg(v128.load(scores + at)))));
    v128.store(gradients + at, f64x2.sub(probability, v128.load(labels + at)));
    v128.store(hessians + at, f64x2.mul(probability, f64x2.sub(one, probability)));
  }
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

/** The first of `count` rising rows, at `order`, that is not below `row`. */
function firstFrom(order: usize, count: usize, row: u32): usize {
  let low: usize = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (load<u32>(order + (middle << 2)) < row) low = middle + 1;
    else high = middle;
  }
  return order + (low << 2);
}

/**
 * CALL: scores, leaves. Adds to the score of each row the value of its leaf, in which rows lie in rising order. An item is a block
 * of rows, not a leaf, so that no two threads write to the same part of the scores.
 */
export function addLeavesBlock(item: i32): void {
  const scores = <usize>load<u32>(CALL);
  const leaves = <usize>load<u32>(GROW_LEAVES);
  const end = leaves + <usize>load<u32>(CALL, 4) * LEAF_BYTES;
  const from = <u32>(item * ROW_BLOCK);
  for (let leaf = leaves; leaf < end; leaf += LEAF_BYTES) {
    const order = <usize>load<u32>(ORDER) + ((<usize>load<u32>(leaf, LEAF_START)) << 2);
    const count = <usize>load<u32>(leaf, LEAF_COUNT);
    const value = load<f64>(leaf, LEAF_VALUE);
    const first = firstFrom(order, count, from);
    const last = firstFrom(order, count, from + ROW_BLOCK);
    for (let row = first; row < last; row += 4) {
      const at = scores + ((<usize>load<u32>(row)) << 3);
      store<f64>(at, load<f64>(at) + value);
    }
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
