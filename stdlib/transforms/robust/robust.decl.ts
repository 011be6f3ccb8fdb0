import type { TransformDeclaration } from "../../../specs/component.ts";
import { float, type ValuesOf } from "../../../specs/parameter.ts";

export const robust = {
  family: "transform",
  name: "robust",
  doc: "Subtracts the median and divides by the range between two quantiles. Use it instead of `standardize` when outliers would set the scale. A column whose range is zero is only centred.",
  params: {
    low: float({ doc: "Lower quantile of the range.", default: 0.25, min: 0, max: 1 }),
    high: float({ doc: "Upper quantile of the range; larger than `low`.", default: 0.75, min: 0, max: 1 }),
  },
  constraints: [{ kind: "below", parameters: ["low", "high"] }],
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

export type RobustParams = ValuesOf<typeof robust.params>;
