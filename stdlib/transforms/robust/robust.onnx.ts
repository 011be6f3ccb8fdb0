import { mapTensors } from "../../../runtime/onnx/columns.ts";
import type { OnnxTransform } from "../../../runtime/onnx/lowering.ts";
import type { RobustParams } from "./robust.decl.ts";
import type { RobustState } from "./robust.impl.ts";

export const robustOnnx: OnnxTransform<RobustParams, RobustState> = {
  apply: (graph, columns, { center, scale }) =>
    mapTensors(columns, (tensor, j) =>
      graph.apply("Div", [graph.apply("Sub", [tensor, graph.number(center[j]!)]), graph.number(scale[j]!)]),
    ),
  invert: (graph, tensor, { center, scale }) =>
    graph.apply("Add", [graph.apply("Mul", [tensor, graph.number(scale[0]!)]), graph.number(center[0]!)]),
};
