import { lookUp, requireText } from "../../../runtime/onnx/columns.ts";
import type { OnnxTransform } from "../../../runtime/onnx/lowering.ts";
import type { FrequencyEncodeParams } from "./frequency-encode.decl.ts";
import type { FrequencyState } from "./frequency-encode.impl.ts";

export const frequencyEncodeOnnx: OnnxTransform<FrequencyEncodeParams, FrequencyState> = {
  apply: (graph, columns, state) =>
    columns.map((column, j) => {
      const { levels, shares, missing } = state.columns[j]!;
      const tensor = lookUp(graph, requireText(column, levels), [...levels, ""], [...shares, missing], 0);
      return { name: column.name, kind: "number", tensor };
    }),
};
