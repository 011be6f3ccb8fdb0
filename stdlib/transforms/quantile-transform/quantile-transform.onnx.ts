import { ComponentError } from "../../../runtime/component.ts";
import { edgesPassed, interpolate, mapTensors, snap } from "../../../runtime/onnx/columns.ts";
import type { Graph, Tensor } from "../../../runtime/onnx/graph.ts";
import type { OnnxTransform } from "../../../runtime/onnx/lowering.ts";
import type { QuantileTransformParams } from "./quantile-transform.decl.ts";
import type { QuantileTransformState } from "./quantile-transform.impl.ts";

/** The mean of the first and the last level at which a value stands, as in transforming rows. */
function levelsOf(graph: Graph, tensor: Tensor, quantiles: Float64Array): Tensor {
  const distinct = Float64Array.from(new Set(quantiles));
  const last = Math.max(1, quantiles.length - 1);
  const levels = distinct.map((value, i) => {
    const first = quantiles.indexOf(value);
    if (i === 0) return 0;
    return i === distinct.length - 1 ? 1 : (first + quantiles.lastIndexOf(value)) / (2 * last);
  });
  if (distinct.length < 2) return interpolate(graph, tensor, [...distinct, Number.MAX_VALUE], [0, 1]);
  // Between two values it rises from the last place of the lower one to the first place of the upper one.
  const rising = Array.from(distinct).flatMap((value) => [value, value]);
  const places = Array.from(distinct).flatMap((value) => [
    quantiles.indexOf(value) / last,
    quantiles.lastIndexOf(value) / last,
  ]);
  const between = interpolate(graph, tensor, rising, places);
  const below = edgesPassed(graph, tensor, distinct, true);
  const exact = graph.apply("Gather", [graph.numbers([0, ...levels], [levels.length + 1]), below]);
  const at = graph.apply("Gather", [
    graph.numbers([Number.NEGATIVE_INFINITY, ...distinct], [levels.length + 1]),
    below,
  ]);
  return graph.apply("Where", [graph.apply("Equal", [at, tensor]), exact, between]);
}

const normalQuantiles = (): ComponentError =>
  new ComponentError(
    "run/not-exportable",
    "`quantile_transform(output: normal)` needs the normal quantile function, which ONNX does not have",
    "use `output: uniform`",
  );

export const quantileTransformOnnx: OnnxTransform<QuantileTransformParams, QuantileTransformState> = {
  apply: (graph, columns, { quantiles }, { output }) =>
    mapTensors(columns, (tensor, j) => {
      if (output === "normal") throw normalQuantiles();
      const own = quantiles[j]!;
      const repeated = new Set(own.filter((value, k) => value === own[k - 1]));
      return levelsOf(graph, snap(graph, tensor, Float64Array.from(repeated)), own);
    }),
  invert: (graph, tensor, { quantiles }, { output }) => {
    if (output === "normal") throw normalQuantiles();
    const levels = quantiles[0]!.map((_, k, { length }) => k / Math.max(1, length - 1));
    return interpolate(graph, tensor, levels, quantiles[0]!);
  },
};
