import { columnOf, matrix } from "../../../runtime/onnx/columns.ts";
import type { OnnxTransform } from "../../../runtime/onnx/lowering.ts";
import type { PcaParams } from "./pca.decl.ts";
import type { PcaState } from "./pca.impl.ts";

export const pcaOnnx: OnnxTransform<PcaParams, PcaState> = {
  apply: (graph, columns, { means, directions }) => {
    const centred = graph.apply("Sub", [matrix(graph, columns), graph.numbers(means, [1, means.length])]);
    const table = Float64Array.from({ length: means.length * directions.length }, (_, at) => {
      const j = Math.floor(at / directions.length);
      return directions[at % directions.length]![j]!;
    });
    const product = graph.apply("MatMul", [centred, graph.numbers(table, [means.length, directions.length])]);
    return directions.map((_, k) => ({ name: `pca_${k + 1}`, kind: "number", tensor: columnOf(graph, product, k) }));
  },
};
