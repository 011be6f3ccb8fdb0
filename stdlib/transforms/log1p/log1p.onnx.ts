import { mapTensors } from "../../../runtime/onnx/columns.ts";
import type { OnnxTransform } from "../../../runtime/onnx/lowering.ts";
import type { Log1pParams } from "./log1p.decl.ts";
import type { Log1pState } from "./log1p.impl.ts";

export const log1pOnnx: OnnxTransform<Log1pParams, Log1pState> = {
  apply: (graph, columns) =>
    mapTensors(columns, (tensor) => {
      // Log has no form for values near 0, where 1 + x has already lost digits; 1e-16 of 1 is far below the tolerance.
      const isDefined = graph.apply("Greater", [tensor, graph.number(-1)]);
      const value = graph.apply("Log", [graph.apply("Add", [tensor, graph.number(1)])]);
      return graph.apply("Where", [isDefined, value, graph.number(Number.NaN)]);
    }),
  invert: (graph, tensor) => graph.apply("Sub", [graph.apply("Exp", [tensor]), graph.number(1)]),
};
