import type { TransformDeclaration } from "../../../specs/component.ts";
import { bool, float, type ValuesOf } from "../../../specs/parameter.ts";

export const minmax = {
  family: "transform",
  name: "minmax",
  doc: "Maps the training range of each column linearly to `low..high`. Use it where a bounded input is needed; one outlier squeezes everything else. Values outside the training range leave the interval unless `clip` is true; a constant column becomes `low`.",
  params: {
    low: float({ doc: "Image of the training minimum.", default: 0 }),
    high: float({ doc: "Image of the training maximum; larger than `low`.", default: 1 }),
    clip: bool({ doc: "Hold values outside the training range at `low` and `high`.", default: false }),
  },
  constraints: [{ kind: "below", parameters: ["low", "high"] }],
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

export type MinmaxParams = ValuesOf<typeof minmax.params>;
