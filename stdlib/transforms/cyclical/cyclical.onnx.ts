import { requireNumber } from "../../../runtime/onnx/columns.ts";
import { int } from "../../../runtime/onnx/graph.ts";
import type { OnnxTransform } from "../../../runtime/onnx/lowering.ts";
import { waveOf } from "../wave-onnx.ts";
import type { CyclicalParams } from "./cyclical.decl.ts";
import type { CyclicalState } from "./cyclical.impl.ts";

export const cyclicalOnnx: OnnxTransform<CyclicalParams, CyclicalState> = {
  apply: (graph, columns, _state, { period }) =>
    columns.flatMap((column) => {
      const rest = graph.apply("Mod", [requireNumber(column), graph.number(period)], { fmod: int(1) });
      const turned = graph.apply("Mul", [rest, graph.number(2 * Math.PI)]);
      const angle = graph.apply("Div", [turned, graph.number(period)]);
      return [
        { name: `${column.name}_sin`, kind: "number" as const, tensor: waveOf(graph, "Sin", angle) },
        { name: `${column.name}_cos`, kind: "number" as const, tensor: waveOf(graph, "Cos", angle) },
      ];
    }),
};
