import type { MetricDeclaration } from "../../../specs/component.ts";

export const bias = {
  family: "metric",
  name: "bias",
  doc: "Mean of prediction minus actual value, in the units of the target: above 0 is too high.",
  params: {},
  tasks: ["regress", "forecast"],
  direction: "none",
  needs: "values",
  oneClass: false,
  needsHistory: false,
} as const satisfies MetricDeclaration;
