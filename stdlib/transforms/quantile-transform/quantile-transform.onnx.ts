import { edgesPassed, hold, interpolate, mapTensors, snap } from "../../../runtime/onnx/columns.ts";
import type { Graph, Tensor } from "../../../runtime/onnx/graph.ts";
import type { OnnxTransform } from "../../../runtime/onnx/lowering.ts";
import { normalCdf, normalQuantile } from "../../../runtime/onnx/normal.ts";
import type { QuantileTransformParams } from "./quantile-transform.decl.ts";
import { EDGE, type QuantileTransformState } from "./quantile-transform.impl.ts";

/** The mean of the first and the last level at which a value stands, as in transforming rows. */
function levelsOf(graph: Graph, tensor: Tensor, quantiles: Float64Array): Tensor {
  const distinct = Float64Array.from(new Set(quantiles));
  if (distinct.length < 2) return levelsOfConstant(graph, tensor, distinct[0] ?? Number.NaN);
  const last = Math.max(1, quantiles.length - 1);
  const levels = distinct.map((value, i) => {
    const first = quantiles.indexOf(value);
    if (i === 0) return 0;
    return i === distinct.length - 1 ? 1 : (first + quantiles.lastIndexOf(value)) / (2 * last);
  });
  const held = hold(graph, tensor, distinct[0]!, distinct.at(-1)!);
  // Between two values it rises from the last place of the lower one to the first place of the upper one.
  const rising = Array.from(distinct).flatMap((value) => [value, value]);
  const places = Array.from(distinct).flatMap((value) => [
    quantiles.indexOf(value) / last,
    quantiles.lastIndexOf(value) / last,
  ]);
  const between = interpolate(graph, held, rising, places);
  const below = edgesPassed(graph, held, distinct, true);
  const exact = graph.apply("Gather", [graph.numbers([0, ...levels], [levels.length + 1]), below]);
  const at = graph.apply("Gather", [
    graph.numbers([Number.NEGATIVE_INFINITY, ...distinct], [levels.length + 1]),
    below,
  ]);
  return graph.apply("Where", [graph.apply("Equal", [at, held]), exact, between]);
}

/** All above the only value is above all; without one nothing has a place. */
function levelsOfConstant(graph: Graph, tensor: Tensor, value: number): Tensor {
  const [at, missing] = [graph.number(value), graph.number(Number.NaN)];
  const upper = graph.apply("Where", [graph.apply("Greater", [tensor, at]), graph.number(1), missing]);
  return graph.apply("Where", [graph.apply("LessOrEqual", [tensor, at]), graph.number(0), upper]);
}

export const quantileTransformOnnx: OnnxTransform<QuantileTransformParams, QuantileTransformState> = {
  apply: (graph, columns, { quantiles }, { output }) =>
    mapTensors(columns, (tensor, j) => {
      const own = quantiles[j]!;
      const repeated = Float64Array.from(new Set(own.filter((value, k) => value === own[k - 1])));
      const level = levelsOf(graph, snap(graph, tensor, repeated, own), own);
      return output === "uniform" ? level : normalQuantile(graph, hold(graph, level, EDGE, 1 - EDGE));
    }),
  invert: (graph, tensor, { quantiles }, { output }) => {
    const own = quantiles[0]!;
    const levels = own.map((_, k, { length }) => k / Math.max(1, length - 1));
    const level = output === "uniform" ? tensor : normalCdf(graph, tensor);
    // Beyond the edges stand the ends.
    const [first, last] = [graph.number(own[0]!), graph.number(own.at(-1)!)];
    const inner = interpolate(graph, level, levels, own);
    const above = graph.apply("GreaterOrEqual", [level, graph.number(1 - EDGE)]);
    const below = graph.apply("LessOrEqual", [level, graph.number(EDGE)]);
    return graph.apply("Where", [below, first, graph.apply("Where", [above, last, inner])]);
  },
};
