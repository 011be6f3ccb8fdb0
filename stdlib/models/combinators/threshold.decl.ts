import type { CombinatorDeclaration } from "../../../specs/component.ts";
import { anyOf, component, reference, type ValuesOf } from "../../../specs/parameter.ts";

export const threshold = {
  family: "combinator",
  name: "threshold",
  doc: "Chooses the probability from which the positive class is predicted, so that a metric is best on out-of-fold predictions or on the given rows. A row of weight 2 counts as two.",
  params: {
    model: anyOf(
      [component(["model", "combinator"], { doc: "A model" }), reference(["fit"], { doc: "A fitted value" })],
      {
        doc: "The model inside; an already fitted value keeps its fit, and only this part is fitted.",
      },
    ),
    maximize: component(["metric"], { doc: "Metric to maximise: `f1`, `mcc`, `balanced_accuracy`.", default: "f1" }),
  },
  tasks: ["classify"],
  learns: "threshold",
  weighsRows: true,
} as const satisfies CombinatorDeclaration;

export type ThresholdParams = ValuesOf<typeof threshold.params>;
