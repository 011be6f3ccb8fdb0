import type { CombinatorDeclaration } from "../../../specs/component.ts";
import { anyOf, component, float, reference, type ValuesOf } from "../../../specs/parameter.ts";

export const conformal = {
  family: "combinator",
  name: "conformal",
  doc: "Prediction intervals of any model of numbers, from its errors on rows that it was not fitted on (Vovk and others, 2005; Barber and others, 2021). Use it where a range is needed that holds as often as it says, whatever the model assumes.",
  params: {
    model: anyOf(
      [component(["model", "combinator"], { doc: "A model" }), reference(["fit"], { doc: "A fitted value" })],
      {
        doc: "The model inside; an already fitted value keeps its fit, and only this part is fitted.",
      },
    ),
    level: float({
      doc: "Share of new values that lie inside.",
      default: 0.9,
      min: 0,
      max: 1,
      openMin: true,
      openMax: true,
      searchable: false,
    }),
  },
  tasks: ["regress", "forecast"],
  learns: "calibration",
} as const satisfies CombinatorDeclaration;

export type ConformalParams = ValuesOf<typeof conformal.params>;
