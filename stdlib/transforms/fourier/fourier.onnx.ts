import { requireNumber } from "../../../runtime/onnx/columns.ts";
import { int } from "../../../runtime/onnx/graph.ts";
import type { OnnxTransform } from "../../../runtime/onnx/lowering.ts";
import { waveOf } from "../wave-onnx.ts";
import type { FourierParams } from "./fourier.decl.ts";
import { type FourierState, lengthOf } from "./fourier.impl.ts";

export const fourierOnnx: OnnxTransform<FourierParams, FourierState> = {
  apply: (graph, columns, _state, { period, order }) =>
    columns.flatMap((column) => {
      const length = graph.number(lengthOf(period));
      const rest = graph.apply("Mod", [requireNumber(column), length], { fmod: int(1) });
      const place = graph.apply("Div", [rest, length]);
      return Array.from({ length: order }, (_, i) => i + 1).flatMap((k) => {
        const angle = graph.apply("Mul", [place, graph.number(2 * Math.PI * k)]);
        return [
          { name: `${column.name}_sin_${k}`, kind: "number" as const, tensor: waveOf(graph, "Sin", angle) },
          { name: `${column.name}_cos_${k}`, kind: "number" as const, tensor: waveOf(graph, "Cos", angle) },
        ];
      });
    }),
};
