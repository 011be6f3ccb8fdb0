import { edgesPassed, mapTensors, snap } from "../../../runtime/onnx/columns.ts";
import type { OnnxTransform } from "../../../runtime/onnx/lowering.ts";
import type { BinsParams } from "./bins.decl.ts";
import type { BinsState } from "./bins.impl.ts";

export const binsOnnx: OnnxTransform<BinsParams, BinsState> = {
  apply: (graph, columns, { edges }) =>
    mapTensors(columns, (tensor, j) => {
      const own = edges[j]!.length === 0 ? [Number.POSITIVE_INFINITY] : edges[j]!;
      const place = graph.cast(edgesPassed(graph, snap(graph, tensor, edges[j]!, edges[j]!), own, true), "double");
      return graph.apply("Where", [graph.apply("IsNaN", [tensor]), tensor, place]);
    }),
};
