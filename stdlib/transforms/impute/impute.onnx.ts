import { ComponentError } from "../../../runtime/component.ts";
import { isMissing } from "../../../runtime/onnx/columns.ts";
import type { OnnxColumn, OnnxTransform } from "../../../runtime/onnx/lowering.ts";
import type { ImputeParams } from "./impute.decl.ts";
import type { ImputeState } from "./impute.impl.ts";

const filledForward = (): ComponentError =>
  new ComponentError(
    "run/not-exportable",
    "`impute(forward)` reads earlier rows, which a graph over single rows does not have",
    "fill with a statistic or a constant",
  );

export const imputeOnnx: OnnxTransform<ImputeParams, ImputeState> = {
  apply: (graph, columns, { fills }, { indicator }) => {
    const filled = columns.map((column, j): OnnxColumn => {
      const fill = fills[j] ?? null;
      if (fill === null) throw filledForward();
      const value = fill.kind === "number" ? graph.number(fill.value) : graph.text(fill.level);
      return { ...column, tensor: graph.apply("Where", [isMissing(graph, column), value, column.tensor]) };
    });
    if (!indicator) return filled;
    const flags = columns.map((column): OnnxColumn => {
      const tensor = graph.cast(isMissing(graph, column), "double");
      return { name: `${column.name}_missing`, kind: "number", tensor };
    });
    return [...filled, ...flags];
  },
};
