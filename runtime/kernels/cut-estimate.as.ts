// What the best cut of a feature gains at most, four cuts at a time in f32. Most features of a node are out of the race by this;
// `split-search.as.ts` looks exactly at those that are left, so that what is chosen does not depend on how numbers were rounded.
import { L1, L2, MIN_HESSIAN, MIN_LEAF, PER_UNIT } from "./memory-map";

/**
 * An estimate is off by less than this part of itself: sums become f32 once, and about ten operations follow, each of which
 * rounds by 6e-8 and none of which subtracts.
 */
export const ESTIMATE_ERROR: f64 = 2e-6;

/** Beyond this many units a regularization leaves f32 no room for products of sums. */
const LARGEST_RIDGE: f64 = 1099511627776;

// What holds for all features of a node. Each thread has its own instance, and so its own of these.
let least: i32 = 0;
let most: i32 = 0;
let gradient: v128 = i32x4.splat(0);
let hessian: v128 = i32x4.splat(0);
let ridge: v128 = f32x4.splat(0);
let shrinkage: f32 = 0;

/** Gradients are scaled by this power of two, so that their squares have room. */
const SCALE: f32 = 4.656612873077393e-10;

/** Reads what holds for all features of a node; false when its cuts have to be searched exactly. */
export function prepareEstimates(sums: usize): bool {
  const perGradient = load<f64>(PER_UNIT);
  const perHessian = load<f64>(PER_UNIT, 8);
  const l2 = load<f64>(L2) / perHessian;
  const l1 = load<f64>(L1) / perGradient;
  const all = load<f64>(sums, 8);
  // Both floors as hessians: rows are hessian times the rows per hessian.
  const floor = max<f64>(load<f64>(MIN_HESSIAN), (load<f64>(MIN_LEAF) - 0.5) / load<f64>(sums, 16)) / perHessian;
  if (!(l2 < LARGEST_RIDGE)) return false;
  // No side is too small for nothing at all: a side without rows is no side.
  const inside = floor < all;
  least = inside ? max<i32>(1, <i32>Math.ceil(floor)) : 1;
  most = inside ? <i32>all - least : 0;
  gradient = i32x4.splat(<i32>load<f64>(sums));
  hessian = i32x4.splat(<i32>all);
  ridge = f32x4.splat(<f32>l2);
  // More than any sum: all gradients shrink to nothing.
  shrinkage = <f32>min<f64>(l1, 4294967296) * SCALE;
  return true;
}

/** shrink, four at a time. */
function shrinkFour(values: v128): v128 {
  const signs = v128.and(values, f32x4.splat(-0.0));
  return v128.or(signs, f32x4.pmax(f32x4.splat(0), f32x4.sub(f32x4.abs(values), f32x4.splat(shrinkage))));
}

/**
 * About the largest G²/(H + l2) of both sides over all cuts, in units of gradient² SCALE² per unit of hessian; 0 when no cut is
 * allowed. The left side starts with `start`. Sums past the last bin are too large for a cut to be allowed there.
 */
export function estimateCuts(histogram: usize, bins: i32, start: u64): f32 {
  if (least > most) return 0;
  const end = histogram + ((<usize>bins) << 3);
  const none = i64x2.splat(0);
  const lowest = i32x4.splat(least);
  const highest = i32x4.splat(most);
  const scale = f32x4.splat(SCALE);
  let before = i64x2.splat(start);
  let best = f32x4.splat(0);
  for (let at = histogram; at < end; at += 32) {
    const one = v128.load(at);
    const two = v128.load(at, 16);
    const first = i64x2.add(one, v128.shuffle<i64>(none, one, 0, 2));
    const second = i64x2.add(i64x2.add(two, v128.shuffle<i64>(none, two, 0, 2)), v128.shuffle<i64>(first, first, 1, 1));
    const low = i64x2.add(first, before);
    const high = i64x2.add(second, before);
    before = i64x2.add(before, v128.shuffle<i64>(second, second, 1, 1));
    const leftHessian = v128.shuffle<i32>(low, high, 0, 2, 4, 6);
    if (i32x4.extract_lane(leftHessian, 0) > most) break;
    const leftGradient = v128.shuffle<i32>(low, high, 1, 3, 5, 7);
    const allowed = v128.and(i32x4.ge_s(leftHessian, lowest), i32x4.le_s(leftHessian, highest));
    let onLeft = f32x4.mul(f32x4.convert_i32x4_s(leftGradient), scale);
    let onRight = f32x4.mul(f32x4.convert_i32x4_s(i32x4.sub(gradient, leftGradient)), scale);
    if (shrinkage !== 0) {
      onLeft = shrinkFour(onLeft);
      onRight = shrinkFour(onRight);
    }
    const leftWeight = f32x4.add(f32x4.convert_i32x4_s(leftHessian), ridge);
    const rightWeight = f32x4.add(f32x4.convert_i32x4_s(i32x4.sub(hessian, leftHessian)), ridge);
    const numerator = f32x4.add(
      f32x4.mul(f32x4.mul(onLeft, onLeft), rightWeight),
      f32x4.mul(f32x4.mul(onRight, onRight), leftWeight),
    );
    const value = f32x4.div(numerator, f32x4.mul(leftWeight, rightWeight));
    best = f32x4.pmax(best, v128.and(value, allowed));
  }
  best = f32x4.pmax(best, v128.shuffle<i32>(best, best, 2, 3, 0, 1));
  best = f32x4.pmax(best, v128.shuffle<i32>(best, best, 1, 0, 3, 2));
  return f32x4.extract_lane(best, 0);
}

/** An estimate as a true G²/(H + l2). */
export function estimateOf(value: f32): f64 {
  const perGradient = load<f64>(PER_UNIT) / SCALE;
  return (<f64>value * perGradient * perGradient) / load<f64>(PER_UNIT, 8);
}
