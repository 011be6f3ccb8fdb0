// `knn` in ONNX: the same neighbours as here, to the last of equally near ones.
import fc from "fast-check";
import { expect, it } from "vitest";
import { ComponentError } from "../../../../runtime/component.ts";
import { createRandom } from "../../../../runtime/numeric/random.ts";
import { createGraph } from "../../../../runtime/onnx/graph.ts";
import { knn } from "../../../../stdlib/models/knn/knn.decl.ts";
import { knnImplementation } from "../../../../stdlib/models/knn/knn.impl.ts";
import { knnOnnx } from "../../../../stdlib/models/knn/knn.onnx.ts";
import { largestDifference, numbers } from "../../../reference/columns.ts";
import { parametersOf } from "../../../reference/default-parameters.ts";
import { runRows } from "../../runtime/onnx/run-graph-twice.ts";

type Rows = readonly (readonly number[])[];

/** Many are equally far apart, and some so far that the distance is infinite. */
const value = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: -2, max: 2 }) },
  { weight: 4, arbitrary: fc.double({ noNaN: true, min: -10, max: 10 }) },
  { weight: 1, arbitrary: fc.constantFrom(1e-320, 1e200, -1.5e308) },
);
const none = fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
const valueOrNone = fc.oneof({ weight: 20, arbitrary: value }, { weight: 1, arbitrary: none });

const sizes = fc.record({
  width: fc.integer({ min: 1, max: 4 }),
  count: fc.integer({ min: 1, max: 40 }),
  classes: fc.constantFrom(0, 2, 3),
});
const cases = sizes.chain(({ width, count, classes }) => {
  const rowOf = (of: fc.Arbitrary<number>) => fc.array(of, { minLength: width, maxLength: width });
  const each = <T>(of: fc.Arbitrary<T>) => fc.array(of, { minLength: count, maxLength: count });
  return fc.record({
    train: each(rowOf(value)),
    label: each(fc.integer({ min: 0, max: Math.max(1, classes - 1) })),
    weight: fc.option(each(fc.constantFrom(1, 2, 0.1))),
    rows: fc.array(rowOf(valueOrNone), { minLength: 1, maxLength: 10, size: "max" }),
    classes: fc.constant(classes),
    params: fc.record({
      k: fc.integer({ min: 1, max: 12 }),
      weights: fc.constantFrom("uniform" as const, "distance" as const),
      metric: fc.constantFrom("euclidean" as const, "manhattan" as const),
    }),
  });
});

const columnsOf = (rows: Rows) =>
  rows[0]!.map((_, j) =>
    numbers(
      `x${j}`,
      rows.map((row) => row[j]!),
    ),
  );

it("predicts the same, and nothing where features are missing or infinite, which is refused here", async () => {
  const property = fc.asyncProperty(cases, async ({ train, label, weight, rows, classes, params }) => {
    const features = columnsOf(train);
    const data = {
      rows: train.length,
      features,
      label: Float64Array.from(label),
      classes: classes === 0 ? null : ["a", "b", "c"].slice(0, classes),
      weight: weight === null ? null : Float64Array.from(weight),
    };
    const own = parametersOf(knn.params, params);
    const context = { task: "classify", random: createRandom(1), validate: null, patience: null } as const;
    const { state } = knnImplementation.fit(data, own, context);
    const want = rows.flatMap((row) => {
      if (!row.every(Number.isFinite)) return new Array<number>(Math.max(1, classes)).fill(Number.NaN);
      const predicted = knnImplementation.predict(columnsOf([row]), 1, state, own);
      if (predicted.kind === "values") return Array.from(predicted.values);
      return predicted.kind === "probabilities" ? Array.from(predicted.probabilities) : [];
    });
    const graph = createGraph();
    const inputs = features.map(({ name }) => ({ name, kind: "number", tensor: name }) as const);
    graph.name(knnOnnx.predict(graph, inputs, state, own).tensor, "y");
    const got = await runRows(graph, columnsOf(rows), { name: "y", width: classes === 0 ? null : classes });
    expect(largestDifference(got.inRuntime, want)).toBeLessThan(1e-12);
    expect(largestDifference(got.here, want)).toBeLessThan(1e-12);
  });
  await fc.assert(property, { numRuns: 40 });
});

it("needs a feature, by which a graph knows how many rows there are", () => {
  const state = { rows: 1, points: new Float64Array(), label: Float64Array.of(1), weight: null, classes: 0 };
  expect(() => knnOnnx.predict(createGraph(), [], state, parametersOf(knn.params))).toThrow(ComponentError);
});
