import type { TransformDeclaration } from "../../../specs/component.ts";
import { bool, type ValuesOf } from "../../../specs/parameter.ts";

export const boxCox = {
  family: "transform",
  name: "box_cox",
  doc: "A power transform per column that makes positive values as close to normal as it can (Box and Cox, 1964). Use it for skewed positive amounts, also for the target. The power is fitted by maximum likelihood; training values of 0 or less are an error; missing values are ignored and stay missing.",
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
  domain: "positive",
  acceptsMissing: true,
} as const satisfies TransformDeclaration;

export type BoxCoxParams = ValuesOf<typeof boxCox.params>;
