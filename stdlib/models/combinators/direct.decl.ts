import type { CombinatorDeclaration } from "../../../specs/component.ts";
import { component, type ValuesOf } from "../../../specs/parameter.ts";

export const direct = {
  family: "combinator",
  name: "direct",
  doc: "One model per step of the horizon, each fitted on its own label. What a tabular estimator does in a forecast unless it is wrapped otherwise.",
  params: {
    model: component(["model", "combinator"], { doc: "The model inside." }),
  },
  tasks: ["forecast"],
  learns: "nothing",
} as const satisfies CombinatorDeclaration;

export type DirectParams = ValuesOf<typeof direct.params>;
