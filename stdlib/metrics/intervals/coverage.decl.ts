import type { MetricDeclaration } from "../../../specs/component.ts";
import { intervalLevel } from "./interval-level.ts";

export const coverage = {
  family: "metric",
  name: "coverage",
  doc: "Share of actual values inside the predicted interval: near `level` where intervals keep their word. Of models that give intervals (`conformal`).",
  params: { level: intervalLevel },
  tasks: ["regress", "forecast"],
  direction: "none",
  needs: "quantiles",
  oneClass: false,
  needsHistory: false,
} as const satisfies MetricDeclaration;
