import { mapTensors } from "../../../runtime/onnx/columns.ts";
import type { OnnxTransform } from "../../../runtime/onnx/lowering.ts";
import type { StandardizeParams } from "./standardize.decl.ts";
import type { StandardizeState } from "./standardize.impl.ts";

export const standardizeOnnx: OnnxTransform<StandardizeParams, StandardizeState> = {
  apply: (graph, columns, { mean, scale }) =>
    mapTensors(columns, (tensor, j) =>
      graph.apply("Div", [graph.apply("Sub", [tensor, graph.number(mean[j]!)]), graph.number(scale[j]!)]),
    ),
  invert: (graph, tensor, { mean, scale }) =>
    graph.apply("Add", [graph.apply("Mul", [tensor, graph.number(scale[0]!)]), graph.number(mean[0]!)]),
};
