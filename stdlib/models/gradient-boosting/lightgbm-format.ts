// LightGBM's text format (version v4), what its writer and its reader share. The children of a node count there as in our
// forests: nodes from 0 upwards, leaves from -1 downwards.
//
// Levels are numbers: the place of the level in `pandas_categorical`. Missing and unknown levels go right, so a split whose
// left side holds them is written the other way round.
import type { ObjectiveName } from "./objectives.ts";

/** Bits of `decision_type`: a set of levels, missing goes left, missing means NaN. */
export const CATEGORICAL = 1;
export const DEFAULT_LEFT = 2;
export const MISSING_NAN = 8;

export const OBJECTIVES = {
  squared: "regression",
  absolute: "regression_l1",
  huber: "huber",
  quantile: "quantile",
  poisson: "poisson",
  logistic: "binary sigmoid:1",
  softmax: "multiclass",
} as const satisfies Record<ObjectiveName, string>;
