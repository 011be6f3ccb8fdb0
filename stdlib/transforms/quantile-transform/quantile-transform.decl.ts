import type { TransformDeclaration } from "../../../specs/component.ts";
import { int, oneOf, type ValuesOf } from "../../../specs/parameter.ts";

export const quantileTransform = {
  family: "transform",
  name: "quantile_transform",
  doc: "Replaces every value by its place in the distribution of the training rows, from 0 to 1 or as a normal value. Use it for features of any shape with outliers. Values outside the training range take its ends; missing values are ignored and stay missing.",
  params: {
    quantiles: int({
      doc: "Number of quantiles that are kept; at most the number of training rows.",
      default: 1000,
      min: 2,
    }),
    output: oneOf(["uniform", "normal"], { doc: "Distribution of the result.", default: "uniform" }),
  },
  accepts: ["int", "float"],
  learns: "features",
  rows: "map",
  copies: false,
  outOfFold: false,
  causal: true,
  monotone: false,
  invertible: true,
  output: "numeric",
  acceptsMissing: true,
} as const satisfies TransformDeclaration;

export type QuantileTransformParams = ValuesOf<typeof quantileTransform.params>;
