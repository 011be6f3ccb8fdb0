import type { CombinatorDeclaration } from "../../../specs/component.ts";
import { component, type ValuesOf } from "../../../specs/parameter.ts";

export const recursive = {
  family: "combinator",
  name: "recursive",
  doc: "One model of the next step, asked again and again: its forecasts take the place of lags of the target that are not there yet. Use it for long horizons and few rows; errors add up from step to step. Features are the target, its lags and columns of `known:`.",
  params: {
    model: component(["model", "combinator"], { doc: "The model inside, with its transforms." }),
  },
  tasks: ["forecast"],
  learns: "nothing",
  rolls: true,
} as const satisfies CombinatorDeclaration;

export type RecursiveParams = ValuesOf<typeof recursive.params>;
