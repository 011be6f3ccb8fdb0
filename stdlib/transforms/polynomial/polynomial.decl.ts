import type { TransformDeclaration } from "../../../specs/component.ts";
import { int, type ValuesOf } from "../../../specs/parameter.ts";

export const polynomial = {
  family: "transform",
  name: "polynomial",
  doc: "Adds all products of up to `degree` columns, powers included, named `x^2` and `x*y`. Use it to let linear models bend; scale before it. A product with a missing value is missing.",
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

export type PolynomialParams = ValuesOf<typeof polynomial.params>;
