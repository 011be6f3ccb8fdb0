import type { MetricDeclaration } from "../../../specs/component.ts";

export const mdape = {
  family: "metric",
  name: "mdape",
  doc: "Median absolute error relative to the actual value, as a fraction.",
  params: {},
  tasks: ["regress", "forecast"],
  direction: "minimize",
  needs: "values",
  oneClass: false,
  needsHistory: false,
} as const satisfies MetricDeclaration;
