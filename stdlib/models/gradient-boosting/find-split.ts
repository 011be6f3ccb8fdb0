// The best split of one leaf over all features, from its histogram.
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
    scanNumbers(histogram, first, last, feature, 0, 0, false, sums, rules, floor, split);
    const pair = 2 * (first + missing);
    if (missing >= 0 && histogram[pair + 1]! * sums.rowsPerHessian > 0.5) {
      const missingGradient = histogram[pair]!;
      const missingHessian = histogram[pair + 1]!;
      scanNumbers(histogram, first, last, feature, missingGradient, missingHessian, true, sums, rules, floor, split);
    }
  }
}

/** Walks the bins `first .. end-1` from left to right; the left side starts with the given sums (those of missing values). */
function scanNumbers(
  histogram: Float64Array,
  first: number,
  end: number,
  feature: number,
  startGradient: number,
  startHessian: number,
  missingLeft: boolean,
  sums: LeafSums,
  rules: SplitRules,
  floor: number,
  split: Split,
): void {
  const { gradient, hessian, rowsPerHessian } = sums;
  const { l1, l2 } = rules;
  // Both floors in units of hessian: rows are hessian times `rowsPerHessian`.
  const least = Math.max(rules.minHessian, (rules.minLeaf - 0.5) / rowsPerHessian);
  const most = hessian - least;
  let leftGradient = startGradient;
  let leftHessian = startHessian;
  let best = Math.max(split.gain, 0);
  let bestBin = -1;
  let bestGradient = 0;
  let bestHessian = 0;
  for (let pair = first; pair < end; pair++) {
    const binHessian = histogram[2 * pair + 1]!;
    if (binHessian === 0) continue;
    leftGradient += histogram[2 * pair]!;
    leftHessian += binHessian;
    if (leftHessian < least) continue;
    if (leftHessian > most) break;
    const left = l1 === 0 ? leftGradient : shrink(leftGradient, l1);
    const right = l1 === 0 ? gradient - leftGradient : shrink(gradient - leftGradient, l1);
    const leftWeight = leftHessian + l2;
    const rightWeight = hessian - leftHessian + l2;
    const gain = (left * left * rightWeight + right * right * leftWeight) / (leftWeight * rightWeight) - floor;
    if (gain > best) {
      best = gain;
      bestBin = pair;
      bestGradient = leftGradient;
      bestHessian = leftHessian;
    }
  }
  if (bestBin < 0) return;
  split.gain = best;
  split.feature = feature;
  split.bin = bestBin - first;
  split.missingLeft = missingLeft;
  split.isSet = false;
  split.leftGradient = bestGradient;
  split.leftHessian = bestHessian;
  split.extraL2 = 0;
}
