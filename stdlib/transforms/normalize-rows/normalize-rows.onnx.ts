import { mapTensors, requireNumber } from "../../../runtime/onnx/columns.ts";
import type { OnnxTransform } from "../../../runtime/onnx/lowering.ts";
import type { NormalizeRowsParams } from "./normalize-rows.decl.ts";
import type { NormalizeRowsState } from "./normalize-rows.impl.ts";

export const normalizeRowsOnnx: OnnxTransform<NormalizeRowsParams, NormalizeRowsState> = {
  apply: (graph, columns, _state, { norm }) => {
    const sizes = columns.map((column) => {
      const size = graph.apply("Abs", [requireNumber(column)]);
      const present = graph.apply("Where", [graph.apply("IsNaN", [size]), graph.number(0), size]);
      return norm === "l2" ? graph.apply("Mul", [present, present]) : present;
    });
    const sum = graph.apply(norm === "max" ? "Max" : "Sum", sizes);
    const length = norm === "l2" ? graph.apply("Sqrt", [sum]) : sum;
    const divisor = graph.apply("Where", [graph.apply("Equal", [length, graph.number(0)]), graph.number(1), length]);
    return mapTensors(columns, (tensor) => graph.apply("Div", [tensor, divisor]));
  },
};
