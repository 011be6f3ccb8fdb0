// Splits of a category feature into two sets of levels: levels are sorted by their gradient statistic, then cut like
// numbers (Fisher, 1958), from both ends. Few levels: each against the rest. LightGBM's rules and names.
import {
  CAT_L2,
  CAT_MOST,
  CAT_ONEHOT,
  CAT_RANKS,
  CAT_ROWS,
  CAT_SMOOTH,
  CAT_SORTED,
  L1,
  L2,
  LEAF_SUMS,
  MIN_GAIN,
  MIN_HESSIAN,
  MIN_LEAF,
  PER_UNIT,
  SPLIT_EXTRA_L2,
  SPLIT_FEATURE,
  SPLIT_GAIN,
  SPLIT_IS_SET,
  SPLIT_MISSING_LEFT,
  SPLIT_SET,
  SPLIT_SUMS,
} from "./memory-map";
import { gainOfSide, hasLimits } from "./split-search.as";

/** Rows that a group of levels needs before a cut is tried after it (LightGBM's min_data_per_group). */
const MIN_GROUP: f64 = 100;

// True sums of the leaf that is split, its rows per hessian, and what a split has to gain. One thread searches categories.
let allGradient: f64 = 0;
let allHessian: f64 = 0;
let rowsPerHessian: f64 = 0;
let floor: f64 = 0;
// Sums of the leaf, with the bounds of its values; 0 where there are none.
let limits: usize = 0;

/** Puts the best split of a feature in place of the leaf's own where it gains more. Counts of bins are estimated from hessians, as LightGBM does. */
export function findCategorySplit(histogram: usize, bins: i32, feature: i32, leaf: usize): void {
  allGradient = load<f64>(leaf, LEAF_SUMS) * load<f64>(PER_UNIT);
  allHessian = load<f64>(leaf, LEAF_SUMS + 8) * load<f64>(PER_UNIT, 8);
  rowsPerHessian = load<f64>(leaf, LEAF_SUMS + 16);
  limits = hasLimits(leaf + LEAF_SUMS) ? leaf + LEAF_SUMS : 0;
  floor = gainOfSide(allGradient, allHessian, load<f64>(L1), load<f64>(L2), limits) + load<f64>(MIN_GAIN);
  if (bins <= load<i32>(CAT_ONEHOT)) splitOneLevel(histogram, bins, feature, leaf);
  else splitSortedLevels(histogram, bins, feature, leaf);
}

function gradientOf(histogram: usize, bin: i32): f64 {
  return <f64>load<i32>(histogram + ((<usize>bin) << 3), 4) * load<f64>(PER_UNIT);
}

function hessianOf(histogram: usize, bin: i32): f64 {
  return <f64>load<i32>(histogram + ((<usize>bin) << 3)) * load<f64>(PER_UNIT, 8);
}

/** As whole rows: what is counted by equal hessians must not fall short of a limit by a rounding. */
function rowsOf(hessian: f64): f64 {
  return Math.floor(hessian * rowsPerHessian + 0.5);
}

function gainOf(gradient: f64, hessian: f64, l2: f64): f64 {
  const l1 = load<f64>(L1);
  const left = gainOfSide(gradient, hessian, l1, l2, limits);
  return left + gainOfSide(allGradient - gradient, allHessian - hessian, l1, l2, limits) - floor;
}

function sidesAreLargeEnough(hessian: f64): bool {
  const smaller = min<f64>(hessian, allHessian - hessian);
  return smaller >= load<f64>(MIN_HESSIAN) && smaller * rowsPerHessian >= load<f64>(MIN_LEAF) - 0.5;
}

function splitOneLevel(histogram: usize, bins: i32, feature: i32, leaf: usize): void {
  for (let bin = 0; bin < bins; bin++) {
    const gradient = gradientOf(histogram, bin);
    const hessian = hessianOf(histogram, bin);
    if (!sidesAreLargeEnough(hessian)) continue;
    const gain = gainOf(gradient, hessian, load<f64>(L2));
    if (gain <= max<f64>(load<f64>(leaf, SPLIT_GAIN), 0)) continue;
    memory.fill(leaf + SPLIT_SET, 0, 32);
    addBin(leaf, bin);
    record(leaf, gain, feature, gradient, hessian, 0);
  }
}

