import { matrix } from "../../../runtime/onnx/columns.ts";
import { int } from "../../../runtime/onnx/graph.ts";
import type { OnnxEstimator } from "../../../runtime/onnx/lowering.ts";
import type { MlpParams } from "./mlp.decl.ts";
import type { MlpState } from "./mlp.impl.ts";

const ACTIVATIONS = { relu: "Max", tanh: "Tanh", logistic: "Sigmoid" } as const;

export const mlpOnnx: OnnxEstimator<MlpParams, MlpState> = {
  predict: (graph, features, { layers, classes, centre, spread }, { activation }) => {
    const scores = layers.reduce(
      (input, { inputs, outputs, weights, bias }, i) => {
        const product = graph.apply("MatMul", [input, graph.numbers(weights, [inputs, outputs])]);
        const sum = graph.apply("Add", [product, graph.numbers(bias, [1, outputs])]);
        if (i === layers.length - 1) return sum;
        return graph.apply(ACTIVATIONS[activation], activation === "relu" ? [sum, graph.number(0)] : [sum]);
      },
      matrix(graph, features),
    );
    if (classes > 0) return { kind: "probabilities", tensor: graph.apply("Softmax", [scores], { axis: int(1) }) };
    const values = graph.apply("Squeeze", [scores, graph.integers([1])]);
    const scaled = graph.apply("Mul", [values, graph.number(spread)]);
    return { kind: "values", tensor: graph.apply("Add", [scaled, graph.number(centre)]) };
  },
};
