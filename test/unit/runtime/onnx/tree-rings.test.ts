// Nodes of a tree in a file: branches may meet again, but no row may walk in a ring.
import { expect, it } from "vitest";
import { encodeModel } from "../../../../runtime/onnx/encode.ts";
import { createGraph, doubles, int, ints, string, strings } from "../../../../runtime/onnx/graph.ts";
import { readOnnx } from "../../../../runtime/onnx/run/read-model.ts";
import { compileGraph } from "../../../../runtime/onnx/run/run-graph.ts";
import { numbers } from "../../../../runtime/onnx/run/tensor.ts";

/** One tree on one feature: nodes 0 to 2 test it for 1, 2 and 3; nodes 3 and 4 are the leaves 10 and 20. */
function runner(whenTrue: readonly number[], whenFalse: readonly number[]) {
  const graph = createGraph();
  const wide = graph.apply("Unsqueeze", ["x", graph.integers([1])]);
  const sums = graph.applyClassical("TreeEnsembleRegressor", [wide], {
    n_targets: int(1),
    aggregate_function: string("SUM"),
    post_transform: string("NONE"),
    nodes_treeids: ints([0, 0, 0, 0, 0]),
    nodes_nodeids: ints([0, 1, 2, 3, 4]),
    nodes_featureids: ints([0, 0, 0, 0, 0]),
    nodes_modes: strings(["BRANCH_EQ", "BRANCH_EQ", "BRANCH_EQ", "LEAF", "LEAF"]),
    nodes_values_as_tensor: doubles([1, 2, 3, 0, 0]),
    nodes_truenodeids: ints([...whenTrue, 0, 0]),
    nodes_falsenodeids: ints([...whenFalse, 0, 0]),
    nodes_missing_value_tracks_true: ints([0, 0, 0, 0, 0]),
    target_treeids: ints([0, 0]),
    target_nodeids: ints([3, 4]),
    target_ids: ints([0, 0]),
    target_weights_as_tensor: doubles([10, 20]),
  });
  graph.name(sums, "y");
  const bytes = encodeModel({
    name: "trees",
    graph,
    inputs: [{ name: "x", type: "double", width: null }],
    outputs: [{ name: "y", type: "float", width: 1 }],
    metadata: {},
    producerVersion: "0",
  });
  const run = compileGraph(readOnnx(bytes), "y");
  return (x: number): number => Number(run(new Map([["x", numbers("double", [1], Float64Array.of(x))]])).data[0]);
}

it("tests for the levels of a set end at one leaf", () => {
  const predict = runner([3, 3, 3], [1, 2, 4]);
  expect([1, 2, 3, 4].map(predict)).toEqual([10, 10, 10, 20]);
});

it("a ring is refused, whether a row can come to it or not", () => {
  expect(() => runner([3, 3, 1], [1, 2, 4])).toThrow(/ring of tree nodes/);
  expect(() => runner([3, 2, 1], [4, 2, 1])).toThrow(/ring of tree nodes|tree without a root/);
  expect(() => runner([0, 3, 3], [1, 2, 4])).toThrow(/tree without a root/);
});
