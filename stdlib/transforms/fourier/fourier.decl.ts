import type { TransformDeclaration } from "../../../specs/component.ts";
import { duration, int, type ValuesOf } from "../../../specs/parameter.ts";

export const fourier = {
  family: "transform",
  name: "fourier",
  doc: "Waves of a time column: for every order k the sine and cosine of k turns per period, counted from 1970. Use it to give a linear model a smooth season. Missing times stay missing.",
  params: {
    period: duration({
      doc: "Length of the season; a year counts as 365.25 days, a month as a twelfth of it.",
      rows: false,
      searchable: false,
    }),
    order: int({ doc: "Number of waves: more follow sharper seasons.", default: 3, min: 1, max: 100 }),
  },
  accepts: ["date", "timestamp"],
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

export type FourierParams = ValuesOf<typeof fourier.params>;
