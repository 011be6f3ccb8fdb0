// SHAP values against their definition: the mean, over all orders of the features, of what knowing one more feature changes.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FitContext } from "../../../../runtime/component.ts";
import type { FrameColumn } from "../../../../runtime/frame/frame.ts";
import { permutationImportance } from "../../../../runtime/model/permutation-importance.ts";
import { createRandom } from "../../../../runtime/numeric/random.ts";
import { gradientBoosting } from "../../../../stdlib/models/gradient-boosting/gradient-boosting.decl.ts";
import { gradientBoostingImplementation as boosting } from "../../../../stdlib/models/gradient-boosting/gradient-boosting.impl.ts";
import { type Forest, rawInputs } from "../../../../stdlib/models/trees/forest.ts";
import { boostingRows } from "../../../reference/boosting-data.ts";
import { numbers } from "../../../reference/columns.ts";
import { parametersOf } from "../../../reference/default-parameters.ts";
import { createSequence } from "../../../reference/sequence.ts";

const context: FitContext = { task: "regress", random: createRandom(3), validate: null, patience: null };

/** Expected value of a tree when only the features in `known` are (bit f). */
function expectation(forest: Forest, node: number, known: number, values: readonly number[]): number {
  if (node < 0) return forest.leaves[-1 - node]!;
  // Symmetric trees have nodes that no row came through; all leaves below them are 0.
  if (forest.rows[node] === 0) return 0;
  const f = forest.feature[node]!;
  const [left, right] = [forest.left[node]!, forest.right[node]!];
  const value = values[f]!;
  if ((known >> f) & 1) {
    const isLeft = Number.isNaN(value) ? (forest.flags[node]! & 1) === 1 : value <= forest.threshold[node]!;
    return expectation(forest, isLeft ? left : right, known, values);
  }
  const rows = (child: number): number => (child >= 0 ? forest.rows[child]! : forest.leafRows[-1 - child]!);
  const parts = [left, right].map((child) => rows(child) * expectation(forest, child, known, values));
  return (parts[0]! + parts[1]!) / forest.rows[node]!;
}

function shapley(forest: Forest, tree: number, features: number, values: readonly number[]): number[] {
  const of = (known: number): number => expectation(forest, forest.roots[tree]!, known, values);
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  return Array.from({ length: features }, (_, f) => {
    let sum = 0;
    for (let known = 0; known < 2 ** features; known++) {
      if ((known >> f) & 1) continue;
      const size = known.toString(2).replaceAll("0", "").length;
      const share = (factorial(size) * factorial(features - size - 1)) / factorial(features);
      sum += share * (of(known | (1 << f)) - of(known));
    }
    return sum;
  });
}

