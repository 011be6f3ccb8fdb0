import { columnOf } from "../../../runtime/onnx/columns.ts";
import type { OnnxEstimator } from "../../../runtime/onnx/lowering.ts";
import { twoClasses } from "../../../runtime/onnx/probabilities.ts";
import { forestScores } from "../trees/forest-onnx.ts";
import type { RandomForestState } from "./random-forest.impl.ts";

/** Forests of trees that are grown apart; the three models differ in how they grow only. */
export const randomForestOnnx: OnnxEstimator<unknown, RandomForestState> = {
  predict: (graph, features, { classes, mappers, forest }) => {
    const sums = forestScores(graph, features, mappers, forest, forest.width);
    if (classes > 2) return { kind: "probabilities", tensor: sums };
    const first = columnOf(graph, sums, 0);
    if (classes === 0) return { kind: "values", tensor: first };
    return { kind: "probabilities", tensor: twoClasses(graph, first, 1) };
  },
};
