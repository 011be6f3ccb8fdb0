import type { OnnxTransform } from "../../../runtime/onnx/lowering.ts";
import type { DropParams } from "./drop.decl.ts";
import type { DropState } from "./drop.impl.ts";

export const dropOnnx: OnnxTransform<DropParams, DropState> = {
  apply: (_graph, columns, _state, params) =>
    params.columns === null ? [] : columns.filter(({ name }) => !params.columns?.includes(name)),
};
