import type { MetricDeclaration } from "../../../specs/component.ts";

export const accuracy = {
  family: "metric",
  name: "accuracy",
  doc: "Share of rows whose class is right. Misleading when classes are uneven.",
  params: {},
  tasks: ["classify"],
  direction: "maximize",
  needs: "classes",
  oneClass: false,
  needsHistory: false,
} as const satisfies MetricDeclaration;
