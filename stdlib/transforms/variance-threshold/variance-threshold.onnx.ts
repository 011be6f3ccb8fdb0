import type { OnnxTransform } from "../../../runtime/onnx/lowering.ts";
import type { KeptColumns } from "../kept-columns.ts";
import type { VarianceThresholdParams } from "./variance-threshold.decl.ts";

export const varianceThresholdOnnx: OnnxTransform<VarianceThresholdParams, KeptColumns> = {
  apply: (_graph, columns, { kept }) => columns.filter(({ name }) => kept.includes(name)),
};
