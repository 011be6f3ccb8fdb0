// The power transforms in ONNX.
import { mapTensors } from "../../runtime/onnx/columns.ts";
import type { Graph, Tensor } from "../../runtime/onnx/graph.ts";
import type { OnnxColumn } from "../../runtime/onnx/lowering.ts";
import type { PowerState } from "./power-transform.ts";

export const NEAR_ZERO = 2.3e-16;

export const mapPower = (
  graph: Graph,
  columns: readonly OnnxColumn[],
  { power, mean, scale }: PowerState,
  transformed: (graph: Graph, tensor: Tensor, power: number) => Tensor,
): readonly OnnxColumn[] =>
  mapTensors(columns, (tensor, j) => {
    const value = transformed(graph, tensor, power[j]!);
    return graph.apply("Div", [graph.apply("Sub", [value, graph.number(mean[j]!)]), graph.number(scale[j]!)]);
  });

/** (x^power - 1) / power, or the logarithm where the power is 0. */
export const boxCoxOf = (graph: Graph, x: Tensor, power: number): Tensor =>
  Math.abs(power) < NEAR_ZERO
    ? graph.apply("Log", [x])
    : graph.apply("Div", [
        graph.apply("Sub", [graph.apply("Pow", [x, graph.number(power)]), graph.number(1)]),
        graph.number(power),
      ]);

export const inverseBoxCoxOf = (graph: Graph, y: Tensor, power: number): Tensor =>
  Math.abs(power) < NEAR_ZERO
    ? graph.apply("Exp", [y])
    : graph.apply("Pow", [
        graph.apply("Add", [graph.apply("Mul", [y, graph.number(power)]), graph.number(1)]),
        graph.number(1 / power),
      ]);
