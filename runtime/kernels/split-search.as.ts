// The best cut of a number feature in a node, from its histogram: G²/(H + l2) per side over that of the unsplit node, with G
// shrunk by l1 (Chen and Guestrin, 2016). Category features: category-split.as.ts.
import { ESTIMATE_ERROR, estimateCuts, estimateOf } from "./cut-estimate.as";
import {
  ESTIMATED,
  EXACT,
  FEATURE_BYTES,
  FEATURE_TABLE,
  FOUND_BYTES,
  GROUP_BYTES,
  GROUP_TABLE,
  L1,
  L2,
  MAX_STEP,
  MIN_GAIN,
  MIN_HESSIAN,
  MIN_LEAF,
  NOT_FOUND,
  PER_UNIT,
} from "./memory-map";

export function shrink(gradient: f64, l1: f64): f64 {
  return copysign<f64>(max<f64>(0, abs<f64>(gradient) - l1), gradient);
}

function clamp(value: f64, low: f64, high: f64): f64 {
  return max<f64>(low, min<f64>(high, value));
}

/**
 * Writes the best cut of a feature to `found`, or where it is enough what a cut gains at most and at least (FOUND_BYTES);
 * `estimates` as `prepareEstimates` says.
 */
export function searchFeature(histogram: usize, feature: i32, sums: usize, found: usize, estimates: bool): void {
  store<i32>(found, NOT_FOUND, 40);
  const row = <usize>load<u32>(FEATURE_TABLE) + <usize>feature * FEATURE_BYTES;
  if (load<i32>(row + 16) === 0 || load<i32>(row + 8) === 1) return;
  const direction = load<i32>(row + 12);
  const perUnit = v128.load(PER_UNIT);
  const total = f64x2.mul(v128.load(sums), perUnit);
  const gradient = f64x2.extract_lane(total, 0);
  const hessian = f64x2.extract_lane(total, 1);
  const l1 = load<f64>(L1);
  const l2 = load<f64>(L2);
  const limited = direction !== 0 || hasLimits(sums);
  const floor = gainOfSide(gradient, hessian, l1, l2, limited ? sums : 0) + load<f64>(MIN_GAIN);
  const bins = load<i32>(row);
  const missing = load<i32>(row + 4);
  const last = missing >= 0 ? bins - 1 : bins;
  const missingSums: u64 = missing >= 0 ? load<u64>(histogram + ((<usize>missing) << 3)) : 0;
  if (estimates && !limited) {
    let most = estimateCuts(histogram, last, 0);
    if (missingSums !== 0) most = max<f32>(most, estimateCuts(histogram, last, missingSums));
    const value = estimateOf(most);
    store<f64>(found, value * (1 + ESTIMATE_ERROR) - floor);
    store<f64>(found, value * (1 - ESTIMATE_ERROR) - floor, 8);
    store<i32>(found, most > 0 ? ESTIMATED : NOT_FOUND, 40);
    return;
  }
  store<f64>(found, 0);
  for (let missingLeft = 0; missingLeft < (missingSums === 0 ? 1 : 2); missingLeft++) {
    const start = missingLeft === 0 ? 0 : missingSums;
    if (limited) scanLimited(histogram, last, start, missingLeft, gradient, hessian, floor, direction, sums, found);
    else scan(histogram, last, start, missingLeft, floor, sums, found);
  }
}

/** Where a feature, given by its row in the table, lies in the histogram of a node. */
export function placeOf(row: usize): usize {
  const group = <usize>load<u32>(GROUP_TABLE) + <usize>load<i32>(row + 20) * GROUP_BYTES;
  return <usize>load<u32>(group + 16) + ((<usize>load<i32>(row + 24)) << (<usize>load<i32>(group + 12)));
}

/**
 * The place of the best cut among those that were found per feature, the first of equals; 0 when there is none. Features whose
 * estimate is not below the best by more than its error are searched exactly in the node's histogram.
 */
export function bestFound(found: usize, features: i32, histogram: usize, sums: usize): usize {
  let sure: f64 = 0;
  for (let feature = 0; feature < features; feature++) {
    const at = found + <usize>feature * FOUND_BYTES;
    const state = load<i32>(at, 40);
    if (state !== NOT_FOUND) sure = max<f64>(sure, load<f64>(state === ESTIMATED ? at + 8 : at));
  }
  let best: f64 = 0;
  let bestAt: usize = 0;
  for (let feature = 0; feature < features; feature++) {
    const at = found + <usize>feature * FOUND_BYTES;
    // As `sure` rises by what was searched exactly, others need not be.
    if (load<i32>(at, 40) === NOT_FOUND || !(load<f64>(at) > 0) || load<f64>(at) < sure) continue;
    if (load<i32>(at, 40) === ESTIMATED) {
      const row = <usize>load<u32>(FEATURE_TABLE) + <usize>feature * FEATURE_BYTES;
      searchFeature(histogram + placeOf(row), feature, sums, at, false);
      if (load<i32>(at, 40) === NOT_FOUND) continue;
      sure = max<f64>(sure, load<f64>(at));
    }
    if (!(load<f64>(at) > best)) continue;
    best = load<f64>(at);
    bestAt = at;
  }
  return bestAt;
}

