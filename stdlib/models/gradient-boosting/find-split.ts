// The best split of one leaf over all features, from its histogram. Sums are in the units of pack-gradients.ts.
import { findCategorySplit } from "./category-split.ts";
import { type LeafSums, leafGain, type Split, type SplitFeatures, type SplitRules, shrink } from "./split.ts";

export function findSplit(
  histogram: Float64Array,
  features: SplitFeatures,
  used: Int32Array,
  sums: LeafSums,
  rules: SplitRules,
  split: Split,
): void {
  split.gain = Number.NEGATIVE_INFINITY;
  const floor = leafGain(sums.gradient, sums.hessian, rules.l1, rules.l2) + rules.minGain;
  for (let k = 0; k < used.length; k++) {
    const feature = used[k]!;
    const first = features.layout.offsets[feature]!;
    const bins = features.layout.binCounts[feature]!;
    if (features.isCategory[feature] === 1) {
      findCategorySplit(histogram, first, bins, feature, sums, rules, floor, split);
      continue;
    }
    const missing = features.missingBins[feature]!;
    const last = first + bins - (missing >= 0 ? 1 : 0);
    scanNumbers(histogram, first, last, feature, 0, false, sums, rules, floor, split);
    if (missing < 0) continue;
    const ofMissing = histogram[first + missing]!;
    if (ofMissing !== 0) scanNumbers(histogram, first, last, feature, ofMissing, true, sums, rules, floor, split);
  }
}

/** Walks the bins `first .. end-1` from left to right; the left side starts with the given sum (that of missing values). */
function scanNumbers(
  histogram: Float64Array,
  first: number,
  end: number,
  feature: number,
  leftStart: number,
  missingLeft: boolean,
  sums: LeafSums,
  rules: SplitRules,
  floor: number,
  split: Split,
): void {
  const { gradient, hessian, unit } = sums;
  const { l1, l2 } = rules;
  const perUnit = 1 / unit;
  // Both floors in hessian units: rows are hessian times `rowsPerHessian`.
  const least = Math.max(rules.minHessian, (rules.minLeaf - 0.5) / sums.rowsPerHessian);
  const most = hessian - least;
  let left = leftStart;
  let best = floor + Math.max(split.gain, 0);
  let bestBin = -1;
  let bestGradient = 0;
  let bestHessian = 0;
  for (let bin = first; bin < end; bin++) {
    const value = histogram[bin]!;
    left += value;
    const leftGradient = Math.floor(left * perUnit);
    const leftHessian = left - leftGradient * unit;
    if (leftHessian < least) continue;
    if (leftHessian > most) break;
    const onLeft = l1 === 0 ? leftGradient : shrink(leftGradient, l1);
    const onRight = l1 === 0 ? gradient - leftGradient : shrink(gradient - leftGradient, l1);
    const leftWeight = leftHessian + l2;
    const rightWeight = hessian - leftHessian + l2;
    const numerator = onLeft * onLeft * rightWeight + onRight * onRight * leftWeight;
    const denominator = leftWeight * rightWeight;
    // numerator / denominator > best, without a division per bin.
    if (numerator <= best * denominator) continue;
    best = numerator / denominator;
    bestBin = bin;
    bestGradient = leftGradient;
    bestHessian = leftHessian;
  }
  if (bestBin < 0) return;
  split.gain = best - floor;
  split.feature = feature;
  split.bin = bestBin - first;
  split.missingLeft = missingLeft;
  split.isSet = false;
  split.leftGradient = bestGradient;
  split.leftHessian = bestHessian;
  split.extraL2 = 0;
}
