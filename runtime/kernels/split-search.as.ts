// The best cut of a number feature in a node, from its histogram: G²/(H + l2) per side over that of the unsplit node, with G
// shrunk by l1 (Chen and Guestrin, 2016). Category features are searched by the host.
import {
  FEATURE_BYTES,
  FEATURE_TABLE,
  L1,
  L2,
  MAX_STEP,
  MIN_GAIN,
  MIN_HESSIAN,
  MIN_LEAF,
  PER_UNIT,
} from "./memory-map";

export function shrink(gradient: f64, l1: f64): f64 {
  return copysign<f64>(max<f64>(0, abs<f64>(gradient) - l1), gradient);
}

function clamp(value: f64, low: f64, high: f64): f64 {
  return max<f64>(low, min<f64>(high, value));
}

export function searchFeature(histogram: usize, feature: i32, sums: usize, found: usize): void {
  store<i32>(found, 0, 40);
  const row = <usize>load<u32>(FEATURE_TABLE) + <usize>feature * FEATURE_BYTES;
  if (load<i32>(row + 16) === 0 || load<i32>(row + 8) === 1) return;
  const bins = load<i32>(row);
  const missing = load<i32>(row + 4);
  const direction = load<i32>(row + 12);
  const last = missing >= 0 ? bins - 1 : bins;
  const perUnit = v128.load(PER_UNIT);
  const total = f64x2.mul(v128.load(sums), perUnit);
  const gradient = f64x2.extract_lane(total, 0);
  const hessian = f64x2.extract_lane(total, 1);
  const l1 = load<f64>(L1);
  const l2 = load<f64>(L2);
  const limited =
    direction !== 0 || load<f64>(sums, 24) > -Infinity || load<f64>(sums, 32) < Infinity || load<f64>(MAX_STEP) > 0;
  const shrunk = shrink(gradient, l1);
  let floor = (shrunk * shrunk) / (hessian + l2);
  if (limited) {
    const value = limitedValue(gradient, hessian, l1, l2, sums);
    floor = gainOfValue(gradient, hessian, l1, l2, value);
  }
  floor += load<f64>(MIN_GAIN);
  store<f64>(found, 0);
  let missingSum = f64x2.splat(0);
  if (missing >= 0) missingSum = v128.load(histogram + ((<usize>missing) << 4));
  const hasMissing = v128.any_true(missingSum);
  if (limited) {
    scanLimited(histogram, last, f64x2.splat(0), 0, gradient, hessian, floor, direction, sums, found);
    if (hasMissing) scanLimited(histogram, last, missingSum, 1, gradient, hessian, floor, direction, sums, found);
  } else {
    scan(histogram, last, f64x2.splat(0), 0, floor, sums, found);
    if (hasMissing) scan(histogram, last, missingSum, 1, floor, sums, found);
  }
}

/** shrink, two at a time. */
function shrinkPair(gradient: v128, l1: f64): v128 {
  const signs = v128.and(gradient, f64x2.splat(-0.0));
  return v128.or(signs, f64x2.max(f64x2.splat(0), f64x2.sub(f64x2.abs(gradient), f64x2.splat(l1))));
}

/**
 * Walks bins from left to right, two at a time; the left side starts with `left` (the sum of missing values, or nothing).
 * All sums stay in units, which are powers of two: nothing is lost by scaling gains instead.
 */
