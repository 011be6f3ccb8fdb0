import type { MetricDeclaration } from "../../../specs/component.ts";
import { oneOf } from "../../../specs/parameter.ts";

export const precision = {
  family: "metric",
  name: "precision",
  doc: "Share of predicted positives that are positive; 0 where none is predicted.",
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
