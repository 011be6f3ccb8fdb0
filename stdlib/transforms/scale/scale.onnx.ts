import { mapTensors } from "../../../runtime/onnx/columns.ts";
import type { OnnxTransform } from "../../../runtime/onnx/lowering.ts";
import type { ScaleParams } from "./scale.decl.ts";
import type { ScaleState } from "./scale.impl.ts";

export const scaleOnnx: OnnxTransform<ScaleParams, ScaleState> = {
  apply: (graph, columns, { scale }) =>
    mapTensors(columns, (tensor, j) => graph.apply("Div", [tensor, graph.number(scale[j]!)])),
  invert: (graph, tensor, { scale }) => graph.apply("Mul", [tensor, graph.number(scale[0]!)]),
};
