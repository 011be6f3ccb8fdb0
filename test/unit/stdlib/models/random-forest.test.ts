import { describe, expect, it } from "vitest";
import type { FitContext, TabularData, TabularImplementation } from "../../../../runtime/component.ts";
import { takeColumn } from "../../../../runtime/frame/column-rows.ts";
import { createThreadBudget } from "../../../../runtime/kernels/thread-budget.ts";
import { createRandom } from "../../../../runtime/numeric/random.ts";
import type { Parameters, ValuesOf } from "../../../../specs/parameter.ts";
import { rocAucImplementation } from "../../../../stdlib/metrics/probabilistic/ranking.impl.ts";
import { decisionTree, extraTrees, randomForest } from "../../../../stdlib/models/random-forest/random-forest.decl.ts";
import {
  decisionTreeImplementation,
  extraTreesImplementation,
  randomForestImplementation,
} from "../../../../stdlib/models/random-forest/random-forest.impl.ts";
import { boostingRows, learnedRows } from "../../../reference/boosting-data.ts";
import { numbers } from "../../../reference/columns.ts";
import { parametersOf } from "../../../reference/default-parameters.ts";
import expected from "../../../reference/forest.json" with { type: "json" };

const train = boostingRows("train");
const test = boostingRows("test");
const context = (task: FitContext["task"], threads = 1): FitContext => ({
  task,
  random: createRandom(3),
  validate: null,
  patience: null,
  threads: createThreadBudget(threads),
});

function model<P extends Parameters>(
  declaration: { readonly params: P },
  implementation: TabularImplementation<ValuesOf<P>, never>,
) {
  return (label: Float64Array, classes: readonly string[] | null, changed: Partial<ValuesOf<P>> = {}): Float64Array => {
    const params = parametersOf(declaration.params, changed);
    const task = classes === null ? "regress" : "classify";
    const { state } = implementation.fit(learnedRows(train, label, classes), params, context(task));
    const prediction = implementation.predict(test.features, test.rows, state, params);
    return prediction.kind === "values" ? prediction.values : prediction.probabilities;
  };
}
// The state is only handed back to the implementation that made it.
const forest = model(randomForest, randomForestImplementation as never);
const extra = model(extraTrees, extraTreesImplementation as never);
const tree = model(decisionTree, decisionTreeImplementation as never);

const rmse = (predicted: Float64Array): number =>
  Math.sqrt(test.numbers.reduce((sum, actual, i) => sum + (actual - predicted[i]!) ** 2, 0) / test.rows);
const auc = (probabilities: Float64Array): number =>
  rocAucImplementation.prepare(
    {
      rows: test.rows,
      actual: test.binary,
      prediction: { kind: "probabilities", probabilities, classes: 2 },
      classes: ["a", "b"],
      positive: 1,
      scale: null,
    },
    { average: "macro" },
  )(null);

describe("forests are as accurate as scikit-learn's on held-out rows", () => {
  it("random forest", () => {
    expect(rmse(forest(train.numbers, null))).toBeLessThan(1.04 * expected.random_forest_rmse);
    expect(auc(forest(train.binary, ["a", "b"]))).toBeGreaterThan(expected.random_forest_auc - 0.012);
    const p = forest(train.three, ["a", "b", "c"], { min_leaf: 5 });
    const loss = test.three.reduce((sum, code, i) => sum - Math.log(p[3 * i + code]!), 0) / test.rows;
    expect(loss).toBeLessThan(1.04 * expected.random_forest_log_loss);
  });
  it("extra trees", () => {
    expect(rmse(extra(train.numbers, null))).toBeLessThan(1.05 * expected.extra_trees_rmse);
    expect(auc(extra(train.binary, ["a", "b"]))).toBeGreaterThan(expected.extra_trees_auc - 0.012);
  });
  it("decision tree", () => {
    expect(rmse(tree(train.numbers, null, { max_depth: 6 }))).toBeLessThan(1.05 * expected.decision_tree_rmse);
    expect(auc(tree(train.binary, ["a", "b"], { max_depth: 5, min_leaf: 10 }))).toBeGreaterThan(
      expected.decision_tree_auc - 0.015,
    );
  });
});

