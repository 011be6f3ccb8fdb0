// The cut that gains most when all leaves of a level are split by it (symmetric trees).
import {
  EXACT,
  FEATURE_BYTES,
  FEATURE_TABLE,
  FOUND,
  FOUND_BYTES,
  GROUP_BYTES,
  GROUP_TABLE,
  GROW_LEAVES,
  L1,
  L2,
  LEAF_BYTES,
  LEAF_COUNT,
  LEAF_HISTOGRAM,
  LEAF_SUMS,
  LEVEL_GAINS,
  LEVEL_LEAVES,
  MIN_GAIN,
  MIN_HESSIAN,
  MIN_LEAF,
  NOT_FOUND,
  PER_UNIT,
} from "./memory-map";
import { gainOfSide, hasLimits, limitedValue } from "./split-search.as";

/** Gradient and hessian of a bin. */
function sumsOf(bin: usize): v128 {
  const pair = v128.load64_zero(bin);
  return f64x2.convert_low_i32x4_s(v128.shuffle<i32>(pair, pair, 1, 0, 2, 3));
}

/** Hessian that a side needs, of a leaf with these sums. */
export function leastHessian(sums: usize): f64 {
  return max<f64>(load<f64>(MIN_HESSIAN), (load<f64>(MIN_LEAF) - 0.5) / load<f64>(sums, 16));
}

/**
 * Adds what a leaf gains by each cut of a feature to `gains` (one f64 per bin). A side that is too small gains nothing, nor do
 * sides whose values stand against the direction of the feature: they end as one value.
 */
function addGains(histogram: usize, bins: i32, start: v128, sums: usize, direction: i32, gains: usize): void {
  const l1 = load<f64>(L1);
  const l2 = load<f64>(L2);
  const perUnit = v128.load(PER_UNIT);
  const total = f64x2.mul(v128.load(sums), perUnit);
  const gradient = f64x2.extract_lane(total, 0);
  const hessian = f64x2.extract_lane(total, 1);
  const limits: usize = hasLimits(sums) ? sums : 0;
  const floor = gainOfSide(gradient, hessian, l1, l2, limits);
  const least = leastHessian(sums);
  let left = start;
  for (let bin = 0; bin < bins; bin++) {
    left = f64x2.add(left, sumsOf(histogram + ((<usize>bin) << 3)));
    const scaled = f64x2.mul(left, perUnit);
    const leftHessian = f64x2.extract_lane(scaled, 1);
    if (leftHessian < least) continue;
    if (hessian - leftHessian < least) break;
    const leftGradient = f64x2.extract_lane(scaled, 0);
    const rightGradient = gradient - leftGradient;
    const rightHessian = hessian - leftHessian;
    if (direction !== 0) {
      const rise =
        limitedValue(rightGradient, rightHessian, l1, l2, sums) - limitedValue(leftGradient, leftHessian, l1, l2, sums);
      if (direction > 0 ? rise < 0 : rise > 0) continue;
    }
    const gain =
      gainOfSide(leftGradient, leftHessian, l1, l2, limits) +
      gainOfSide(rightGradient, rightHessian, l1, l2, limits) -
      floor;
    const at = gains + ((<usize>bin) << 3);
    store<f64>(at, load<f64>(at) + gain);
  }
}

/** One group of features over all leaves of the level; leaves are added in their order. */
export function searchLevel(item: i32): void {
  const group = <usize>load<u32>(GROUP_TABLE) + <usize>item * GROUP_BYTES;
  const first = load<i32>(group + 4);
  const lanes = load<i32>(group + 8);
  const shift = <usize>load<i32>(group + 12);
  const place = <usize>load<u32>(group + 16);
  const leaves = load<i32>(LEVEL_LEAVES);
  const table = <usize>load<u32>(GROW_LEAVES);
  for (let lane = 0; lane < lanes; lane++) {
    const feature = first + lane;
    const found = <usize>load<u32>(FOUND) + <usize>feature * FOUND_BYTES;
    store<i32>(found, NOT_FOUND, 40);
    const row = <usize>load<u32>(FEATURE_TABLE) + <usize>feature * FEATURE_BYTES;
    if (load<i32>(row + 16) === 0) continue;
    const bins = load<i32>(row);
    const missing = load<i32>(row + 4);
    const last = missing >= 0 ? bins - 1 : bins;
    const ways = missing >= 0 ? 2 : 1;
    const gains = <usize>load<u32>(LEVEL_GAINS) + ((<usize>feature) << 11);
    let best = load<f64>(MIN_GAIN);
    for (let way = 0; way < ways; way++) {
      memory.fill(gains, 0, 2048);
      for (let k = 0; k < leaves; k++) {
        const leaf = table + <usize>k * LEAF_BYTES;
        if (load<u32>(leaf, LEAF_COUNT) === 0) continue;
        const histogram = <usize>load<u32>(leaf, LEAF_HISTOGRAM) + place + ((<usize>lane) << shift);
        const start = way === 1 ? sumsOf(histogram + ((<usize>missing) << 3)) : f64x2.splat(0);
        addGains(histogram, last, start, leaf + LEAF_SUMS, load<i32>(row + 12), gains);
      }
      for (let bin = 0; bin < last; bin++) {
        const gain = load<f64>(gains + ((<usize>bin) << 3));
        if (gain <= best) continue;
        best = gain;
        store<f64>(found, gain);
        store<i32>(found, bin, 32);
        store<i32>(found, way, 36);
        store<i32>(found, EXACT, 40);
      }
    }
  }
}
