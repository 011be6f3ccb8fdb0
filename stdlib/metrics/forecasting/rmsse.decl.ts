import type { MetricDeclaration } from "../../../specs/component.ts";

export const rmsse = {
  family: "metric",
  name: "rmsse",
  doc: "Root of the mean squared error over the mean squared seasonal difference of the training part, as in the M5 competition.",
  params: {},
  tasks: ["forecast"],
  direction: "minimize",
  needs: "values",
  oneClass: false,
  needsHistory: true,
} as const satisfies MetricDeclaration;
