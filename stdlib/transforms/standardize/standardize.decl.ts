import type { TransformDeclaration } from "../../../specs/component.ts";
import { bool, type ValuesOf } from "../../../specs/parameter.ts";

export const standardize = {
  family: "transform",
  name: "standardize",
  doc: "Subtracts the mean and divides by the standard deviation of the training rows, column by column. Use it before models that compare distances or penalise coefficients. Population standard deviation; a constant column is only centred; missing values are ignored in fitting and stay missing.",
  params: {
    center: bool({ doc: "Subtract the mean.", default: true }),
    scale: bool({ doc: "Divide by the standard deviation.", default: true }),
  },
  accepts: ["int", "float"],
  learns: "features",
  rows: "map",
  copies: false,
  outOfFold: false,
  causal: true,
  monotone: true,
  invertible: true,
  output: "numeric",
  acceptsMissing: true,
} as const satisfies TransformDeclaration;

export type StandardizeParams = ValuesOf<typeof standardize.params>;
