import { hold, mapTensors } from "../../../runtime/onnx/columns.ts";
import type { OnnxTransform } from "../../../runtime/onnx/lowering.ts";
import type { WinsorizeParams } from "./winsorize.decl.ts";
import type { WinsorizeState } from "./winsorize.impl.ts";

export const winsorizeOnnx: OnnxTransform<WinsorizeParams, WinsorizeState> = {
  apply: (graph, columns, { low, high }) => mapTensors(columns, (tensor, j) => hold(graph, tensor, low[j]!, high[j]!)),
};
