import type { TransformDeclaration } from "../../../specs/component.ts";
import { float, type ValuesOf } from "../../../specs/parameter.ts";

export const varianceThreshold = {
  family: "transform",
  name: "variance_threshold",
  doc: "Removes the columns that hardly vary in the training rows. Use it after one-hot encoding or before models that constant columns disturb. Missing values are ignored; a column without values is removed.",
  params: {
    threshold: float({ doc: "Columns whose population variance is not above this are removed.", default: 0, min: 0 }),
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

export type VarianceThresholdParams = ValuesOf<typeof varianceThreshold.params>;
