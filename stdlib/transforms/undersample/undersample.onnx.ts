import type { OnnxTransform } from "../../../runtime/onnx/lowering.ts";
import type { UndersampleParams } from "./undersample.decl.ts";

export const undersampleOnnx: OnnxTransform<UndersampleParams, null> = {
  apply: (_graph, columns) => columns,
};
