import type { MetricDeclaration } from "../../../specs/component.ts";
import { intervalLevel } from "./interval-level.ts";

export const winkler = {
  family: "metric",
  name: "winkler",
  doc: "Mean width of the predicted interval, plus 2 / (1 - level) times the distance of actual values outside it (Winkler, 1972). The smallest where intervals are narrow and still hold.",
  params: { level: intervalLevel },
  tasks: ["regress", "forecast"],
  direction: "minimize",
  needs: "quantiles",
  oneClass: false,
  needsHistory: false,
} as const satisfies MetricDeclaration;
