import type { MetricDeclaration } from "../../../specs/component.ts";
import { oneOf } from "../../../specs/parameter.ts";

export const f1 = {
  family: "metric",
  name: "f1",
  doc: "Harmonic mean of precision and recall.",
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
