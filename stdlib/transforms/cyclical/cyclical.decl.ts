import type { TransformDeclaration } from "../../../specs/component.ts";
import { float, type ValuesOf } from "../../../specs/parameter.ts";

export const cyclical = {
  family: "transform",
  name: "cyclical",
  doc: "Places a number on a circle: `x_sin` and `x_cos` of its place in the period. Use it for hours, weekdays and angles, whose last value is near the first. Missing values stay missing.",
  params: {
    period: float({
      doc: "Length of the cycle in the units of the column: 24 for hours, 7 for weekdays.",
      min: 0,
      openMin: true,
      searchable: false,
    }),
  },
  accepts: ["int", "float"],
  learns: "nothing",
  rows: "map",
  copies: false,
  outOfFold: false,
  causal: true,
  monotone: false,
  invertible: false,
  output: "numeric",
  acceptsMissing: true,
} as const satisfies TransformDeclaration;

export type CyclicalParams = ValuesOf<typeof cyclical.params>;
