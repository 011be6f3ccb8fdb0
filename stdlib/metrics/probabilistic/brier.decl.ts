import type { MetricDeclaration } from "../../../specs/component.ts";

export const brier = {
  family: "metric",
  name: "brier",
  doc: "Mean squared error of the probabilities; for several classes summed over classes.",
  params: {},
  tasks: ["classify"],
  direction: "minimize",
  needs: "probabilities",
  oneClass: false,
  needsHistory: false,
} as const satisfies MetricDeclaration;
