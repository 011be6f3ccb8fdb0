import type { MetricDeclaration } from "../../../specs/component.ts";

export const mse = {
  family: "metric",
  name: "mse",
  doc: "Mean squared error, in squared units of the target.",
  params: {},
  tasks: ["regress", "forecast"],
  direction: "minimize",
  needs: "values",
  oneClass: false,
  needsHistory: false,
} as const satisfies MetricDeclaration;