function rankPlace(place: i32): usize {
  return <usize>CAT_RANKS + ((<usize>place) << 3);
}

function levelPlace(place: i32): usize {
  return <usize>CAT_SORTED + ((<usize>place) << 2);
}

/** Levels with enough rows by rising rank; returns how many. An insertion sort: at most 255 levels, stable. */
function sortLevels(histogram: usize, bins: i32): i32 {
  let levels = 0;
  for (let bin = 1; bin < bins; bin++) {
    const hessian = hessianOf(histogram, bin);
    if (hessian <= 0 || rowsOf(hessian) < load<f64>(CAT_ROWS)) continue;
    const rank = gradientOf(histogram, bin) / (hessian + load<f64>(CAT_SMOOTH));
    let place = levels++;
    for (; place > 0 && load<f64>(rankPlace(place - 1)) > rank; place--) {
      store<f64>(rankPlace(place), load<f64>(rankPlace(place - 1)));
      store<i32>(levelPlace(place), load<i32>(levelPlace(place - 1)));
    }
    store<f64>(rankPlace(place), rank);
    store<i32>(levelPlace(place), bin);
  }
  return levels;
}

function splitSortedLevels(histogram: usize, bins: i32, feature: i32, leaf: usize): void {
  const levels = sortLevels(histogram, bins);
  const extraL2 = load<f64>(CAT_L2);
  const l2 = load<f64>(L2) + extraL2;
  const most = min<i32>(load<i32>(CAT_MOST), (levels + 1) >> 1);
  for (let direction = 1; direction >= -1; direction -= 2) {
    const start = direction === 1 ? 0 : levels - 1;
    let gradient: f64 = 0;
    let hessian: f64 = 0;
    let group: f64 = 0;
    for (let i = 0; i < most; i++) {
      const bin = load<i32>(levelPlace(start + direction * i));
      gradient += gradientOf(histogram, bin);
      const added = hessianOf(histogram, bin);
      hessian += added;
      group += rowsOf(added);
      if (rowsOf(allHessian - hessian) < max<f64>(load<f64>(MIN_LEAF), MIN_GROUP)) break;
      if (!sidesAreLargeEnough(hessian) || group < MIN_GROUP) continue;
      group = 0;
      const gain = gainOf(gradient, hessian, l2);
      if (gain <= max<f64>(load<f64>(leaf, SPLIT_GAIN), 0)) continue;
      memory.fill(leaf + SPLIT_SET, 0, 32);
      for (let k = 0; k <= i; k++) addBin(leaf, load<i32>(levelPlace(start + direction * k)));
      record(leaf, gain, feature, gradient, hessian, extraL2);
    }
  }
}

function addBin(leaf: usize, bin: i32): void {
  const at = leaf + SPLIT_SET + <usize>(bin >> 3);
  store<u8>(at, load<u8>(at) | ((<u8>1) << (<u8>(bin & 7))));
}

function record(leaf: usize, gain: f64, feature: i32, gradient: f64, hessian: f64, extraL2: f64): void {
  store<f64>(leaf, gain, SPLIT_GAIN);
  store<i32>(leaf, feature, SPLIT_FEATURE);
  store<i32>(leaf, 1, SPLIT_IS_SET);
  store<i32>(leaf, 0, SPLIT_MISSING_LEFT);
  // Units are powers of two.
  store<f64>(leaf, gradient / load<f64>(PER_UNIT), SPLIT_SUMS);
  store<f64>(leaf, hessian / load<f64>(PER_UNIT, 8), SPLIT_SUMS + 8);
  store<f64>(leaf, extraL2, SPLIT_EXTRA_L2);
}
