import type { MetricDeclaration } from "../../../specs/component.ts";

export const mcc = {
  family: "metric",
  name: "mcc",
  doc: "Matthews correlation coefficient between actual and predicted class, -1 to 1; fair for uneven classes (Matthews, 1975; Gorodkin, 2004).",
  params: {},
  tasks: ["classify"],
  direction: "maximize",
  needs: "classes",
  oneClass: false,
  needsHistory: false,
} as const satisfies MetricDeclaration;
