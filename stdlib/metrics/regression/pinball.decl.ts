import type { MetricDeclaration } from "../../../specs/component.ts";
import { float } from "../../../specs/parameter.ts";

export const pinball = {
  family: "metric",
  name: "pinball",
  doc: "Mean quantile loss at level `q`; at 0.5 it is half the mean absolute error.",
  params: {
    q: float({ doc: "Level of the quantile.", default: 0.5, min: 0, max: 1 }),
  },
  tasks: ["regress", "forecast"],
  direction: "minimize",
  needs: "values",
  oneClass: false,
  needsHistory: false,
} as const satisfies MetricDeclaration;
