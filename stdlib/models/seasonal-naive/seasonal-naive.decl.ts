import type { ModelDeclaration } from "../../../specs/component.ts";
import { duration, type ValuesOf } from "../../../specs/parameter.ts";

export const seasonalNaive = {
  family: "model",
  name: "seasonal_naive",
  doc: "Repeats the last season. The baseline for series with a daily, weekly or yearly pattern.",
  params: {
    period: duration({
      doc: "Length of the season, as a duration or a number of rows; null takes it from the step of the series (1h: 24 rows, 1d: 7, 1mo: 12, 1q: 4).",
      default: null,
    }),
  },
  tasks: ["forecast"],
  input: "series",
  acceptsMissing: true,
  acceptsCategories: true,
  ignoresFeatures: true,
  invariantToMonotone: true,
  rounds: null,
  probabilities: false,
} as const satisfies ModelDeclaration;

export type SeasonalNaiveParams = ValuesOf<typeof seasonalNaive.params>;
