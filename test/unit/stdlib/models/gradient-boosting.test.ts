import { describe, expect, it } from "vitest";
import type { FitContext, TabularData } from "../../../../runtime/component.ts";
import type { FrameColumn } from "../../../../runtime/frame/frame.ts";
import { createRandom } from "../../../../runtime/numeric/random.ts";
import { rocAucImplementation } from "../../../../stdlib/metrics/probabilistic/ranking.impl.ts";
import {
  type GradientBoostingParams,
  gradientBoosting,
} from "../../../../stdlib/models/gradient-boosting/gradient-boosting.decl.ts";
import { gradientBoostingImplementation as boosting } from "../../../../stdlib/models/gradient-boosting/gradient-boosting.impl.ts";
import expected from "../../../reference/boosting.json" with { type: "json" };
import { boostingRows } from "../../../reference/boosting-data.ts";
import { largestDifference, levels, numbers } from "../../../reference/columns.ts";
import { parametersOf } from "../../../reference/default-parameters.ts";

const train = boostingRows("train");
const test = boostingRows("test");
const two = ["a", "b"];
const context = (task: FitContext["task"], extra: Partial<FitContext> = {}): FitContext => ({
  task,
  random: createRandom(3),
  validate: null,
  patience: null,
  ...extra,
});
const table = (
  rows: typeof train,
  label: Float64Array,
  classes: readonly string[] | null,
  weight: Float64Array | null = null,
): TabularData => ({ rows: rows.rows, features: rows.features, label, classes, weight });
const set = (changed: Partial<GradientBoostingParams>): GradientBoostingParams =>
  parametersOf(gradientBoosting.params, changed);

function predictNumbers(changed: Partial<GradientBoostingParams>, weight: Float64Array | null = null): Float64Array {
  const params = set(changed);
  const { state } = boosting.fit(table(train, train.numbers, null, weight), params, context("regress"));
  const prediction = boosting.predict(test.features, test.rows, state, params);
  return prediction.kind === "values" ? prediction.values : new Float64Array(0);
}

const mean = (loss: (actual: number, predicted: number) => number, predicted: Float64Array): number =>
  test.numbers.reduce((sum, actual, i) => sum + loss(actual, predicted[i]!), 0) / test.rows;
const rmse = (predicted: Float64Array): number => Math.sqrt(mean((a, p) => (a - p) ** 2, predicted));

describe("gradient boosting is as accurate as LightGBM on held-out rows", () => {
  it("squared error, with native categories and missing values", () => {
    expect(rmse(predictNumbers({}))).toBeLessThan(1.02 * expected.squared);
  });
  it("categories as codes", () => {
    expect(rmse(predictNumbers({ categorical: "codes" }))).toBeLessThan(1.02 * expected.squared_codes);
  });
  it("regularised", () => {
    const predicted = predictNumbers({ l1: 2, l2: 5, max_depth: 4, min_leaf: 50 });
    expect(rmse(predicted)).toBeLessThan(1.02 * expected.squared_regularised);
  });
  it("weighted rows", () => {
    const weight = train.numbers.map((value) => (value > 0 ? 2 : 1));
    expect(rmse(predictNumbers({}, weight))).toBeLessThan(1.02 * expected.squared_weighted);
  });
  it("absolute and quantile losses", () => {
    expect(mean((a, p) => Math.abs(a - p), predictNumbers({ objective: "absolute" }))).toBeLessThan(
      1.03 * expected.absolute,
    );
    const pinball = (a: number, p: number): number => Math.max(0.9 * (a - p), -0.1 * (a - p));
    expect(mean(pinball, predictNumbers({ objective: "quantile", quantile: 0.9 }))).toBeLessThan(
      1.03 * expected.quantile,
    );
  });
  it("two classes", () => {
    const params = set({});
    const { state } = boosting.fit(table(train, train.binary, two), params, context("classify"));
    const prediction = boosting.predict(test.features, test.rows, state, params);
    const input = { rows: test.rows, actual: test.binary, prediction, classes: two, positive: 1, scale: null };
    expect(rocAucImplementation.prepare(input, { average: "macro" })(null)).toBeGreaterThan(
      0.99 * expected.logistic_auc,
    );
  });
  it("three classes", () => {
    const params = set({});
    const { state } = boosting.fit(table(train, train.three, ["a", "b", "c"]), params, context("classify"));
    const prediction = boosting.predict(test.features, test.rows, state, params);
    const p = prediction.kind === "probabilities" ? prediction.probabilities : new Float64Array(0);
    const loss = test.three.reduce((sum, code, i) => sum - Math.log(p[3 * i + code]!), 0) / test.rows;
    expect(loss).toBeLessThan(1.02 * expected.softmax_log_loss);
  });
  it("other growth, losses and sampling stay close", () => {
    expect(rmse(predictNumbers({ growth: "depthwise" }))).toBeLessThan(1.05 * expected.squared);
    expect(rmse(predictNumbers({ subsample: 0.7, colsample: 0.8 }))).toBeLessThan(1.05 * expected.squared);
    expect(rmse(predictNumbers({ objective: "huber", huber_delta: 2 }))).toBeLessThan(1.1 * expected.squared);
  });
});

