import { lookUp, requireText } from "../../../runtime/onnx/columns.ts";
import type { OnnxTransform } from "../../../runtime/onnx/lowering.ts";
import type { OrdinalParams } from "./ordinal.decl.ts";
import type { OrdinalState } from "./ordinal.impl.ts";

/** A level that training has not seen is missing: a graph cannot stop as `unknown: error` does. */
export const ordinalOnnx: OnnxTransform<OrdinalParams, OrdinalState> = {
  apply: (graph, columns, { levels }) =>
    columns.map((column, j) => ({
      name: column.name,
      kind: "number",
      tensor: lookUp(graph, requireText(column, levels[j]!), levels[j]!, [...levels[j]!.keys()], Number.NaN),
    })),
};
