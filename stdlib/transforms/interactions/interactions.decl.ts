import type { TransformDeclaration } from "../../../specs/component.ts";
import { int, type ValuesOf } from "../../../specs/parameter.ts";

export const interactions = {
  family: "transform",
  name: "interactions",
  doc: "Adds the products of different columns, named `x*y`. Use it where the effect of one feature depends on another. A product with a missing value is missing.",
  params: {
    degree: int({ doc: "Most factors of a product.", default: 2, min: 2, max: 6 }),
  },
  accepts: ["int", "float"],
  learns: "nothing",
  rows: "map",
  copies: false,
  outOfFold: false,
  causal: true,
  monotone: false,
  invertible: false,
  output: "numeric",
  acceptsMissing: true,
} as const satisfies TransformDeclaration;

export type InteractionsParams = ValuesOf<typeof interactions.params>;
