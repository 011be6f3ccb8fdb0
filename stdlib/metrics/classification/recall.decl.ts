import type { MetricDeclaration } from "../../../specs/component.ts";
import { oneOf } from "../../../specs/parameter.ts";

export const recall = {
  family: "metric",
  name: "recall",
  doc: "Share of positives that are found.",
  params: {
    average: oneOf(["macro", "micro", "weighted"], {
      doc: "How classes are averaged when there is no positive class.",
      default: "macro",
      searchable: false,
    }),
  },
  tasks: ["classify"],
  direction: "maximize",
  needs: "classes",
  oneClass: true,
  needsHistory: false,
} as const satisfies MetricDeclaration;
