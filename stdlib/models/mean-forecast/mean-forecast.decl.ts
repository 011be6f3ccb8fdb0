import type { ModelDeclaration } from "../../../specs/component.ts";
import type { ValuesOf } from "../../../specs/parameter.ts";

export const meanForecast = {
  family: "model",
  name: "mean_forecast",
  doc: "Forecasts the mean of all observed values. The baseline for series that return to a level.",
  params: {},
  tasks: ["forecast"],
  input: "series",
  acceptsMissing: true,
  acceptsCategories: true,
  ignoresFeatures: true,
  invariantToMonotone: true,
  rounds: null,
  probabilities: false,
} as const satisfies ModelDeclaration;

export type MeanForecastParams = ValuesOf<typeof meanForecast.params>;
