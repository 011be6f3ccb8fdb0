import type { Graph, Tensor } from "../../../runtime/onnx/graph.ts";
import type { OnnxTransform } from "../../../runtime/onnx/lowering.ts";
import { boxCoxOf, inverseBoxCoxOf, mapPower } from "../power-onnx.ts";
import type { PowerState } from "../power-transform.ts";
import type { YeoJohnsonParams } from "./yeo-johnson.decl.ts";

/** Box and Cox of 1 + x above 0, and of 1 - x with the power 2 - power, negated, below. */
function transformed(graph: Graph, x: Tensor, power: number): Tensor {
  const above = boxCoxOf(graph, graph.apply("Add", [x, graph.number(1)]), power);
  const below = boxCoxOf(graph, graph.apply("Sub", [graph.number(1), x]), 2 - power);
  const isAbove = graph.apply("GreaterOrEqual", [x, graph.number(0)]);
  return graph.apply("Where", [isAbove, above, graph.apply("Neg", [below])]);
}

function restored(graph: Graph, y: Tensor, power: number): Tensor {
  const above = graph.apply("Sub", [inverseBoxCoxOf(graph, y, power), graph.number(1)]);
  const below = graph.apply("Sub", [graph.number(1), inverseBoxCoxOf(graph, graph.apply("Neg", [y]), 2 - power)]);
  return graph.apply("Where", [graph.apply("GreaterOrEqual", [y, graph.number(0)]), above, below]);
}

export const yeoJohnsonOnnx: OnnxTransform<YeoJohnsonParams, PowerState> = {
  apply: (graph, columns, state) => mapPower(graph, columns, state, transformed),
  invert: (graph, tensor, { power, mean, scale }) => {
    const y = graph.apply("Add", [graph.apply("Mul", [tensor, graph.number(scale[0]!)]), graph.number(mean[0]!)]);
    return restored(graph, y, power[0]!);
  },
};
