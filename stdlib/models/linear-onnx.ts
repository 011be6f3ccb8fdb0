// Linear scores in ONNX.
import { matrix } from "../../runtime/onnx/columns.ts";
import type { Graph, Tensor } from "../../runtime/onnx/graph.ts";
import type { OnnxColumn, OnnxEstimator } from "../../runtime/onnx/lowering.ts";
import type { LinearState } from "./linear-state.ts";

/** Shape [N, scores]; one vector of coefficients per score. */
export function linearScores(
  graph: Graph,
  features: readonly OnnxColumn[],
  coefficients: readonly Float64Array[],
  intercepts: ArrayLike<number>,
): Tensor {
  const width = coefficients.length;
  const table = Float64Array.from({ length: features.length * width }, (_, at) => {
    return coefficients[at % width]![Math.floor(at / width)]!;
  });
  const product = graph.apply("MatMul", [matrix(graph, features), graph.numbers(table, [features.length, width])]);
  return graph.apply("Add", [product, graph.numbers(intercepts, [1, width])]);
}

/** The linear regressions: they differ in how they are fitted only. */
export const linearOnnx: OnnxEstimator<unknown, LinearState> = {
  predict: (graph, features, { coefficients, intercept }) => ({
    kind: "values",
    tensor: graph.apply("Squeeze", [linearScores(graph, features, [coefficients], [intercept]), graph.integers([1])]),
  }),
};
