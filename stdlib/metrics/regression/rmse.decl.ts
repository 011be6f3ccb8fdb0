import type { MetricDeclaration } from "../../../specs/component.ts";

export const rmse = {
  family: "metric",
  name: "rmse",
  doc: "Root of the mean squared error, in the units of the target.",
  params: {},
  tasks: ["regress", "forecast"],
  direction: "minimize",
  needs: "values",
  oneClass: false,
  needsHistory: false,
} as const satisfies MetricDeclaration;
