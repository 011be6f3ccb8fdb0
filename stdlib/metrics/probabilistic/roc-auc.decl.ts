import type { MetricDeclaration } from "../../../specs/component.ts";
import { oneOf } from "../../../specs/parameter.ts";

export const rocAuc = {
  family: "metric",
  name: "roc_auc",
  doc: "Probability that a positive row is ranked above a negative one. Several classes: mean of one against the rest.",
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
