import { lookUp, requireText } from "../../../runtime/onnx/columns.ts";
import type { OnnxTransform } from "../../../runtime/onnx/lowering.ts";
import type { TargetEncodeParams } from "./target-encode.decl.ts";
import type { TargetEncodeState } from "./target-encode.impl.ts";

export const targetEncodeOnnx: OnnxTransform<TargetEncodeParams, TargetEncodeState> = {
  apply: (graph, columns, { columns: encoded, suffixes }) =>
    columns.flatMap((column, j) =>
      encoded[j]!.outputs.map(({ levels, missing, unseen }, k) => ({
        name: `${column.name}${suffixes[k]!}`,
        kind: "number" as const,
        tensor: lookUp(
          graph,
          requireText(column, encoded[j]!.levels),
          [...encoded[j]!.levels, ""],
          [...levels, missing],
          unseen,
        ),
      })),
    ),
};
