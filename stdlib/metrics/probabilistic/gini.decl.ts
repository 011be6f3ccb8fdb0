import type { MetricDeclaration } from "../../../specs/component.ts";
import { oneOf } from "../../../specs/parameter.ts";

export const gini = {
  family: "metric",
  name: "gini",
  doc: "2 x roc_auc - 1, the habit of credit scoring.",
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
