import type { CombinatorDeclaration } from "../../../specs/component.ts";
import { component, type ValuesOf } from "../../../specs/parameter.ts";

export const perSeries = {
  family: "combinator",
  name: "per_series",
  doc: "One model for each series of the table instead of one for all. Use it when series are long and unlike each other.",
  params: {
    model: component(["model", "combinator"], { doc: "The model inside." }),
  },
  tasks: ["forecast", "regress", "classify"],
  learns: "nothing",
} as const satisfies CombinatorDeclaration;

export type PerSeriesParams = ValuesOf<typeof perSeries.params>;
