import type { CombinatorDeclaration } from "../../../specs/component.ts";
import { component, int, type ValuesOf } from "../../../specs/parameter.ts";

export const bagged = {
  family: "combinator",
  name: "bagged",
  doc: "The mean of several fits, each on a bootstrap sample of the training rows (Breiman, 1996). Use it to steady a model that varies with its rows.",
  params: {
    model: component(["model", "combinator"], { doc: "The model inside." }),
    n: int({ doc: "Number of fits.", default: 10, min: 2, max: 10_000 }),
  },
  tasks: ["regress", "classify", "forecast"],
  learns: "bagging",
} as const satisfies CombinatorDeclaration;

export type BaggedParams = ValuesOf<typeof bagged.params>;
