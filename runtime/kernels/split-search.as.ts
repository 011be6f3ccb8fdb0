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
    scan(histogram, last, f64x2.splat(0), 0, gradient, hessian, floor, sums, found);
    if (hasMissing) scan(histogram, last, missingSum, 1, gradient, hessian, floor, sums, found);
  }
}

/** Walks bins from left to right; the left side starts with `left` (the sum of missing values, or nothing). */
function scan(
  histogram: usize,
  bins: i32,
  left: v128,
  missingLeft: i32,
  gradient: f64,
  hessian: f64,
  floor: f64,
  sums: usize,
  found: usize,
): void {
  const l1 = load<f64>(L1);
  const l2 = load<f64>(L2);
  const perUnit = v128.load(PER_UNIT);
  // Both floors as hessians: rows are hessian times the rows per hessian.
  const least = max<f64>(load<f64>(MIN_HESSIAN), (load<f64>(MIN_LEAF) - 0.5) / load<f64>(sums, 16));
  const most = hessian - least;
  let best = floor + load<f64>(found);
  let bestBin = -1;
  let bestLeft = left;
  const all = hessian + l2;
  for (let bin = 0; bin < bins; bin++) {
    left = f64x2.add(left, v128.load(histogram + ((<usize>bin) << 4)));
    const scaled = f64x2.mul(left, perUnit);
    const leftHessian = f64x2.extract_lane(scaled, 1);
    if (leftHessian < least) continue;
    if (leftHessian > most) break;
    let onLeft = f64x2.extract_lane(scaled, 0);
    let onRight = gradient - onLeft;
    if (l1 !== 0) {
      onLeft = shrink(onLeft, l1);
      onRight = shrink(onRight, l1);
    }
    const leftWeight = leftHessian + l2;
    const rightWeight = all - leftHessian;
    const numerator = onLeft * onLeft * rightWeight + onRight * onRight * leftWeight;
    const denominator = leftWeight * rightWeight;
    // numerator / denominator > best, without a division per bin.
    if (numerator <= best * denominator) continue;
    best = numerator / denominator;
    bestBin = bin;
    bestLeft = left;
  }
  if (bestBin >= 0 && best - floor > load<f64>(found)) record(found, best - floor, bestLeft, bestBin, missingLeft);
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
