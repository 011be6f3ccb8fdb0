import { columnOf } from "../../../runtime/onnx/columns.ts";
import { int } from "../../../runtime/onnx/graph.ts";
import type { OnnxEstimator } from "../../../runtime/onnx/lowering.ts";
import { spreadClasses, twoClasses } from "../../../runtime/onnx/probabilities.ts";
import { linearScores } from "../linear-onnx.ts";
import type { LogisticParams } from "./logistic.decl.ts";
import type { LogisticState } from "./logistic.impl.ts";

export const logisticOnnx: OnnxEstimator<LogisticParams, LogisticState> = {
  predict: (graph, features, { coefficients, intercepts, present, classes }) => {
    const scores = linearScores(graph, features, coefficients, intercepts);
    const shares =
      coefficients.length === 1
        ? twoClasses(graph, graph.apply("Sigmoid", [columnOf(graph, scores, 0)]), 1)
        : graph.apply("Softmax", [scores], { axis: int(1) });
    return { kind: "probabilities", tensor: spreadClasses(graph, shares, present, classes) };
  },
};
