import { requireNumber } from "../../../runtime/onnx/columns.ts";
import { int, type Tensor } from "../../../runtime/onnx/graph.ts";
import type { OnnxTransform } from "../../../runtime/onnx/lowering.ts";
import type { CyclicalParams } from "./cyclical.decl.ts";
import { type CyclicalState, PRECISION } from "./cyclical.impl.ts";

export const cyclicalOnnx: OnnxTransform<CyclicalParams, CyclicalState> = {
  apply: (graph, columns, _state, { period }) =>
    columns.flatMap((column) => {
      const rest = graph.apply("Mod", [requireNumber(column), graph.number(period)], { fmod: int(1) });
      const turned = graph.apply("Mul", [rest, graph.number(2 * Math.PI)]);
      const angle = graph.apply("Div", [turned, graph.number(period)]);
      const rounded = (operator: "Sin" | "Cos"): Tensor => {
        const scaled = graph.apply("Mul", [graph.apply(operator, [angle]), graph.number(PRECISION)]);
        return graph.apply("Div", [graph.apply("Round", [scaled]), graph.number(PRECISION)]);
      };
      return [
        { name: `${column.name}_sin`, kind: "number" as const, tensor: rounded("Sin") },
        { name: `${column.name}_cos`, kind: "number" as const, tensor: rounded("Cos") },
      ];
    }),
};
