// A row of weight 2 is what two such rows are, to what is learned around a classifier and from the target.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { calibrate, fitIsotonic, fitSigmoid } from "../../../../runtime/model/calibration.ts";
import { fitModel } from "../../../../runtime/model/fit-model.ts";
import type { FittedModel } from "../../../../runtime/model/fitted.ts";
import { createLibrary } from "../../../../runtime/model/library.ts";
import { takeModelRows } from "../../../../runtime/model/model-rows.ts";
import { wrapperAround } from "../../../../runtime/model/wrap-classifier.ts";
import { createRandom } from "../../../../runtime/numeric/random.ts";
import { standardLibrary } from "../../../../stdlib/declarations.ts";
import { implementations } from "../../../../stdlib/implementations.ts";
import { targetEncodeImplementation } from "../../../../stdlib/transforms/target-encode/target-encode.impl.ts";
import { levels, numbers } from "../../../reference/columns.ts";
import { estimator } from "../exec/plan-builder.ts";
import { allRows, handMadeTask } from "./hand-made-task.ts";

const library = createLibrary(implementations, standardLibrary.components);

interface Row {
  readonly x: number;
  readonly city: string;
  readonly isBad: boolean;
  readonly weight: number;
}

const row: fc.Arbitrary<Row> = fc.record({
  x: fc.integer({ min: -20, max: 20 }).map((value) => value / 10),
  city: fc.constantFrom("a", "b", "c", "d"),
  isBad: fc.boolean(),
  weight: fc.nat({ max: 3 }),
});
const rowsWithBoth = fc
  .array(row, { minLength: 4, maxLength: 600, size: "max" })
  .map((rows) => [{ ...rows[0]!, isBad: true, weight: 2 }, { ...rows[1]!, isBad: false, weight: 1 }, ...rows.slice(2)]);

const repeated = (rows: readonly Row[]): readonly Row[] =>
  rows.flatMap((one) => new Array<Row>(one.weight).fill({ ...one, weight: 1 }));
const weightsOf = (rows: readonly Row[]): Float64Array => Float64Array.from(rows, ({ weight }) => weight);
const truthOf = (rows: readonly Row[]): Uint8Array => Uint8Array.from(rows, ({ isBad }) => Number(isBad));
const scoresOf = (rows: readonly Row[]): Float64Array => Float64Array.from(rows, ({ x }) => 1 / (1 + Math.exp(-x)));

/** All numbers of a fitted value, in order. */
const numbersIn = (value: unknown): readonly number[] =>
  typeof value === "number"
    ? [value]
    : typeof value === "object" && value !== null
      ? Object.values(value).flatMap(numbersIn)
      : [];

function expectSame(weighed: unknown, doubled: unknown): void {
  const [got, want] = [numbersIn(weighed), numbersIn(doubled)];
  expect(got.length).toBe(want.length);
  for (const [i, value] of got.entries()) expect(value).toBeCloseTo(want[i]!, 6);
}

function tasksOf(rows: readonly Row[]) {
  const task = handMadeTask(
    rows.map(({ isBad }) => Number(isBad)),
    [
      numbers(
        "x",
        rows.map(({ x }) => x),
      ),
    ],
    { kind: "classify" },
    { classes: ["no", "yes"], positive: 1, weight: weightsOf(rows) },
  );
  return { task, rows: takeModelRows(task, allRows(task)) };
}

/** Fitted on rows of its own; only what stands around it is learned anew. */
const base: FittedModel = (() => {
  const random = createRandom(3);
  const own = Array.from({ length: 200 }, () => {
    const x = random.normal();
    return { x, city: "a", isBad: random.uniform() < 1 / (1 + Math.exp(-x)), weight: 1 };
  });
  const { task, rows } = tasksOf(own);
  const options = { library, seed: 1, label: "fit", patience: null, rounds: null, steps: null };
  return fitModel(estimator("logistic"), { task, fit: rows, validate: null }, options);
})();

describe("weights as often as rows", () => {
  it("calibration maps", () => {
    fc.assert(
      fc.property(rowsWithBoth, (rows) => {
        const twice = repeated(rows);
        for (const mapOf of [fitSigmoid, fitIsotonic]) {
          expectSame(
            mapOf(scoresOf(rows), truthOf(rows), weightsOf(rows)),
            mapOf(scoresOf(twice), truthOf(twice), null),
          );
        }
      }),
    );
  });
  it.each([
    ["calibrated", { method: "sigmoid" }],
    ["calibrated", { method: "isotonic" }],
    ["threshold", { maximize: "f1" }],
    ["threshold", { maximize: "balanced_accuracy" }],
  ] as const)("%s %o around a fitted value", (component, params) => {
    fc.assert(
      fc.property(rowsWithBoth, (rows) => {
        const [weighed, doubled] = [rows, repeated(rows)].map((given) =>
          wrapperAround(component, base, params, tasksOf(given), library),
        );
        expectSame(weighed, doubled);
      }),
      { numRuns: 40 },
    );
  });
  it.each(["auto", 0, 7] as const)("target_encode(smooth: %s)", (smooth) => {
    fc.assert(
      fc.property(rowsWithBoth, (rows) => {
        const [weighed, doubled] = [rows, repeated(rows)].map((given) => {
          const columns = [
            levels(
              "city",
              given.map(({ city }) => city),
            ),
          ];
          const target = Float64Array.from(truthOf(given));
          const input = { rows: given.length, columns, target, targetLevels: ["no", "yes"], order: null };
          const params = { folds: 5, smooth };
          const context = { random: createRandom(0) };
          const state = targetEncodeImplementation.fit({ ...input, weight: weightsOf(given) }, params, context);
          const all = ["a", "b", "c", "d", "unseen", null];
          return targetEncodeImplementation.apply([levels("city", all)], state, params, null);
        });
        expectSame(weighed, doubled);
      }),
    );
  });
});

describe("weighted calibration equals scikit-learn", () => {
  const scores = Float64Array.from({ length: 60 }, (_, i) => 0.0005 + 0.0001 * i);
  const truth = Uint8Array.from(scores, (_, i) => Number((i * 7) % 60 < i));
  const weight = Float64Array.from(scores, (_, i) => i % 4);
  it("`_sigmoid_calibration` on the log-odds", () => {
    const map = fitSigmoid(scores, truth, weight);
    expect(map.kind === "sigmoid" && [map.slope, map.shift]).toEqual([
      expect.closeTo(2.362768, 4),
      expect.closeTo(13.455733, 3),
    ]);
  });
  it("`IsotonicRegression`", () => {
    const map = fitIsotonic(scores, truth, weight);
    const asked = [0, 0.0011, 0.00205, 0.0033, 0.0049, 1];
    const probabilities = Float64Array.from(asked.flatMap((p) => [1 - p, p]));
    const made = calibrate({ kind: "probabilities", probabilities, classes: 2 }, [map]);
    const want = [0, 0, 0.07692307692307693, 0.42857142857142855, 0.7037037037037037, 1];
    for (const [i, value] of want.entries()) {
      expect(made.kind === "probabilities" ? made.probabilities[2 * i + 1] : Number.NaN).toBeCloseTo(value, 12);
    }
  });
});
