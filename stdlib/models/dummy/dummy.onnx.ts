// The same for every row.
import { ComponentError } from "../../../runtime/component.ts";
import { repeatedRow } from "../../../runtime/onnx/columns.ts";
import type { OnnxEstimator } from "../../../runtime/onnx/lowering.ts";
import type { DummyParams } from "./dummy.decl.ts";
import type { DummyState } from "./dummy.impl.ts";

export const dummyOnnx: OnnxEstimator<DummyParams, DummyState> = {
  predict: (graph, features, state, { strategy }) => {
    switch (state.kind) {
      case "value":
        return { kind: "values", tensor: repeatedRow(graph, features, [state.value], []) };
      case "shares":
        return { kind: "probabilities", tensor: repeatedRow(graph, features, state.shares, [state.shares.length]) };
      case "draw":
        throw new ComponentError(
          "run/not-exportable",
          `\`dummy(strategy: ${strategy})\` draws a class for every row, and a graph draws others`,
          "use `strategy: prior`, whose probabilities are those it draws with",
        );
      default:
        return state satisfies never;
    }
  },
};
