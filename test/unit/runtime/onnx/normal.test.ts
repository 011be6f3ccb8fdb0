// The normal distribution in a graph against the one in memory.
import fc from "fast-check";
import { expect, it } from "vitest";
import { normalCdf, normalQuantile } from "../../../../runtime/numeric/normal.ts";
import { encodeModel } from "../../../../runtime/onnx/encode.ts";
import { createGraph, type Graph, type Tensor } from "../../../../runtime/onnx/graph.ts";
import * as inGraph from "../../../../runtime/onnx/normal.ts";
import { readOnnx } from "../../../../runtime/onnx/run/read-model.ts";
import { compileGraph } from "../../../../runtime/onnx/run/run-graph.ts";
import { numbers } from "../../../../runtime/onnx/run/tensor.ts";

function runner(build: (graph: Graph, x: Tensor) => Tensor): (x: number) => number {
  const graph = createGraph();
  graph.name(build(graph, "x"), "y");
  const value = { type: "double", width: null } as const;
  const ends = { inputs: [{ name: "x", ...value }], outputs: [{ name: "y", ...value }] };
  const run = compileGraph(
    readOnnx(encodeModel({ name: "normal", graph, ...ends, metadata: {}, producerVersion: "0" })),
    "y",
  );
  return (x) => Number(run(new Map([["x", numbers("double", [1], Float64Array.of(x))]])).data[0]);
}

const levelOf = runner(inGraph.normalCdf);
const quantileOf = runner(inGraph.normalQuantile);

it("levels of values agree to 1e-15", () => {
  fc.assert(
    fc.property(fc.double({ min: -40, max: 40, noNaN: true }), (x) => {
      expect(Math.abs(levelOf(x) - normalCdf(x))).toBeLessThan(2e-15);
    }),
  );
  expect([Number.NEGATIVE_INFINITY, 0, Number.POSITIVE_INFINITY, Number.NaN].map(levelOf)).toEqual([
    expect.closeTo(0, 14),
    0.5,
    expect.closeTo(1, 14),
    Number.NaN,
  ]);
});

it("values at levels agree to 1e-13 of their size", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-300, max: 1 - 1e-16, noNaN: true }), fc.boolean(), (p, isSmall) => {
      const level = isSmall ? p ** 8 || 1e-300 : p;
      const want = normalQuantile(level);
      expect(Math.abs(quantileOf(level) - want)).toBeLessThanOrEqual(1e-13 * Math.abs(want));
    }),
  );
  expect(quantileOf(0.5)).toBe(0);
  expect(quantileOf(Number.NaN)).toBeNaN();
});