describe("forests", () => {
  it("are the same for any number of threads, and differ by seed", () => {
    const params = parametersOf(randomForest.params, { trees: 9 });
    const stateWith = (threads: number) =>
      randomForestImplementation.fit(learnedRows(train, train.numbers, null), params, context("regress", threads))
        .state;
    expect(stateWith(3)).toEqual(stateWith(1));
    const other = { ...context("regress"), random: createRandom(4) };
    expect(randomForestImplementation.fit(learnedRows(train, train.numbers, null), params, other).state).not.toEqual(
      stateWith(1),
    );
  });

  it("fit training rows exactly when a tree has no limits", () => {
    const x = numbers("x", [3, 1, 2, 5, 4]);
    const label = Float64Array.of(1, 2, 3, 4, 5);
    const params = parametersOf(decisionTree.params, {});
    const small = { rows: 5, features: [x], label, classes: null, weight: null };
    const { state } = decisionTreeImplementation.fit(small, params, context("regress"));
    const prediction = decisionTreeImplementation.predict([x], 5, state, params);
    // A bin holds three rows at least, as in LightGBM.
    expect(prediction.kind === "values" && prediction.values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(
      15,
      12,
    );
  });

  it("refuse more nodes than can be addressed after the first trees", () => {
    const rows = 8000;
    const label = Float64Array.from({ length: rows }, (_, i) => i);
    const features = [7919, 6007, 3001].map((factor) =>
      numbers(
        `x${factor}`,
        label.map((i) => (i * factor) % rows),
      ),
    );
    const many = { rows, features, label, classes: null, weight: null };
    const params = parametersOf(randomForest.params, { trees: 100_000 });
    expect(() => randomForestImplementation.fit(many, params, context("regress"))).toThrow(
      /would have about [\d,]+ nodes in 100,000 trees, more than the 67,108,863/,
    );
  });
  it("take one row, no feature, constant columns and missing values", () => {
    const params = parametersOf(randomForest.params, { trees: 3 });
    const predictFirst = (features: TabularData["features"], label: readonly number[]): number => {
      const rows = { rows: label.length, features, label: Float64Array.from(label), classes: null, weight: null };
      const { state } = randomForestImplementation.fit(rows, params, context("regress"));
      const prediction = randomForestImplementation.predict(features, label.length, state, params);
      return prediction.kind === "values" ? prediction.values[0]! : Number.NaN;
    };
    expect(predictFirst([numbers("x", [1])], [4])).toBeCloseTo(4, 12);
    expect(predictFirst([], [2, 2])).toBeCloseTo(2, 12);
    expect(predictFirst([numbers("x", new Array(9).fill(Number.NaN))], new Array(9).fill(7))).toBeCloseTo(7, 12);
    expect(() => predictFirst([], [])).toThrow(/no rows/);
  });

  it("leave out rows without weight: no tree is grown on such rows alone", () => {
    const weight = Float64Array.from({ length: train.rows }, (_, row) => (row % 100 === 0 ? 1 : 0));
    const kept = Int32Array.from({ length: train.rows / 100 }, (_, row) => 100 * row);
    const alone: TabularData = {
      rows: kept.length,
      features: train.features.map((column) => takeColumn(column, kept)),
      label: Float64Array.from(kept, (row) => train.numbers[row]!),
      classes: null,
      weight: new Float64Array(kept.length).fill(1),
    };
    const few = { ...alone, weight: alone.weight!.map((_, row) => (row === 3 ? 1 : 0)) };
    const params = parametersOf(randomForest.params, { trees: 9 });
    const { state } = randomForestImplementation.fit(
      { ...learnedRows(train, train.numbers, null), weight },
      params,
      context("regress"),
    );
    expect(state).toEqual(randomForestImplementation.fit(alone, params, context("regress")).state);
    const one = randomForestImplementation.fit(few, params, context("regress")).state;
    const prediction = randomForestImplementation.predict(test.features, test.rows, one, params);
    expect(
      prediction.kind === "values" && prediction.values.every((value) => Math.abs(value - few.label[3]!) < 1e-9),
    ).toBe(true);
  });

  it("predict single rows, which are not copied to the kernels, as whole tables", () => {
    const label = train.numbers.map((_, row) => (row * row) % 3);
    const data = learnedRows(train, label, ["a", "b", "c"]);
    const params = parametersOf(randomForest.params, { trees: 20 });
    const { state } = randomForestImplementation.fit(data, params, context("classify"));
    const whole = randomForestImplementation.predict(train.features, train.rows, state, params);
    for (const row of [0, 17, train.rows - 1]) {
      const one = train.features.map((column) => takeColumn(column, Int32Array.of(row)));
      const alone = randomForestImplementation.predict(one, 1, state, params);
      if (whole.kind !== "probabilities" || alone.kind !== "probabilities") throw new Error("no probabilities");
      expect(alone.probabilities).toEqual(whole.probabilities.slice(3 * row, 3 * row + 3));
    }
    expect(20 * 32).toBeLessThan(state.forest.feature.length);
  });
});
