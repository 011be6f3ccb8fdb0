// A graph over columns of numbers in onnxruntime and in our interpreter.
import * as ort from "onnxruntime-web";
import { encodeModel } from "../../../../runtime/onnx/encode.ts";
import type { Graph } from "../../../../runtime/onnx/graph.ts";
import { readOnnx } from "../../../../runtime/onnx/run/read-model.ts";
import { compileGraph, type RunGraph } from "../../../../runtime/onnx/run/run-graph.ts";
import { numbers } from "../../../../runtime/onnx/run/tensor.ts";

export interface Column {
  readonly name: string;
  readonly values: Float64Array;
}

/** Its name in the graph, and its numbers per row where it is a matrix. */
export interface Output {
  readonly name: string;
  readonly width: number | null;
}

interface Results {
  readonly inRuntime: Float64Array;
  readonly here: Float64Array;
}

/** All rows at once there, one after the other here, as predictions are made. */
export async function runRows(graph: Graph, columns: readonly Column[], output: Output): Promise<Results> {
  const bytes = encode(graph, columns, output);
  const run = compileGraph(readOnnx(bytes), output.name);
  const here = Array.from(columns[0]!.values, (_, row) =>
    ownResult(
      run,
      columns.map(({ name, values }) => ({ name, values: values.slice(row, row + 1) })),
    ),
  );
  return { inRuntime: await runtimeResult(bytes, columns, output), here: Float64Array.from(here.flat()) };
}

/** All rows at once. */
export async function runBatch(graph: Graph, columns: readonly Column[], output: Output): Promise<Results> {
  const bytes = encode(graph, columns, output);
  const here = ownResult(compileGraph(readOnnx(bytes), output.name), columns);
  return { inRuntime: await runtimeResult(bytes, columns, output), here: Float64Array.from(here) };
}

const encode = (graph: Graph, columns: readonly Column[], output: Output): Uint8Array =>
  encodeModel({
    name: "test",
    graph,
    inputs: columns.map(({ name }) => ({ name, type: "double", width: null })),
    outputs: [{ ...output, type: "double" }],
    metadata: {},
    producerVersion: "0",
  });

async function runtimeResult(bytes: Uint8Array, columns: readonly Column[], output: Output): Promise<Float64Array> {
  const session = await ort.InferenceSession.create(bytes);
  const feeds = columns.map(({ name, values }) => [name, new ort.Tensor("float64", values, [values.length])] as const);
  const results = await session.run(Object.fromEntries(feeds));
  await session.release();
  return results[output.name]!.data as Float64Array;
}

const ownResult = (run: RunGraph, columns: readonly Column[]): readonly number[] => {
  const inputs = columns.map(({ name, values }) => [name, numbers("double", [values.length], values)] as const);
  return Array.from(run(new Map(inputs)).data, Number);
};
