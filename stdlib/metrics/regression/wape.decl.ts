import type { MetricDeclaration } from "../../../specs/component.ts";

export const wape = {
  family: "metric",
  name: "wape",
  doc: "Sum of absolute errors over the sum of absolute actual values, as a fraction.",
  params: {},
  tasks: ["regress", "forecast"],
  direction: "minimize",
  needs: "values",
  oneClass: false,
  needsHistory: false,
} as const satisfies MetricDeclaration;
