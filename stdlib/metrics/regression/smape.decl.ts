import type { MetricDeclaration } from "../../../specs/component.ts";

export const smape = {
  family: "metric",
  name: "smape",
  doc: "Mean of 2|y - f| / (|y| + |f|), as a fraction between 0 and 2 (times 100 it is the percentage of the M competitions); rows where both are 0 count 0.",
  params: {},
  tasks: ["regress", "forecast"],
  direction: "minimize",
  needs: "values",
  oneClass: false,
  needsHistory: false,
} as const satisfies MetricDeclaration;
