import type { TransformDeclaration } from "../../../specs/component.ts";
import { duration, type ValuesOf } from "../../../specs/parameter.ts";

export const deseasonalize = {
  family: "transform",
  name: "deseasonalize",
  doc: "Takes away what each place in a season has in the mean of the training rows, beside a straight line in time. Use it as `target: deseasonalize(period: 24h)` before models that know no season. Places that training has not seen are left as they are; missing values are ignored in fitting and stay missing.",
  params: {
    period: duration({
      doc: "Length of the season: `24h`, `7d`, or in months `12mo`.",
      rows: false,
      searchable: false,
    }),
  },
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

export type DeseasonalizeParams = ValuesOf<typeof deseasonalize.params>;
