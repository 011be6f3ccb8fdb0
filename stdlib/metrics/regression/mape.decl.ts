import type { MetricDeclaration } from "../../../specs/component.ts";

export const mape = {
  family: "metric",
  name: "mape",
  doc: "Mean absolute error relative to the actual value, as a fraction. Explodes near zero.",
  params: {},
  tasks: ["regress", "forecast"],
  direction: "minimize",
  needs: "values",
  oneClass: false,
  needsHistory: false,
} as const satisfies MetricDeclaration;
