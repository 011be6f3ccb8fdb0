import type { MetricDeclaration } from "../../../specs/component.ts";
import { oneOf } from "../../../specs/parameter.ts";

export const ks = {
  family: "metric",
  name: "ks",
  doc: "Largest distance between the score distributions of positives and negatives (Kolmogorov and Smirnov), the habit of credit scoring.",
  params: {
    average: oneOf(["macro", "weighted"], {
      doc: "How classes are averaged when there is no positive class.",
      default: "macro",
      searchable: false,
    }),
  },
  tasks: ["classify"],
  direction: "maximize",
  needs: "probabilities",
  oneClass: true,
  needsHistory: false,
} as const satisfies MetricDeclaration;
