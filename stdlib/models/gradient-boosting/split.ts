// What a split is and what it gains: G²/(H + l2) per side over that of the unsplit leaf, with G shrunk by l1 (Chen and
// Guestrin, 2016).
import type { HistogramLayout } from "./histogram.ts";

/** In the units of the sums that they are compared with. */
export interface SplitRules {
  readonly minLeaf: number;
  readonly minHessian: number;
  readonly minGain: number;
  readonly l1: number;
  readonly l2: number;
  readonly catSmooth: number;
  /** Rows of a level below which it is not sorted among the others (LightGBM takes cat_smooth for this too). */
  readonly catRows: number;
  readonly catL2: number;
  readonly maxCatThreshold: number;
  readonly maxCatOnehot: number;
}

export interface SplitFeatures {
  readonly layout: HistogramLayout;
  readonly isCategory: Uint8Array;
  /** Bin of missing values, or -1. */
  readonly missingBins: Int32Array;
}

/** Bits of 256 bins. */
export const SET_BYTES = 32;

/** Overwritten in place by every search, so that growing a tree allocates nothing. */
export interface Split {
  /** Gain over the unsplit leaf; negative infinity when there is no split. */
  gain: number;
  feature: number;
  /** Numbers: last bin of the left side. */
  bin: number;
  missingLeft: boolean;
  isSet: boolean;
  /** Categories: bins of the left side. */
  readonly set: Uint8Array;
  leftGradient: number;
  leftHessian: number;
  /** Added to l2 in the values of both children (splits on sets of levels). */
  extraL2: number;
}

export const createSplit = (): Split => ({
  gain: Number.NEGATIVE_INFINITY,
  feature: -1,
  bin: 0,
  missingLeft: false,
  isSet: false,
  set: new Uint8Array(SET_BYTES),
  leftGradient: 0,
  leftHessian: 0,
  extraL2: 0,
});

export const shrink = (gradient: number, l1: number): number =>
  l1 === 0 ? gradient : Math.sign(gradient) * Math.max(0, Math.abs(gradient) - l1);

export const leafGain = (gradient: number, hessian: number, l1: number, l2: number): number => {
  const shrunk = shrink(gradient, l1);
  return (shrunk * shrunk) / (hessian + l2);
};

/** Sums of the leaf that is split, in units; counts of bins are estimated from hessians, as LightGBM does. */
export interface LeafSums {
  /** A packed sum is gradient * unit + hessian. */
  unit: number;
  gradient: number;
  hessian: number;
  rowsPerHessian: number;
}

/** The rules in units of packed sums: gains in units are true gains times gradientScale² / hessianScale. */
export const scaledRules = (rules: SplitRules, gradientScale: number, hessianScale: number): SplitRules => ({
  ...rules,
  l1: rules.l1 * gradientScale,
  l2: rules.l2 * hessianScale,
  minHessian: rules.minHessian * hessianScale,
  minGain: hessianScale > 0 ? (rules.minGain * gradientScale * gradientScale) / hessianScale : 0,
  catL2: rules.catL2 * hessianScale,
  catSmooth: rules.catSmooth * hessianScale,
});
