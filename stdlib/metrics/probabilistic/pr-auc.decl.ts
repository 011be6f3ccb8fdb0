import type { MetricDeclaration } from "../../../specs/component.ts";
import { oneOf } from "../../../specs/parameter.ts";

export const prAuc = {
  family: "metric",
  name: "pr_auc",
  doc: "Average precision: the step-wise area under the precision-recall curve. More telling than `roc_auc` for rare positives.",
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
