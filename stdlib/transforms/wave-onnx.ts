// The sines and cosines of wave.ts in a graph.
import type { Graph, Tensor } from "../../runtime/onnx/graph.ts";
import { PRECISION } from "./wave.ts";

export function waveOf(graph: Graph, operator: "Sin" | "Cos", angle: Tensor): Tensor {
  const scaled = graph.apply("Mul", [graph.apply(operator, [angle]), graph.number(PRECISION)]);
  return graph.apply("Div", [graph.apply("Round", [scaled]), graph.number(PRECISION)]);
}
