import { requireNumber } from "../../../runtime/onnx/columns.ts";
import type { OnnxTransform } from "../../../runtime/onnx/lowering.ts";
import { nameOfProduct, productsUpTo } from "../products.ts";
import type { PolynomialParams } from "./polynomial.decl.ts";
import type { PolynomialState } from "./polynomial.impl.ts";

export const polynomialOnnx: OnnxTransform<PolynomialParams, PolynomialState> = {
  apply: (graph, columns, _state, { degree }) =>
    productsUpTo(columns.length, degree, true).map((product) => ({
      name: nameOfProduct(columns, product),
      kind: "number",
      tensor: product.map((j) => requireNumber(columns[j]!)).reduce((left, right) => graph.apply("Mul", [left, right])),
    })),
};
