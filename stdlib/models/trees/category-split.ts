// Splits of a category feature into two sets of levels: levels are sorted by their gradient statistic, then cut like
// numbers (Fisher, 1958), from both ends. Few levels: each against the rest. LightGBM's rules and names.
import { type LeafSums, leafGain, type Split, type SplitRules, type Units } from "./split.ts";

/** Rows that a group of levels needs before a cut is tried after it (LightGBM's min_data_per_group). */
const MIN_GROUP = 100;

const ranks = new Float64Array(256);
const sorted = new Int32Array(256);

/** The histogram of the feature starts at word `first`: hessian and gradient of each bin, in units. */
export function findCategorySplit(
  histogram: Int32Array,
  first: number,
  bins: number,
  feature: number,
  sums: LeafSums,
  units: Units,
  rules: SplitRules,
  floor: number,
  split: Split,
): void {
  if (bins <= rules.maxCatOnehot) splitOneLevel(histogram, first, bins, feature, sums, units, rules, floor, split);
  else splitSortedLevels(histogram, first, bins, feature, sums, units, rules, floor, split);
}

function splitOneLevel(
  histogram: Int32Array,
  first: number,
  bins: number,
  feature: number,
  sums: LeafSums,
  units: Units,
  rules: SplitRules,
  floor: number,
  split: Split,
): void {
  for (let bin = 0; bin < bins; bin++) {
    const hessian = histogram[first + 2 * bin]! * units.hessian;
    const gradient = histogram[first + 2 * bin + 1]! * units.gradient;
    if (!sidesAreLargeEnough(hessian, sums, rules)) continue;
    const gain = gainOf(gradient, hessian, sums, rules.l1, rules.l2) - floor;
    if (gain <= Math.max(split.gain, 0)) continue;
    split.set.fill(0);
    addBin(split.set, bin);
    record(split, gain, feature, gradient / units.gradient, hessian / units.hessian, 0);
  }
}

function splitSortedLevels(
  histogram: Int32Array,
  first: number,
  bins: number,
  feature: number,
  sums: LeafSums,
  units: Units,
  rules: SplitRules,
  floor: number,
  split: Split,
): void {
  let levels = 0;
  for (let bin = 1; bin < bins; bin++) {
    const hessian = histogram[first + 2 * bin]! * units.hessian;
    const gradient = histogram[first + 2 * bin + 1]! * units.gradient;
    if (hessian <= 0 || hessian * sums.rowsPerHessian < rules.catRows) continue;
    const rank = gradient / (hessian + rules.catSmooth);
    // Insertion sort: at most 255 levels, no allocation, stable.
    let place = levels++;
    while (place > 0 && ranks[place - 1]! > rank) {
      ranks[place] = ranks[place - 1]!;
      sorted[place] = sorted[place - 1]!;
      place--;
    }
    ranks[place] = rank;
    sorted[place] = bin;
  }
  const l2 = rules.l2 + rules.catL2;
  const most = Math.min(rules.maxCatThreshold, (levels + 1) >> 1);
  for (let direction = 1; direction >= -1; direction -= 2) {
    const start = direction === 1 ? 0 : levels - 1;
    let gradient = 0;
    let hessian = 0;
    let group = 0;
    for (let i = 0; i < most; i++) {
      const at = first + 2 * sorted[start + direction * i]!;
      gradient += histogram[at + 1]! * units.gradient;
      const added = histogram[at]! * units.hessian;
      hessian += added;
      group += added * sums.rowsPerHessian;
      const rest = (sums.hessian - hessian) * sums.rowsPerHessian;
      if (rest < Math.max(rules.minLeaf, MIN_GROUP) - 0.5) break;
      if (!sidesAreLargeEnough(hessian, sums, rules) || group < MIN_GROUP) continue;
      group = 0;
      const gain = gainOf(gradient, hessian, sums, rules.l1, l2) - floor;
      if (gain <= Math.max(split.gain, 0)) continue;
      split.set.fill(0);
      for (let k = 0; k <= i; k++) addBin(split.set, sorted[start + direction * k]!);
      record(split, gain, feature, gradient / units.gradient, hessian / units.hessian, rules.catL2);
    }
  }
}

const addBin = (set: Uint8Array, bin: number): void => {
  set[bin >> 3] = set[bin >> 3]! | (1 << (bin & 7));
};

const gainOf = (gradient: number, hessian: number, sums: LeafSums, l1: number, l2: number): number =>
  leafGain(gradient, hessian, l1, l2) + leafGain(sums.gradient - gradient, sums.hessian - hessian, l1, l2);

function sidesAreLargeEnough(hessian: number, sums: LeafSums, rules: SplitRules): boolean {
  const smaller = Math.min(hessian, sums.hessian - hessian);
  return smaller >= rules.minHessian && smaller * sums.rowsPerHessian >= rules.minLeaf - 0.5;
}

function record(split: Split, gain: number, feature: number, gradient: number, hessian: number, extraL2: number): void {
  split.gain = gain;
  split.feature = feature;
  split.isSet = true;
  split.missingLeft = false;
  split.leftGradient = gradient;
  split.leftHessian = hessian;
  split.extraL2 = extraL2;
}
