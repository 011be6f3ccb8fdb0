import type { MetricDeclaration } from "../../../specs/component.ts";

export const r2 = {
  family: "metric",
  name: "r2",
  doc: "Share of the variance of the target that is explained; 0 is the mean of the judged rows, 1 is perfect.",
  params: {},
  tasks: ["regress", "forecast"],
  direction: "maximize",
  needs: "values",
  oneClass: false,
  needsHistory: false,
} as const satisfies MetricDeclaration;
