import { hold, mapTensors } from "../../../runtime/onnx/columns.ts";
import type { OnnxTransform } from "../../../runtime/onnx/lowering.ts";
import type { ClipParams } from "./clip.decl.ts";
import type { ClipState } from "./clip.impl.ts";

export const clipOnnx: OnnxTransform<ClipParams, ClipState> = {
  apply: (graph, columns, _state, { low, high }) =>
    mapTensors(columns, (tensor) =>
      hold(graph, tensor, low ?? Number.NEGATIVE_INFINITY, high ?? Number.POSITIVE_INFINITY),
    ),
};
