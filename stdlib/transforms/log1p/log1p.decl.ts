import type { TransformDeclaration } from "../../../specs/component.ts";
import type { ValuesOf } from "../../../specs/parameter.ts";

export const log1p = {
  family: "transform",
  name: "log1p",
  doc: "The natural logarithm of 1 + x. Use it for counts and amounts with a long right tail, also for the target. Training values of -1 or less are an error; missing values stay missing.",
  params: {},
  accepts: ["int", "float"],
  learns: "nothing",
  rows: "map",
  copies: false,
  outOfFold: false,
  causal: true,
  monotone: true,
  invertible: true,
  output: "numeric",
  acceptsMissing: true,
} as const satisfies TransformDeclaration;

export type Log1pParams = ValuesOf<typeof log1p.params>;