function scan(histogram: usize, bins: i32, left: v128, missingLeft: i32, floor: f64, sums: usize, found: usize): void {
  const perGradient = load<f64>(PER_UNIT);
  const perHessian = load<f64>(PER_UNIT, 8);
  const perGain = (perGradient * perGradient) / perHessian;
  const l1 = load<f64>(L1) / perGradient;
  const l2 = load<f64>(L2) / perHessian;
  const gradient = f64x2.splat(load<f64>(sums));
  const hessian = load<f64>(sums, 8);
  // Both floors as hessians: rows are hessian times the rows per hessian.
  const least = max<f64>(load<f64>(MIN_HESSIAN), (load<f64>(MIN_LEAF) - 0.5) / load<f64>(sums, 16)) / perHessian;
  const most = hessian - least;
  const all = f64x2.splat(hessian + l2);
  const ridge = f64x2.splat(l2);
  const end = histogram + ((<usize>bins) << 4);
  let best = (floor + load<f64>(found)) / perGain;
  let bestAt: usize = 0;
  let bestLeft = left;
  let at = histogram;
  for (; at < end; at += 16) {
    const next = f64x2.add(left, v128.load(at));
    if (f64x2.extract_lane(next, 1) >= least) break;
    left = next;
  }
  for (; at < end; at += 32) {
    const one = v128.load(at);
    const first = f64x2.add(left, one);
    if (f64x2.extract_lane(first, 1) > most) break;
    // Sums are whole numbers, the same in any order; this one does not wait for the other.
    const second = f64x2.add(left, f64x2.add(one, v128.load(at, 16)));
    left = second;
    let onLeft = v128.shuffle<f64>(first, second, 0, 2);
    const leftHessian = v128.shuffle<f64>(first, second, 1, 3);
    let onRight = f64x2.sub(gradient, onLeft);
    if (l1 !== 0) {
      onLeft = shrinkPair(onLeft, l1);
      onRight = shrinkPair(onRight, l1);
    }
    const leftWeight = f64x2.add(leftHessian, ridge);
    const rightWeight = f64x2.sub(all, leftHessian);
    const numerator = f64x2.add(
      f64x2.mul(f64x2.mul(onLeft, onLeft), rightWeight),
      f64x2.mul(f64x2.mul(onRight, onRight), leftWeight),
    );
    const denominator = f64x2.mul(leftWeight, rightWeight);
    // numerator / denominator > best, without a division per bin.
    if (!v128.any_true(f64x2.gt(numerator, f64x2.mul(f64x2.splat(best), denominator)))) continue;
    const above = f64x2.extract_lane(numerator, 0);
    const below = f64x2.extract_lane(denominator, 0);
    if (above > best * below) {
      best = above / below;
      bestAt = at;
      bestLeft = first;
    }
    const nextAbove = f64x2.extract_lane(numerator, 1);
    const nextBelow = f64x2.extract_lane(denominator, 1);
    if (at + 16 >= end || f64x2.extract_lane(leftHessian, 1) > most || nextAbove <= best * nextBelow) continue;
    best = nextAbove / nextBelow;
    bestAt = at + 16;
    bestLeft = second;
  }
  const gain = best * perGain - floor;
  if (bestAt !== 0 && gain > load<f64>(found)) {
    record(found, gain, bestLeft, <i32>((bestAt - histogram) >> 4), missingLeft);
  }
}

function record(found: usize, gain: f64, left: v128, bin: i32, missingLeft: i32): void {
  store<f64>(found, gain);
  v128.store(found + 16, left);
  store<i32>(found, bin, 32);
  store<i32>(found, missingLeft, 36);
  store<i32>(found, 1, 40);
}

function limitedValue(gradient: f64, hessian: f64, l1: f64, l2: f64, sums: usize): f64 {
  let value = -shrink(gradient, l1) / (hessian + l2);
  const step = load<f64>(MAX_STEP);
  if (step > 0) value = clamp(value, -step, step);
  return clamp(value, load<f64>(sums, 24), load<f64>(sums, 32));
}

function gainOfValue(gradient: f64, hessian: f64, l1: f64, l2: f64, value: f64): f64 {
  return -(2 * shrink(gradient, l1) * value + (hessian + l2) * value * value);
}

/** With bounds on values: gains of the bounded values, and no cut against the direction of its feature. */
function scanLimited(
  histogram: usize,
  bins: i32,
  left: v128,
  missingLeft: i32,
  gradient: f64,
  hessian: f64,
  floor: f64,
  direction: i32,
  sums: usize,
  found: usize,
): void {
  const l1 = load<f64>(L1);
  const l2 = load<f64>(L2);
  const perUnit = v128.load(PER_UNIT);
  const least = max<f64>(load<f64>(MIN_HESSIAN), (load<f64>(MIN_LEAF) - 0.5) / load<f64>(sums, 16));
  const most = hessian - least;
  for (let bin = 0; bin < bins; bin++) {
    left = f64x2.add(left, v128.load(histogram + ((<usize>bin) << 4)));
    const scaled = f64x2.mul(left, perUnit);
    const leftGradient = f64x2.extract_lane(scaled, 0);
    const leftHessian = f64x2.extract_lane(scaled, 1);
    if (leftHessian < least) continue;
    if (leftHessian > most) break;
    const rightGradient = gradient - leftGradient;
    const rightHessian = hessian - leftHessian;
    const onLeft = limitedValue(leftGradient, leftHessian, l1, l2, sums);
    const onRight = limitedValue(rightGradient, rightHessian, l1, l2, sums);
    if ((direction > 0 && onLeft > onRight) || (direction < 0 && onLeft < onRight)) continue;
    const gain =
      gainOfValue(leftGradient, leftHessian, l1, l2, onLeft) +
      gainOfValue(rightGradient, rightHessian, l1, l2, onRight) -
      floor;
    if (gain > load<f64>(found)) record(found, gain, left, bin, missingLeft);
  }
}
