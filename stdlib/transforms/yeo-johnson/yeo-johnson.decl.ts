import type { TransformDeclaration } from "../../../specs/component.ts";
import { bool, type ValuesOf } from "../../../specs/parameter.ts";

export const yeoJohnson = {
  family: "transform",
  name: "yeo_johnson",
  doc: "A power transform per column that makes values as close to normal as it can, for positive and negative values (Yeo and Johnson, 2000). Use it for skewed features of linear models. The power is fitted by maximum likelihood; missing values are ignored and stay missing.",
  params: {
    standardize: bool({ doc: "Bring the result to mean 0 and standard deviation 1.", default: true }),
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

export type YeoJohnsonParams = ValuesOf<typeof yeoJohnson.params>;
