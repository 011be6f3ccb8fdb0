import { codes, edgesPassed, hold, requireText } from "../../../runtime/onnx/columns.ts";
import { type Graph, int, type Tensor } from "../../../runtime/onnx/graph.ts";
import type { OnnxColumn, OnnxEstimator } from "../../../runtime/onnx/lowering.ts";
import type { NaiveBayesParams } from "./naive-bayes.decl.ts";
import { FARTHEST, type FeatureState, type NaiveBayesState } from "./naive-bayes.impl.ts";

/** Logarithm of the likelihood of every class: shape [N, classes]; 0 where the value says nothing. */
function likelihoods(graph: Graph, column: OnnxColumn, state: FeatureState, classes: number): Tensor {
  if (state.kind === "levels") {
    const table = [...state.logShares.flatMap((row) => [...row]), ...new Array<number>(classes).fill(0)];
    const places =
      column.kind === "text" ? codes(graph, requireText(column), state.levels) : boolCodes(graph, column.tensor);
    return graph.apply("Gather", [graph.numbers(table, [state.levels.length + 1, classes]), places], { axis: int(0) });
  }
  const x = graph.apply("Unsqueeze", [column.tensor, graph.integers([1])]);
  const row = (values: Float64Array): Tensor => graph.numbers(values, [1, classes]);
  const distance = graph.apply("Sub", [x, row(state.mean)]);
  const squares = graph.apply("Div", [graph.apply("Mul", [distance, distance]), row(state.variance)]);
  const constant = row(state.variance.map((variance) => Math.log(2 * Math.PI * variance)));
  const value = graph.apply("Mul", [graph.apply("Add", [squares, constant]), graph.number(-0.5)]);
  const bounded = hold(graph, value, FARTHEST, Number.MAX_VALUE);
  return graph.apply("Where", [graph.apply("IsNaN", [value]), graph.number(0), bounded]);
}

/** 0 and 1 as they are, missing as 2. */
function boolCodes(graph: Graph, tensor: Tensor): Tensor {
  const place = edgesPassed(graph, tensor, [0.5], true);
  const missing = graph.cast(graph.apply("IsNaN", [tensor]), "int64");
  return graph.apply("Add", [place, graph.apply("Mul", [missing, graph.integers([2])])]);
}

export const naiveBayesOnnx: OnnxEstimator<NaiveBayesParams, NaiveBayesState> = {
  predict: (graph, features, { logPriors, features: states }) => {
    const classes = logPriors.length;
    const parts = features.map((column, j) => likelihoods(graph, column, states[j]!, classes));
    const scores = graph.apply("Sum", [graph.numbers(logPriors, [1, classes]), ...parts]);
    return { kind: "probabilities", tensor: graph.apply("Softmax", [scores], { axis: int(1) }) };
  },
};
