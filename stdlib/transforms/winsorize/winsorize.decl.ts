import type { TransformDeclaration } from "../../../specs/component.ts";
import { float, type ValuesOf } from "../../../specs/parameter.ts";

export const winsorize = {
  family: "transform",
  name: "winsorize",
  doc: "Holds values between two quantiles of the training rows. Use it to keep outliers from ruling a linear model. Missing values are ignored and stay missing.",
  params: {
    low: float({ doc: "Level of the lower quantile.", default: 0.05, min: 0, max: 1 }),
    high: float({ doc: "Level of the upper quantile.", default: 0.95, min: 0, max: 1 }),
  },
  constraints: [{ kind: "below", parameters: ["low", "high"] }],
  accepts: ["int", "float"],
  learns: "features",
  rows: "map",
  copies: false,
  outOfFold: false,
  causal: true,
  monotone: false,
  invertible: false,
  output: "numeric",
  keepsNames: true,
  acceptsMissing: true,
} as const satisfies TransformDeclaration;

export type WinsorizeParams = ValuesOf<typeof winsorize.params>;
