// `TopK` here, with every attribute that it has, against onnxruntime.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ComponentError } from "../../../../runtime/component.ts";
import { createGraph, int } from "../../../../runtime/onnx/graph.ts";
import { topK } from "../../../../runtime/onnx/run/operators/top-k.ts";
import type { OnnxAttribute, OnnxNode } from "../../../../runtime/onnx/run/read-model.ts";
import { numbers, type OnnxTensor } from "../../../../runtime/onnx/run/tensor.ts";
import { runBatch } from "./run-graph-twice.ts";

const attribute = (name: string, i: number): readonly [string, OnnxAttribute] => [
  name,
  { name, i, f: 0, s: "", t: null, floats: [], ints: [], strings: [] },
];

const nodeOf = (version: number, attributes: Readonly<Record<string, number>>): OnnxNode => ({
  operator: "TopK",
  domain: "",
  version,
  inputs: [],
  outputs: [],
  attributes: new Map(Object.entries(attributes).map(([name, i]) => attribute(name, i))),
  place: "TopK (node 1)",
});

const valuesOf = (tensors: readonly OnnxTensor[]) => tensors.map(({ data }) => Array.from<number | string>(data));
const row = (...values: readonly number[]) => numbers("double", [1, values.length], Float64Array.from(values));

describe("TopK", () => {
  const cases = fc
    .array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 })
    .chain((shape) => fc.tuple(fc.constant(shape), fc.nat(shape.length - 1), fc.boolean()))
    .chain(([shape, axis, fromTheEnd]) =>
      fc.record({
        shape: fc.constant(shape),
        axis: fc.constant(fromTheEnd ? axis - shape.length : axis),
        k: fc.integer({ min: 1, max: shape[axis]! }),
        largest: fc.constantFrom(0, 1),
        values: fc.array(fc.constantFrom(-1, -0, 0, 1, 2.5, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY), {
          minLength: shape.reduce((size, length) => size * length, 1),
          maxLength: shape.reduce((size, length) => size * length, 1),
        }),
      }),
    );

  it("takes the same values from the same places, on any axis", async () => {
    const property = fc.asyncProperty(cases, async ({ shape, axis, k, largest, values }) => {
      const graph = createGraph();
      const tensor = graph.apply("Reshape", ["x", graph.integers(shape)]);
      const attributes = { axis: int(axis), largest: int(largest) };
      const [best, places] = graph.applyAll("TopK", [tensor, graph.integers([k])], attributes, 2);
      const flat = [best!, graph.cast(places!, "double")].map((one) =>
        graph.apply("Reshape", [one, graph.integers([-1])]),
      );
      graph.name(graph.apply("Concat", flat, { axis: int(0) }), "y");
      const columns = [{ name: "x", values: Float64Array.from(values) }];
      const { inRuntime, here } = await runBatch(graph, columns, { name: "y", width: null });
      expect(Array.from(here)).toEqual(Array.from(inRuntime));
    });
    await fc.assert(property, { numRuns: 40 });
  });

  it("takes the number from an attribute before version 10, and the largest along the last axis unless told", () => {
    expect(valuesOf(topK(nodeOf(9, { k: 2 }))([row(3, 1, 3, 2)]))).toEqual([
      [3, 3],
      [0, 2],
    ]);
  });

  it("may sort what need not be sorted", () => {
    const k = numbers("int64", [1], Float64Array.of(3));
    expect(valuesOf(topK(nodeOf(17, { sorted: 0 }))([row(1, 3, 2, 0), k]))).toEqual([
      [3, 2, 1],
      [1, 2, 0],
    ]);
  });

  it("takes what is no number last", () => {
    for (const largest of [0, 1]) {
      const k = numbers("int64", [1], Float64Array.of(3));
      const [, places] = valuesOf(topK(nodeOf(17, { largest }))([row(Number.NaN, 1, 2), k]));
      expect(places).toEqual(largest === 1 ? [2, 1, 0] : [1, 2, 0]);
    }
  });

  it("takes none, and refuses to take more than there are", () => {
    const take = (count: number) => topK(nodeOf(17, {}))([row(1, 2), numbers("int64", [1], Float64Array.of(count))]);
    expect(valuesOf(take(0))).toEqual([[], []]);
    expect(() => take(3)).toThrow(ComponentError);
    expect(() => take(-1)).toThrow(ComponentError);
  });
});
