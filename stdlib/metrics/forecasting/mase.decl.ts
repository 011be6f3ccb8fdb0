import type { MetricDeclaration } from "../../../specs/component.ts";

export const mase = {
  family: "metric",
  name: "mase",
  doc: "Mean absolute error over the mean absolute seasonal difference of the training part (Hyndman and Koehler, 2006); below 1 beats the seasonal naive forecast in sample.",
  params: {},
  tasks: ["forecast"],
  direction: "minimize",
  needs: "values",
  oneClass: false,
  needsHistory: true,
} as const satisfies MetricDeclaration;
