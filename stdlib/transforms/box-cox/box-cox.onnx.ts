import type { Graph, Tensor } from "../../../runtime/onnx/graph.ts";
import type { OnnxTransform } from "../../../runtime/onnx/lowering.ts";
import { boxCoxOf, inverseBoxCoxOf, mapPower } from "../power-onnx.ts";
import type { PowerState } from "../power-transform.ts";
import type { BoxCoxParams } from "./box-cox.decl.ts";

const transformed = (graph: Graph, x: Tensor, power: number): Tensor =>
  graph.apply("Where", [
    graph.apply("Greater", [x, graph.number(0)]),
    boxCoxOf(graph, x, power),
    graph.number(Number.NaN),
  ]);

export const boxCoxOnnx: OnnxTransform<BoxCoxParams, PowerState> = {
  apply: (graph, columns, state) => mapPower(graph, columns, state, transformed),
  invert: (graph, tensor, { power, mean, scale }) => {
    const y = graph.apply("Add", [graph.apply("Mul", [tensor, graph.number(scale[0]!)]), graph.number(mean[0]!)]);
    return inverseBoxCoxOf(graph, y, power[0]!);
  },
};
