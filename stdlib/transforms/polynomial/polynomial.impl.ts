import type { TransformImplementation } from "../../../runtime/component.ts";
import { multiply, productsUpTo } from "../products.ts";
import type { PolynomialParams } from "./polynomial.decl.ts";

export type PolynomialState = null;

export const polynomialImplementation: TransformImplementation<PolynomialParams, PolynomialState> = {
  fit: () => null,
  apply: (columns, _state, { degree }) =>
    productsUpTo(columns.length, degree, true).map((product) => multiply(columns, product)),
};
