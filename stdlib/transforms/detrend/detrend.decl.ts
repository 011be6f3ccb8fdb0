import type { TransformDeclaration } from "../../../specs/component.ts";
import type { ValuesOf } from "../../../specs/parameter.ts";

export const detrend = {
  family: "transform",
  name: "detrend",
  doc: "Takes away the straight line in time that fits the training rows best. Use it as `target: detrend()` before models that cannot go on rising, such as trees. Missing values are ignored in fitting and stay missing.",
  params: {},
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

export type DetrendParams = ValuesOf<typeof detrend.params>;
