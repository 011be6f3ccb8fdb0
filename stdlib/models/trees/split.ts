// What a split is and what it gains: G²/(H + l2) per side over that of the unsplit leaf, with G shrunk by l1 (Chen and
// Guestrin, 2016).

export interface SplitRules {
  readonly minLeaf: number;
  readonly minHessian: number;
  readonly minGain: number;
  readonly l1: number;
  readonly l2: number;
  /** Largest absolute value of a leaf before shrinkage; 0 for no limit. */
  readonly maxStep: number;
  readonly catSmooth: number;
  /** Rows of a level below which it is not sorted among the others (LightGBM takes cat_smooth for this too). */
  readonly catRows: number;
  readonly catL2: number;
  readonly maxCatThreshold: number;
  readonly maxCatOnehot: number;
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
  /** Sums of the left side in units. */
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

/** Gradients and hessians are rounded to whole units, so that their sums are exact in any order. */
export interface Units {
  /** True value of one unit. */
  gradient: number;
  hessian: number;
}

/** Sums of the leaf that is split, as true values; counts of bins are estimated from hessians, as LightGBM does. */
export interface LeafSums {
  gradient: number;
  hessian: number;
  rowsPerHessian: number;
}
