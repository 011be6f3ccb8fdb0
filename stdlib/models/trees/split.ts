// What a tree may split, and how it grows. What a split gains: G²/(H + l2) per side over that of the unsplit leaf, with G shrunk by
// l1 (Chen and Guestrin, 2016).

export interface GrowRules {
  readonly leaves: number;
  /** -1: no limit. */
  readonly maxDepth: number;
  readonly growth: "leafwise" | "depthwise" | "symmetric";
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

/** Bits of 256 bins: the left side of a split on a category. */
export const SET_BYTES = 32;
