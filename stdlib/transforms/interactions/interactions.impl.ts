import type { TransformImplementation } from "../../../runtime/component.ts";
import { multiply, productsUpTo } from "../products.ts";
import type { InteractionsParams } from "./interactions.decl.ts";

export type InteractionsState = null;

export const interactionsImplementation: TransformImplementation<InteractionsParams, InteractionsState> = {
  fit: () => null,
  apply: (columns, _state, { degree }) =>
    productsUpTo(columns.length, degree, false).map((product) => multiply(columns, product)),
};
