import type { MetricDeclaration } from "../../../specs/component.ts";

export const balancedAccuracy = {
  family: "metric",
  name: "balanced_accuracy",
  doc: "Mean recall over the classes.",
  params: {},
  tasks: ["classify"],
  direction: "maximize",
  needs: "classes",
  oneClass: false,
  needsHistory: false,
} as const satisfies MetricDeclaration;
