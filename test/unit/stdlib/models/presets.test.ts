import { describe, expect, it } from "vitest";
import type { FitContext, TabularImplementation } from "../../../../runtime/component.ts";
import { createThreadBudget } from "../../../../runtime/kernels/thread-budget.ts";
import { createRandom } from "../../../../runtime/numeric/random.ts";
import type { Parameters, ValuesOf } from "../../../../specs/parameter.ts";
import { automaticRate } from "../../../../stdlib/models/gradient-boosting/catboost-rate.ts";
import type { ObjectiveName } from "../../../../stdlib/models/gradient-boosting/objectives.ts";
import { catboost, xgboost } from "../../../../stdlib/models/gradient-boosting/presets.decl.ts";
import {
  catboostImplementation,
  xgboostImplementation,
} from "../../../../stdlib/models/gradient-boosting/presets.impl.ts";
import { boostingRows, learnedRows } from "../../../reference/boosting-data.ts";
import { largestDifference, levels } from "../../../reference/columns.ts";
import { parametersOf } from "../../../reference/default-parameters.ts";
import expected from "../../../reference/presets.json" with { type: "json" };

const train = boostingRows("train");
const test = boostingRows("test");
const context = (task: FitContext["task"]): FitContext => ({
  task,
  random: createRandom(3),
  validate: null,
  patience: null,
  threads: createThreadBudget(1),
});

/** Root of the mean squared error, or the log loss, on rows that were held out. */
function lossesOf<P extends Parameters>(
  declaration: { readonly params: P },
  implementation: TabularImplementation<ValuesOf<P>, never>,
) {
  const loss = (own: "numbers" | "binary" | "three", classes: readonly string[] | null): number => {
    const params = parametersOf(declaration.params, {});
    const fitted = implementation.fit(
      learnedRows(train, train[own], classes),
      params,
      context(classes === null ? "regress" : "classify"),
    );
    const prediction = implementation.predict(test.features, test.rows, fitted.state, params);
    if (prediction.kind === "values") {
      const squares = prediction.values.reduce((sum, value, i) => sum + (value - test[own][i]!) ** 2, 0);
      return Math.sqrt(squares / test.rows);
    }
    const { probabilities, classes: count } = prediction;
    return -test[own].reduce((sum, code, i) => sum + Math.log(probabilities[count * i + code]!), 0) / test.rows;
  };
  return {
    squared: loss("numbers", null),
    logistic: loss("binary", ["a", "b"]),
    softmax: loss("three", ["a", "b", "c"]),
  };
}

describe("presets are as accurate with their defaults as the tools", () => {
  it("xgboost", () => {
    // The state is only handed back to the implementation that made it.
    const losses = lossesOf(xgboost, xgboostImplementation as never);
    expect(losses.squared).toBeLessThan(1.03 * expected.xgboost.squared);
    expect(losses.logistic).toBeLessThan(1.03 * expected.xgboost.logistic);
    expect(losses.softmax).toBeLessThan(1.03 * expected.xgboost.softmax);
  });
  it("catboost", () => {
    const losses = lossesOf(catboost, catboostImplementation as never);
    // 2000 rows: the one random order of them costs more than on larger tables.
    expect(losses.squared).toBeLessThan(1.06 * expected.catboost.squared);
    expect(losses.logistic).toBeLessThan(1.03 * expected.catboost.logistic);
    expect(losses.softmax).toBeLessThan(1.03 * expected.catboost.softmax);
  });
});

describe("the learning rate of catboost", () => {
  it("is CatBoost's where none is given", () => {
    for (const { objective, rows, trees, validated, rate } of expected.catboost_rates) {
      expect(automaticRate(objective as ObjectiveName, rows, trees, validated)).toBeCloseTo(rate, 6);
    }
  });
  const stateWith = (changed: Partial<ValuesOf<typeof catboost.params>>) =>
    catboostImplementation.fit(
      learnedRows(train, train.numbers, null),
      parametersOf(catboost.params, { iterations: 3, ...changed }),
      context("regress"),
    ).state;
  it("is that of the rows and trees of the fit, or 0.03 for what no rate was fitted to", () => {
    expect(stateWith({})).toEqual(stateWith({ learning_rate: automaticRate("squared", train.rows, 3, false) }));
    expect(stateWith({ l2_leaf_reg: 5 })).toEqual(stateWith({ l2_leaf_reg: 5, learning_rate: 0.03 }));
    expect(stateWith({ objective: "huber" })).toEqual(stateWith({ objective: "huber", learning_rate: 0.03 }));
  });
});

it("catboost's penalty grows with the weights, so that a factor in all of them changes nothing", () => {
  const valuesWith = (weight: number) => {
    const numeric = train.features.filter(({ kind }) => kind === "number");
    const weights = new Float64Array(train.rows).fill(weight);
    const data = { ...learnedRows(train, train.numbers, null), features: numeric, weight: weights };
    const params = parametersOf(catboost.params, { iterations: 20 });
    const { state } = catboostImplementation.fit(data, params, context("regress"));
    const prediction = catboostImplementation.predict(test.features, test.rows, state, params);
    return prediction.kind === "values" ? prediction.values : new Float64Array(0);
  };
  expect(largestDifference(valuesWith(8), valuesWith(1))).toBeLessThan(1e-9);
});

it("catboost takes a level as a share in steps of 1/15 and as how often it occurs", () => {
  const names = Array.from({ length: 60 }, (_, i) => (i < 45 ? "often" : "seldom"));
  const label = Float64Array.from(names, (_, i) => i % 2);
  const data = { rows: 60, features: [levels("level", names)], label, classes: ["a", "b"], weight: null };
  const { state } = catboostImplementation.fit(
    data,
    parametersOf(catboost.params, { iterations: 1 }),
    context("classify"),
  );
  const [share, count] = state.mappers;
  // (22 + 1/2) / 46, (8 + 1/2) / 16 and 1/2 of 1, 45 / 46 and 15 / 46, each cut off to fifteenths.
  expect(share).toMatchObject({ kind: "statistic", levels: ["often", "seldom"], other: 7 / 15 });
  expect(share?.kind === "statistic" && [...share.values]).toEqual([7 / 15, 7 / 15]);
  expect(count).toMatchObject({ kind: "statistic", levels: ["often", "seldom"], other: 0 });
  expect(count?.kind === "statistic" && [...count.values]).toEqual([14 / 15, 4 / 15]);
});

it("catboost learns nothing from a category of one level", () => {
  const noise = Float64Array.from({ length: 200 }, (_, i) => (i * 7919) % 13);
  const features = [
    levels(
      "level",
      Array.from({ length: 200 }, () => "only"),
    ),
  ];
  const data = { rows: 200, features, label: noise, classes: null, weight: null };
  const { state } = catboostImplementation.fit(
    data,
    parametersOf(catboost.params, { iterations: 5 }),
    context("regress"),
  );
  expect(state.forest.feature.length).toBe(0);
});
