// What the best cut of a feature gains at most, four cuts at a time in f32. Most features of a node are out of the race by this;
// `split-search.as.ts` looks exactly at those that are left, so that what is chosen does not depend on how numbers were rounded.
import { L1, L2, MIN_HESSIAN, MIN_LEAF, PER_UNIT } from "./memory-map";

/**
 * An estimate is off by less than this part of itself: sums become f32 once, after l1 is subtracted from them, and about ten
 * operations follow, each of which rounds by 6e-8 and none of which subtracts more than a part of a unit.
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
// l1 as whole units and the part of one that is left.
let wholeShrinkage: i32 = 0;
let restOfShrinkage: f32 = 0;

/** Gradients are scaled by this power of two, so that their squares have room. */
const SCALE: f32 = 4.656612873077393e-10;

/** Reads what holds for all features of a node; false when its cuts have to be searched exactly. */
export function prepareEstimates(sums: usize): bool {
  const perGradient = load<f64>(PER_UNIT);
  const perHessian = load<f64>(PER_UNIT, 8);
  const l2 = load<f64>(L2) / perHessian;
  // More than any sum: all gradients shrink to nothing.
  const l1 = min<f64>(load<f64>(L1) / perGradient, <f64>i32.MAX_VALUE);
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
  wholeShrinkage = <i32>l1;
  restOfShrinkage = <f32>(l1 - <f64>wholeShrinkage);
  return true;
}

/** How large four gradients are once they have shrunk; subtracted as whole numbers, of which f32 would lose what is left. */
function shrinkFour(values: v128): v128 {
  const left = i32x4.max_s(i32x4.splat(0), i32x4.sub(i32x4.abs(values), i32x4.splat(wholeShrinkage)));
  return f32x4.pmax(f32x4.splat(0), f32x4.sub(f32x4.convert_i32x4_s(left), f32x4.splat(restOfShrinkage)));
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
  const shrinks = wholeShrinkage !== 0 || restOfShrinkage !== 0;
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
    const rightGradient = i32x4.sub(gradient, leftGradient);
    const onLeft = f32x4.mul(shrinks ? shrinkFour(leftGradient) : f32x4.convert_i32x4_s(leftGradient), scale);
    const onRight = f32x4.mul(shrinks ? shrinkFour(rightGradient) : f32x4.convert_i32x4_s(rightGradient), scale);
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