describe("SHAP values", () => {
  it("are what their definition says", () => {
    const setup = fc.record({
      seed: fc.integer({ min: 1, max: 1e6 }),
      growth: fc.constantFrom("leafwise" as const, "symmetric" as const),
    });
    fc.assert(
      fc.property(setup, ({ seed, growth }) => {
        const s = createSequence(seed);
        const columns = Array.from({ length: 4 }, (_, j) =>
          numbers(
            `x${j}`,
            Array.from(s.uniforms(80), (u) => (j === 0 && u < 0.2 ? null : Math.round(9 * u))),
          ),
        );
        const label = s.uniforms(80).map((u, i) => u + (columns[1]?.values[i] ?? 0) * (columns[2]?.values[i] ?? 0));
        const params = parametersOf(gradientBoosting.params, {
          rounds: 3,
          leaves: 6,
          max_depth: 3,
          min_leaf: 2,
          growth,
        });
        const data = { rows: 80, features: columns, label, classes: null, weight: null };
        const { state } = boosting.fit(data, params, context);
        const found = boosting.contributions!(columns, 80, state);
        for (const row of [0, 11, 79]) {
          const values = columns.map((column) => column.values[row]!);
          const trees = [0, 1, 2].map((tree) => shapley(state.forest, tree, 4, values));
          for (let f = 0; f < 4; f++) {
            expect(found.values[row * 5 + f]).toBeCloseTo(trees[0]![f]! + trees[1]![f]! + trees[2]![f]!, 9);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it("are so on long ways through many features, for any number of rows", () => {
    const s = createSequence(8);
    const columns = Array.from({ length: 9 }, (_, j) => numbers(`x${j}`, [...s.uniforms(400)]));
    const label = s
      .uniforms(400)
      .map((u, i) => u + columns.reduce((sum, { values }, j) => sum + j * values[i]! ** j, 0));
    const params = parametersOf(gradientBoosting.params, { rounds: 1, leaves: 60, min_leaf: 1 });
    const { state } = boosting.fit(
      { rows: 400, features: columns, label, classes: null, weight: null },
      params,
      context,
    );
    for (const rows of [1, 32, 75]) {
      const { values } = boosting.contributions!(columns, rows, state);
      const row = rows - 1;
      const wanted = shapley(
        state.forest,
        0,
        9,
        columns.map((column) => column.values[row]!),
      );
      wanted.forEach((value, f) => {
        expect(values[row * 10 + f]).toBeCloseTo(value, 12);
      });
    }
  });

  it("sum up to the score, with categories and several classes", () => {
    const train = boostingRows("train");
    const params = parametersOf(gradientBoosting.params, { rounds: 5 });
    const data = {
      rows: train.rows,
      features: train.features,
      label: train.three,
      classes: ["a", "b", "c"],
      weight: null,
    };
    const { state } = boosting.fit(data, params, { ...context, task: "classify" });
    const { values, outputs, names } = boosting.contributions!(train.features, 50, state);
    expect([outputs, names.length]).toEqual([3, 6]);
    const prediction = boosting.predict(train.features, train.rows, state, params);
    for (let row = 0; row < 50; row++) {
      const scores = [0, 1, 2].map((k) =>
        values.subarray((3 * row + k) * 7, (3 * row + k + 1) * 7).reduce((sum, value) => sum + value, 0),
      );
      const total = scores.reduce((sum, score) => sum + Math.exp(score), 0);
      const first = prediction.kind === "probabilities" ? prediction.probabilities[3 * row]! : Number.NaN;
      expect(Math.exp(scores[0]!) / total).toBeCloseTo(first, 9);
    }
    expect(rawInputs(train.features, state.mappers).length).toBe(6);
  });
});

describe("importance", () => {
  it("counts splits and sums gains", () => {
    const train = boostingRows("train");
    const params = parametersOf(gradientBoosting.params, { rounds: 4 });
    const data = { rows: train.rows, features: train.features, label: train.numbers, classes: null, weight: null };
    const { state } = boosting.fit(data, params, context);
    const sum = (kind: "gain" | "split"): number =>
      Object.values(boosting.importance!.of(state, kind)).reduce((all, value) => all + value, 0);
    expect(sum("split")).toBe(state.forest.feature.length);
    expect(sum("gain")).toBeCloseTo(
      state.forest.gain.reduce((all, value) => all + value, 0),
      6,
    );
  });
  it("by shuffling finds the features that matter, and nothing where none is read", () => {
    const [train, test] = [boostingRows("train"), boostingRows("test")];
    const params = parametersOf(gradientBoosting.params, { rounds: 30 });
    const data = { rows: train.rows, features: train.features, label: train.numbers, classes: null, weight: null };
    const { state } = boosting.fit(data, params, context);
    const lossOf = (own: typeof state) => (features: readonly FrameColumn[]) => {
      const prediction = boosting.predict(features, test.rows, own, params);
      if (prediction.kind !== "values") return Number.NaN;
      return prediction.values.reduce((sum, value, i) => sum + (value - test.numbers[i]!) ** 2, 0) / test.rows;
    };
    const input = { features: test.features, rows: test.rows, repeats: 2, random: createRandom(1) };
    const found = permutationImportance({ ...input, loss: lossOf(state) });
    const ranked = Object.entries(found).sort((a, b) => b[1] - a[1]);
    const first = ranked.slice(0, 2).map(([name]) => name);
    expect(first.sort()).toEqual(["level", "x0"]);
    const blind = boosting.fit(data, parametersOf(gradientBoosting.params, { rounds: 1, leaves: 2 }), context).state;
    const unread = permutationImportance({ ...input, loss: lossOf(blind) });
    expect(Object.values(unread).filter((value) => value === 0).length).toBe(5);
  });
});
