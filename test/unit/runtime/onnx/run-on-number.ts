// A graph of one number as a function, in the runtime here.
import { encodeModel } from "../../../../runtime/onnx/encode.ts";
import { createGraph, type Graph, type Tensor } from "../../../../runtime/onnx/graph.ts";
import { readOnnx } from "../../../../runtime/onnx/run/read-model.ts";
import { compileGraph } from "../../../../runtime/onnx/run/run-graph.ts";
import { numbers } from "../../../../runtime/onnx/run/tensor.ts";

export function runOnNumber(build: (graph: Graph, x: Tensor) => Tensor): (x: number) => number {
  const graph = createGraph();
  graph.name(build(graph, "x"), "y");
  const value = { type: "double", width: null } as const;
  const ends = { inputs: [{ name: "x", ...value }], outputs: [{ name: "y", ...value }] };
  const bytes = encodeModel({ name: "function", graph, ...ends, metadata: {}, producerVersion: "0" });
  const run = compileGraph(readOnnx(bytes), "y");
  return (x) => Number(run(new Map([["x", numbers("double", [1], Float64Array.of(x))]])).data[0]);
}
