// What onnxruntime adds to the operators of ONNX.
import { expect, it } from "vitest";
import { encodeModel } from "../../../../runtime/onnx/encode.ts";
import { type Attributes, createGraph, int } from "../../../../runtime/onnx/graph.ts";
import { readOnnx } from "../../../../runtime/onnx/run/read-model.ts";
import { compileGraph } from "../../../../runtime/onnx/run/run-graph.ts";
import { numbers, texts } from "../../../../runtime/onnx/run/tensor.ts";

const WORDS = ["", "a", "ab", "köln", "abcde", "日本語"];

function hasher(type: "string" | "double", attributes: Attributes) {
  const graph = createGraph();
  graph.name(graph.applyContributed("MurmurHash3", ["x"], attributes), "y");
  const inputs = [{ name: "x", type, width: null }];
  const outputs = [{ name: "y", type: "int64", width: null }] as const;
  return compileGraph(
    readOnnx(encodeModel({ name: "hash", graph, inputs, outputs, metadata: {}, producerVersion: "0" })),
    "y",
  );
}

// As onnxruntime 1.32 gives them.
it.each<readonly [string, Attributes, readonly number[]]>([
  ["unsigned", {}, [0, 1009084850, 2613040991, 4160599020, 3902511862, 2779017879]],
  ["signed", { positive: int(0) }, [0, 1009084850, -1681926305, -134368276, -392455434, -1515949417]],
  ["with a seed", { seed: int(7) }, [415870660, 3990715943, 4264175359, 3985087636, 3037955123, 1862132248]],
])("MurmurHash3 of texts, %s", (_name, attributes, want) => {
  const run = hasher("string", attributes);
  expect(run(new Map([["x", texts([WORDS.length], WORDS)]])).data).toEqual(Float64Array.from(want));
});

it("MurmurHash3 refuses numbers", () => {
  const run = hasher("double", {});
  expect(() => run(new Map([["x", numbers("double", [1])]]))).toThrow(/hashes numbers/);
});
