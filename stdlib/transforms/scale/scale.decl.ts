import type { TransformDeclaration } from "../../../specs/component.ts";
import { anyOf, float, oneOf, type ValuesOf } from "../../../specs/parameter.ts";

export const scale = {
  family: "transform",
  name: "scale",
  doc: "Divides by one number per column and shifts nothing, so that 0 stays 0 and signs stay. Use it for counts and amounts, also as `target: scale()`. A statistic of 0 divides by 1; missing values are ignored in fitting and stay missing.",
  params: {
    by: anyOf(
      [
        oneOf(["mean", "std", "max"], { doc: "Statistic of the training rows" }),
        float({ doc: "A number", min: 0, openMin: true }),
      ],
      {
        doc: "`mean` or `max` of the absolute values of the training rows, their standard deviation `std`, or a number.",
        default: "mean",
        searchable: true,
      },
    ),
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

export type ScaleParams = ValuesOf<typeof scale.params>;