/** shrink, two at a time. */
function shrinkPair(gradient: v128, l1: f64): v128 {
  const signs = v128.and(gradient, f64x2.splat(-0.0));
  return v128.or(signs, f64x2.max(f64x2.splat(0), f64x2.sub(f64x2.abs(gradient), f64x2.splat(l1))));
}

/**
 * Walks bins from left to right, two at a time; the left side starts with `start` (the bin of missing values, or 0). All sums
 * stay in units, which are powers of two: nothing is lost by scaling gains instead.
 */
function scan(histogram: usize, bins: i32, start: u64, missingLeft: i32, floor: f64, sums: usize, found: usize): void {
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
  const end = histogram + ((<usize>bins) << 3);
  let best = (floor + load<f64>(found)) / perGain;
  let bestAt: usize = 0;
  let bestLeft = start;
  let at = histogram;
  let left = start;
  for (; at < end; at += 8) {
    const next = left + load<u64>(at);
    if (<f64>(<i32>next) >= least) break;
    left = next;
  }
  const none = i64x2.splat(0);
  let before = i64x2.splat(left);
  for (; at < end; at += 16) {
    const pair = v128.load(at);
    const both = i64x2.add(before, i64x2.add(pair, v128.shuffle<i64>(none, pair, 0, 2)));
    const leftHessian = f64x2.convert_low_i32x4_s(v128.shuffle<i32>(both, both, 0, 2, 0, 2));
    if (f64x2.extract_lane(leftHessian, 0) > most) break;
    before = v128.shuffle<i64>(both, both, 1, 1);
    let onLeft = f64x2.convert_low_i32x4_s(v128.shuffle<i32>(both, both, 1, 3, 1, 3));
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
      bestLeft = i64x2.extract_lane(both, 0);
    }
    const nextAbove = f64x2.extract_lane(numerator, 1);
    const nextBelow = f64x2.extract_lane(denominator, 1);
    if (at + 8 >= end || f64x2.extract_lane(leftHessian, 1) > most || !(nextAbove > best * nextBelow)) continue;
    best = nextAbove / nextBelow;
    bestAt = at + 8;
    bestLeft = i64x2.extract_lane(both, 1);
  }
  const gain = best * perGain - floor;
  if (bestAt === 0 || !(gain > load<f64>(found))) return;
  record(
    found,
    gain,
    <f64>(<i32>(bestLeft >> 32)),
    <f64>(<i32>bestLeft),
    <i32>((bestAt - histogram) >> 3),
    missingLeft,
  );
}

/** Sums of the left side in units. */
function record(found: usize, gain: f64, gradient: f64, hessian: f64, bin: i32, missingLeft: i32): void {
  store<f64>(found, gain);
  store<f64>(found, gradient, 16);
  store<f64>(found, hessian, 24);
  store<i32>(found, bin, 32);
  store<i32>(found, missingLeft, 36);
  store<i32>(found, EXACT, 40);
}

/** Whether the values of a leaf's sides have bounds. */
export function hasLimits(sums: usize): bool {
  return load<f64>(sums, 24) > -Infinity || load<f64>(sums, 32) < Infinity || load<f64>(MAX_STEP) > 0;
}

export function limitedValue(gradient: f64, hessian: f64, l1: f64, l2: f64, sums: usize): f64 {
  let value = -shrink(gradient, l1) / (hessian + l2);
  const step = load<f64>(MAX_STEP);
  if (step > 0) value = clamp(value, -step, step);
  return clamp(value, load<f64>(sums, 24), load<f64>(sums, 32));
}

export function gainOfValue(gradient: f64, hessian: f64, l1: f64, l2: f64, value: f64): f64 {
  return -(2 * shrink(gradient, l1) * value + (hessian + l2) * value * value);
}

/** What a side gains; `limits`: the sums of its leaf where its value has bounds (`hasLimits`), else 0. */
export function gainOfSide(gradient: f64, hessian: f64, l1: f64, l2: f64, limits: usize): f64 {
  if (limits !== 0) {
    return gainOfValue(gradient, hessian, l1, l2, limitedValue(gradient, hessian, l1, l2, limits));
  }
  const shrunk = shrink(gradient, l1);
  return (shrunk * shrunk) / (hessian + l2);
}

/** With bounds on values: gains of the bounded values, and no cut against the direction of its feature. */
function scanLimited(
  histogram: usize,
  bins: i32,
  start: u64,
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
  const perGradient = load<f64>(PER_UNIT);
  const perHessian = load<f64>(PER_UNIT, 8);
  const least = max<f64>(load<f64>(MIN_HESSIAN), (load<f64>(MIN_LEAF) - 0.5) / load<f64>(sums, 16));
  const most = hessian - least;
  let left = start;
  for (let bin = 0; bin < bins; bin++) {
    left += load<u64>(histogram + ((<usize>bin) << 3));
    const leftGradient = <f64>(<i32>(left >> 32)) * perGradient;
    const leftHessian = <f64>(<i32>left) * perHessian;
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
    if (!(gain > load<f64>(found))) continue;
    record(found, gain, <f64>(<i32>(left >> 32)), <f64>(<i32>left), bin, missingLeft);
  }
}
