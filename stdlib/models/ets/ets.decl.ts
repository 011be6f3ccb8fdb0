import type { ModelDeclaration } from "../../../specs/component.ts";
import { anyOf, bool, duration, oneOf, type ValuesOf } from "../../../specs/parameter.ts";

export const ets = {
  family: "model",
  name: "ets",
  doc: "Exponential smoothing in state-space form (Hyndman, Koehler, Ord and Snyder, 2008): error, trend and season, each chosen by AICc unless given. Use it for single series with level, trend and season. Missing values are carried over by the model's own one-step forecast.",
  params: {
    error: oneOf(["auto", "additive", "multiplicative"], { doc: "How errors enter the series.", default: "auto" }),
    trend: oneOf(["auto", "none", "additive"], { doc: "Trend component.", default: "auto" }),
    season: oneOf(["auto", "none", "additive", "multiplicative"], { doc: "Seasonal component.", default: "auto" }),
    damped: anyOf([oneOf(["auto"], { doc: "By AICc" }), bool({ doc: "Given" })], {
      doc: "Whether the trend flattens out.",
      default: "auto",
      searchable: true,
    }),
    period: duration({
      doc: "Length of the season, as a duration or a number of rows; null takes it from the step of the series.",
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

export type EtsParams = ValuesOf<typeof ets.params>;
