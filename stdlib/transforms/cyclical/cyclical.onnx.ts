import { requireNumber } from "../../../runtime/onnx/columns.ts";
import type { OnnxTransform } from "../../../runtime/onnx/lowering.ts";
import type { CyclicalParams } from "./cyclical.decl.ts";
import type { CyclicalState } from "./cyclical.impl.ts";

export const cyclicalOnnx: OnnxTransform<CyclicalParams, CyclicalState> = {
  apply: (graph, columns, _state, { period }) =>
    columns.flatMap((column) => {
      const angle = graph.apply("Mul", [requireNumber(column), graph.number((2 * Math.PI) / period)]);
      return [
        { name: `${column.name}_sin`, kind: "number" as const, tensor: graph.apply("Sin", [angle]) },
        { name: `${column.name}_cos`, kind: "number" as const, tensor: graph.apply("Cos", [angle]) },
      ];
    }),
};
