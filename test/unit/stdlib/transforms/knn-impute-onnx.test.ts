// `knn_impute` in ONNX: the same rows as here are the most similar ones.
import fc from "fast-check";
import { expect, it } from "vitest";
import { createRandom } from "../../../../runtime/numeric/random.ts";
import { createGraph, int } from "../../../../runtime/onnx/graph.ts";
import { knnImputeImplementation } from "../../../../stdlib/transforms/knn-impute/knn-impute.impl.ts";
import { knnImputeOnnx } from "../../../../stdlib/transforms/knn-impute/knn-impute.onnx.ts";
import { largestDifference, numbers, valuesOf } from "../../../reference/columns.ts";
import { runRows } from "../../runtime/onnx/run-graph-twice.ts";

const some = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -2, max: 2 }) },
  { weight: 3, arbitrary: fc.double({ noNaN: true, min: -10, max: 10 }) },
);
const gap = fc.constant(Number.NaN);
const far = fc.constantFrom(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e200, -1.5e308);

const columnsOf = (rows: readonly (readonly number[])[]) =>
  rows[0]!.map((_, j) =>
    numbers(
      `x${j}`,
      rows.map((row) => row[j]!),
    ),
  );

it.each([
  ["few gaps", fc.oneof({ weight: 5, arbitrary: some }, { weight: 1, arbitrary: gap })],
  ["many gaps", fc.oneof({ weight: 1, arbitrary: some }, { weight: 2, arbitrary: gap })],
  [
    "numbers whose distance is infinite",
    fc.oneof({ weight: 6, arbitrary: some }, { weight: 2, arbitrary: gap }, { weight: 1, arbitrary: far }),
  ],
])("fills with the same, %s", async (_name, value) => {
  const tables = fc.integer({ min: 1, max: 4 }).chain((width) => {
    const rows = (most: number) =>
      fc.array(fc.array(value, { minLength: width, maxLength: width }), { minLength: 1, maxLength: most, size: "max" });
    return fc.tuple(rows(40), rows(8));
  });
  const property = fc.asyncProperty(tables, fc.integer({ min: 1, max: 12 }), async ([train, rows], k) => {
    const input = {
      rows: train.length,
      columns: columnsOf(train),
      target: null,
      targetLevels: null,
      weight: null,
      order: null,
    };
    const state = knnImputeImplementation.fit(input, { k }, { random: createRandom(0) });
    const columns = columnsOf(rows);
    const want = knnImputeImplementation.apply(columns, state, { k }, null).map(valuesOf);
    const graph = createGraph();
    const filled = knnImputeOnnx.apply(
      graph,
      columns.map(({ name }) => ({ name, kind: "number", tensor: name })),
      state,
      { k },
      { beside: () => [], time: () => "" },
    );
    expect(filled.map(({ name }) => name)).toEqual(columns.map(({ name }) => name));
    const axis = graph.integers([1]);
    const wide = filled.map(({ tensor }) => graph.apply("Unsqueeze", [tensor, axis]));
    graph.name(graph.apply("Concat", wide, { axis: int(1) }), "y");
    const got = await runRows(graph, columns, { name: "y", width: columns.length });
    const wanted = rows.flatMap((_, row) => want.map((values) => values[row]!));
    expect(differenceOf(got.inRuntime, wanted)).toBeLessThan(1e-12);
    expect(differenceOf(got.here, wanted)).toBeLessThan(1e-12);
  });
  await fc.assert(property, { numRuns: 25 });
});

/** Of sizes, and infinities must stand at the same places. */
const differenceOf = (got: Float64Array, want: readonly number[]): number =>
  largestDifference(
    got.map((value, i) => (value === want[i] ? 0 : (value - want[i]!) / (1 + Math.abs(want[i]!)))),
    want.map(() => 0),
  );
