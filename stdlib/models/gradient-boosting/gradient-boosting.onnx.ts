import { columnOf } from "../../../runtime/onnx/columns.ts";
import { int } from "../../../runtime/onnx/graph.ts";
import type { OnnxEstimator } from "../../../runtime/onnx/lowering.ts";
import { twoClasses } from "../../../runtime/onnx/probabilities.ts";
import { forestScores } from "../trees/forest-onnx.ts";
import type { GradientBoostingParams } from "./gradient-boosting.decl.ts";
import type { GradientBoostingState } from "./gradient-boosting-state.ts";

export const gradientBoostingOnnx: OnnxEstimator<GradientBoostingParams, GradientBoostingState> = {
  predict: (graph, features, { objective, mappers, start, forest }) => {
    const sums = forestScores(graph, features, mappers, forest, start.length);
    const scores = graph.apply("Add", [sums, graph.numbers(start, [1, start.length])]);
    switch (objective) {
      case "softmax":
        return { kind: "probabilities", tensor: graph.apply("Softmax", [scores], { axis: int(1) }) };
      case "logistic":
        return {
          kind: "probabilities",
          tensor: twoClasses(graph, graph.apply("Sigmoid", [columnOf(graph, scores, 0)]), 1),
        };
      case "poisson":
        return { kind: "values", tensor: graph.apply("Exp", [columnOf(graph, scores, 0)]) };
      case "squared":
      case "absolute":
      case "huber":
      case "quantile":
        return { kind: "values", tensor: columnOf(graph, scores, 0) };
      default:
        return objective satisfies never;
    }
  },
};