describe("gradient boosting", () => {
  const params = set({ rounds: 20, subsample: 0.6, colsample: 0.7 });
  const rows = table(train, train.numbers, null);

  it("gives the same state for the same seed, also after a copy of the columns", () => {
    const once = boosting.fit(rows, params, context("regress")).state;
    const copied: readonly FrameColumn[] = structuredClone(train.features);
    const again = boosting.fit({ ...rows, features: copied }, params, context("regress")).state;
    expect(again).toEqual(once);
    const other = boosting.fit(rows, params, context("regress", { random: createRandom(4) })).state;
    expect(other.forest.leaves).not.toEqual(once.forest.leaves);
  });

  it("predicts each row as it does alone, from a stored state", () => {
    const { state } = boosting.fit(rows, params, context("regress"));
    const all = boosting.predict(test.features, test.rows, state, params);
    const stored = structuredClone(state);
    for (const row of [0, 17, 400]) {
      const alone = test.features.map(
        (column): FrameColumn =>
          column.kind === "number"
            ? { ...column, values: column.values.slice(row, row + 1) }
            : levels(column.name, [column.levels[column.codes[row]!] ?? null]),
      );
      const one = boosting.predict(alone, 1, stored, params);
      expect(one.kind === "values" && one.values[0]).toBe(all.kind === "values" && all.values[row]);
    }
  });

  it("stops early at the best round and keeps the trees up to it", () => {
    const many = set({ rounds: 400, learning_rate: 0.3 });
    const validate = table(test, test.numbers, null);
    const stopped = boosting.fit(rows, many, context("regress", { validate, patience: 10 }));
    expect(stopped.rounds).toBeLessThan(400);
    expect(stopped.state.forest.roots.length).toBe(stopped.rounds);
    const short = boosting.fit(rows, set({ rounds: stopped.rounds!, learning_rate: 0.3 }), context("regress"));
    expect(stopped.state.forest).toEqual(short.state.forest);
  });

  it("routes unseen levels and missing values, also where training had none", () => {
    const { state } = boosting.fit(rows, params, context("regress"));
    const odd = test.features.map((column) =>
      column.kind === "number" ? numbers(column.name, [Number.NaN]) : levels(column.name, ["never seen"]),
    );
    const prediction = boosting.predict(odd, 1, state, params);
    expect(prediction.kind === "values" && Number.isFinite(prediction.values[0])).toBe(true);
  });

  it("takes degenerate tables", () => {
    const firstValue = (features: readonly FrameColumn[], label: readonly number[]): number => {
      const small = { rows: label.length, features, label: Float64Array.from(label), classes: null, weight: null };
      const { state } = boosting.fit(small, set({}), context("regress"));
      const prediction = boosting.predict(features, label.length, state, set({}));
      return prediction.kind === "values" ? prediction.values[0]! : Number.NaN;
    };
    expect(firstValue([numbers("x", [1])], [4])).toBe(4);
    expect(firstValue([], [1, 3])).toBe(2);
    expect(
      firstValue(
        [numbers("gone", new Array(50).fill(Number.NaN)), numbers("same", new Array(50).fill(1))],
        new Array(50).fill(2),
      ),
    ).toBe(2);
    expect(() => firstValue([], [])).toThrow(/no rows/);
    const one = table(train, new Float64Array(train.rows), two);
    expect(() => boosting.fit(one, params, context("classify"))).toThrow(/class `a` only/);
  });

  it("ranks the features that matter first", () => {
    const { state } = boosting.fit(rows, set({}), context("regress"));
    const importance = boosting.importance?.of(state) ?? {};
    const ranked = Object.entries(importance).sort((a, b) => b[1] - a[1]);
    expect(
      ranked
        .slice(0, 2)
        .map(([name]) => name)
        .sort(),
    ).toEqual(["level", "x0"]);
    expect(ranked.at(-1)?.[0]).toBe("x4");
  });

  it("weighs classes as if their rows were repeated", () => {
    const plain = { min_leaf: 1, min_hessian: 0, rounds: 5, max_bin: 20 };
    const rowsOf = { ...table(train, train.binary, two), features: train.features.slice(1, 4) };
    const byClass = boosting.fit(rowsOf, set({ ...plain, class_weight: { b: 3 } }), context("classify")).state;
    const weight = train.binary.map((code) => (code === 1 ? 3 : 1));
    const byRow = boosting.fit({ ...rowsOf, weight }, set(plain), context("classify")).state;
    expect(largestDifference(byClass.forest.leaves, byRow.forest.leaves)).toBe(0);
  });
});
