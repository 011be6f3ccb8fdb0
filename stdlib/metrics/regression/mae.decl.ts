import type { MetricDeclaration } from "../../../specs/component.ts";

export const mae = {
  family: "metric",
  name: "mae",
  doc: "Mean absolute error, in the units of the target.",
  params: {},
  tasks: ["regress", "forecast"],
  direction: "minimize",
  needs: "values",
  oneClass: false,
  needsHistory: false,
} as const satisfies MetricDeclaration;
