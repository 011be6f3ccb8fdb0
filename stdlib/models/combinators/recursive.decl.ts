import type { CombinatorDeclaration } from "../../../specs/component.ts";
import { component, type ValuesOf } from "../../../specs/parameter.ts";

export const recursive = {
  family: "combinator",
  name: "recursive",
  doc: "One model of the next step; its forecasts are fed back as lags for the later steps. Use it for long horizons with few rows.",
  params: {
    model: component(["model", "combinator"], { doc: "The model inside." }),
  },
  tasks: ["forecast"],
  learns: "nothing",
} as const satisfies CombinatorDeclaration;

export type RecursiveParams = ValuesOf<typeof recursive.params>;
