import { requireNumber } from "../../../runtime/onnx/columns.ts";
import type { OnnxTransform } from "../../../runtime/onnx/lowering.ts";
import { nameOfProduct, productsUpTo } from "../products.ts";
import type { InteractionsParams } from "./interactions.decl.ts";
import type { InteractionsState } from "./interactions.impl.ts";

export const interactionsOnnx: OnnxTransform<InteractionsParams, InteractionsState> = {
  apply: (graph, columns, _state, { degree }) =>
    productsUpTo(columns.length, degree, false).map((product) => ({
      name: nameOfProduct(columns, product),
      kind: "number",
      tensor: product.map((j) => requireNumber(columns[j]!)).reduce((left, right) => graph.apply("Mul", [left, right])),
    })),
};
