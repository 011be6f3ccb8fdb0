import type { OnnxTransform } from "../../../runtime/onnx/lowering.ts";
import type { KeptColumns } from "../kept-columns.ts";
import type { SelectKParams } from "./select-k.decl.ts";

export const selectKOnnx: OnnxTransform<SelectKParams, KeptColumns> = {
  apply: (_graph, columns, { kept }) => columns.filter(({ name }) => kept.includes(name)),
};
