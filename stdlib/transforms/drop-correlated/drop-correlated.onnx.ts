import type { OnnxTransform } from "../../../runtime/onnx/lowering.ts";
import type { KeptColumns } from "../kept-columns.ts";
import type { DropCorrelatedParams } from "./drop-correlated.decl.ts";

export const dropCorrelatedOnnx: OnnxTransform<DropCorrelatedParams, KeptColumns> = {
  apply: (_graph, columns, { kept }) => columns.filter(({ name }) => kept.includes(name)),
};
