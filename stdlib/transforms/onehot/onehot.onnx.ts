import { codes, requireText } from "../../../runtime/onnx/columns.ts";
import type { OnnxColumn, OnnxTransform } from "../../../runtime/onnx/lowering.ts";
import type { OnehotParams } from "./onehot.decl.ts";
import { columnPlaces, type OnehotState } from "./onehot.impl.ts";

/** A level that training has not seen is in no column, or in `other`: a graph cannot stop as `unknown: error` does. */
export const onehotOnnx: OnnxTransform<OnehotParams, OnehotState> = {
  apply: (graph, columns, state) =>
    columns.flatMap((column, j): readonly OnnxColumn[] => {
      const own = state.columns[j]!;
      const { names, levels, places, unseen } = columnPlaces(own);
      const code = codes(graph, requireText(column, [...own.own, ...own.rare]), levels);
      const place = graph.apply("Gather", [graph.integers([...places, unseen]), code]);
      return names.map((level, k) => ({
        name: `${column.name}=${level}`,
        kind: "number",
        tensor: graph.cast(graph.apply("Equal", [place, graph.integers([k])]), "double"),
      }));
    }),
};
