import type { TransformDeclaration } from "../../../specs/component.ts";
import { float, type ValuesOf } from "../../../specs/parameter.ts";

export const dropCorrelated = {
  family: "transform",
  name: "drop_correlated",
  doc: "Removes columns that say almost the same as an earlier one: going through the columns in order, one stays when its correlation with all that stay is small enough. Use it before models whose coefficients should be readable. Correlations are over the rows where both values are there.",
  params: {
    over: float({ doc: "Largest absolute Pearson correlation that is kept.", default: 0.9, min: 0, max: 1 }),
  },
  accepts: ["int", "float", "bool"],
  learns: "features",
  rows: "map",
  copies: false,
  outOfFold: false,
  causal: true,
  monotone: false,
  invertible: false,
  output: "same",
  acceptsMissing: true,
} as const satisfies TransformDeclaration;

export type DropCorrelatedParams = ValuesOf<typeof dropCorrelated.params>;
