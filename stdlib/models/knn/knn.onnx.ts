// The distances to all training rows at once, summed up feature by feature as in `nearest`: so the same rows are equally near.
import { firstFeature, gather, matrix, requireNumber } from "../../../runtime/onnx/columns.ts";
import { type Graph, int, type Tensor } from "../../../runtime/onnx/graph.ts";
import type { OnnxColumn, OnnxEstimator } from "../../../runtime/onnx/lowering.ts";
import type { KnnParams } from "./knn.decl.ts";
import type { KnnState } from "./knn.impl.ts";

type Metric = KnnParams["metric"];

/** Sums of squares or of sizes: shape [N, rows]. */
function sums(graph: Graph, features: readonly OnnxColumn[], { rows, points }: KnnState, metric: Metric): Tensor {
  // All summands stand before the sums: onnxruntime then makes each one right before it is added, and holds few at a time.
  const parts = features.map((column, j) => {
    const own = Float64Array.from({ length: rows }, (_, row) => points[row * features.length + j]!);
    const value = graph.apply("Unsqueeze", [requireNumber(column), graph.integers([1])]);
    const difference = graph.apply("Sub", [graph.numbers(own, [1, rows]), value]);
    return metric === "euclidean" ? graph.apply("Mul", [difference, difference]) : graph.apply("Abs", [difference]);
  });
  return parts.reduce((sum, part) => graph.apply("Add", [sum, part]));
}

/** NaN where a feature is missing or infinite, which a graph cannot refuse; else 0. Shape [N, 1]. */
const unpredictable = (graph: Graph, features: readonly OnnxColumn[]): Tensor =>
  graph.apply("ReduceSum", [graph.apply("Mul", [matrix(graph, features), graph.number(0)]), graph.integers([1])]);

export const knnOnnx: OnnxEstimator<KnnParams, KnnState> = {
  predict: (graph, features, state, { k, weights, metric }) => {
    firstFeature(features);
    const count = Math.min(k, state.rows);
    // Of equal ones TopK takes the earlier first, too.
    const [least, places] = graph.applyAll(
      "TopK",
      [sums(graph, features, state, metric), graph.integers([count])],
      { largest: int(0) },
      2,
    ) as [Tensor, Tensor];
    const table = (values: Float64Array): Tensor => gather(graph, values, places);
    const last = graph.integers([-1]);
    const own = state.weight === null ? graph.numbers(new Float64Array(count).fill(1), [count]) : table(state.weight);
    const distances = metric === "euclidean" ? graph.apply("Sqrt", [least]) : least;
    const near = weights === "uniform" ? own : graph.apply("Mul", [own, nearness(graph, distances)]);
    const weight = graph.apply("Add", [near, unpredictable(graph, features)]);
    const share = graph.apply("Div", [weight, graph.apply("ReduceSum", [weight, last])]);
    const label = table(state.label);
    if (state.classes === 0) {
      const parts = graph.apply("Mul", [share, label]);
      return { kind: "values", tensor: graph.apply("ReduceSum", [parts, last], { keepdims: int(0) }) };
    }
    const codes = graph.numbers(
      Float64Array.from({ length: state.classes }, (_, code) => code),
      [state.classes],
    );
    const isClass = graph.cast(graph.apply("Equal", [graph.apply("Unsqueeze", [label, last]), codes]), "double");
    const parts = graph.apply("Mul", [graph.apply("Unsqueeze", [share, last]), isClass]);
    const tensor = graph.apply("ReduceSum", [parts, graph.integers([1])], { keepdims: int(0) });
    return { kind: "probabilities", tensor };
  },
};

/** 1 as far away as the nearest row, the less the farther. */
function nearness(graph: Graph, distances: Tensor): Tensor {
  const nearest = graph.apply("Gather", [distances, graph.integers([0])], { axis: int(1) });
  const isNearest = graph.apply("Equal", [distances, nearest]);
  return graph.apply("Where", [isNearest, graph.number(1), graph.apply("Div", [nearest, distances])]);
}
