import type { CombinatorDeclaration } from "../../../specs/component.ts";
import { anyOf, component, oneOf, reference, type ValuesOf } from "../../../specs/parameter.ts";

export const calibrated = {
  family: "combinator",
  name: "calibrated",
  doc: "Maps the scores of a classifier to probabilities on rows that it was not fitted on (Platt, 1999; Zadrozny and Elkan, 2002). A row of weight 2 counts as two.",
  params: {
    model: anyOf(
      [component(["model", "combinator"], { doc: "A model" }), reference(["fit"], { doc: "A fitted value" })],
      {
        doc: "The model inside; an already fitted value keeps its fit, and only this part is fitted.",
      },
    ),
    method: oneOf(["sigmoid", "isotonic"], {
      doc: "`sigmoid` for few rows, `isotonic` for 1000 and more.",
      default: "sigmoid",
    }),
  },
  tasks: ["classify"],
  learns: "calibration",
  weighsRows: true,
} as const satisfies CombinatorDeclaration;

export type CalibratedParams = ValuesOf<typeof calibrated.params>;
