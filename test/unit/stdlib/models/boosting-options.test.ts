import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FitContext, TabularData } from "../../../../runtime/component.ts";
import type { FrameColumn } from "../../../../runtime/frame/frame.ts";
import { createThreadBudget } from "../../../../runtime/kernels/thread-budget.ts";
import { createRandom } from "../../../../runtime/numeric/random.ts";
import {
  type GradientBoostingParams,
  gradientBoosting,
} from "../../../../stdlib/models/gradient-boosting/gradient-boosting.decl.ts";
import { gradientBoostingImplementation as boosting } from "../../../../stdlib/models/gradient-boosting/gradient-boosting.impl.ts";
import { catboost, lightgbm, xgboost } from "../../../../stdlib/models/gradient-boosting/presets.decl.ts";
import {
  catboostImplementation,
  lightgbmImplementation,
  xgboostImplementation,
} from "../../../../stdlib/models/gradient-boosting/presets.impl.ts";
import { orderLeaves } from "../../../../stdlib/models/trees/order-leaves.ts";
import { MEAN_LABEL, orderLevels } from "../../../../stdlib/models/trees/ordered-statistics.ts";
import expected from "../../../reference/boosting.json" with { type: "json" };
import { boostingRows } from "../../../reference/boosting-data.ts";
import { levels, numbers } from "../../../reference/columns.ts";
import { parametersOf } from "../../../reference/default-parameters.ts";
import { createSequence } from "../../../reference/sequence.ts";

const train = boostingRows("train");
const test = boostingRows("test");
const context = (threads = 1): FitContext => ({
  task: "regress",
  random: createRandom(3),
  validate: null,
  patience: null,
  threads: createThreadBudget(threads),
});
const set = (changed: Partial<GradientBoostingParams>): GradientBoostingParams =>
  parametersOf(gradientBoosting.params, changed);
const table = (features: readonly FrameColumn[], label: Float64Array): TabularData => ({
  rows: label.length,
  features,
  label,
  classes: null,
  weight: null,
});
const rows = table(train.features, train.numbers);
const values = (features: readonly FrameColumn[], count: number, state: ReturnType<typeof boosting.fit>["state"]) => {
  const prediction = boosting.predict(features, count, state, set({}));
  return prediction.kind === "values" ? prediction.values : new Float64Array(0);
};
const rmse = (state: ReturnType<typeof boosting.fit>["state"]): number => {
  const predicted = values(test.features, test.rows, state);
  return Math.sqrt(test.numbers.reduce((sum, actual, i) => sum + (actual - predicted[i]!) ** 2, 0) / test.rows);
};
const error = (changed: Partial<GradientBoostingParams>): number =>
  rmse(boosting.fit(rows, set(changed), context()).state);

describe("options of boosting stay close to LightGBM's accuracy", () => {
  it("gradient sampling", () => expect(error({ sampling: "gradient" })).toBeLessThan(1.08 * expected.squared));
  it("symmetric trees", () => expect(error({ growth: "symmetric", rounds: 200 })).toBeLessThan(1.1 * expected.squared));
  it("ordered statistics", () => expect(error({ categorical: "ordered" })).toBeLessThan(1.15 * expected.squared));
  it("presets", () => {
    const light = lightgbmImplementation.fit(rows, parametersOf(lightgbm.params, {}), context()).state;
    expect(light).toEqual(boosting.fit(rows, set({}), context()).state);
    const extreme = parametersOf(xgboost.params, { learning_rate: 0.1 });
    expect(rmse(xgboostImplementation.fit(rows, extreme, context()).state)).toBeLessThan(1.1 * expected.squared);
    const cat = parametersOf(catboost.params, { iterations: 300, learning_rate: 0.1 });
    expect(rmse(catboostImplementation.fit(rows, cat, context()).state)).toBeLessThan(1.1 * expected.squared);
  });
});

it("catboost takes one class weight for each class", () => {
  const classes = ["low", "high"];
  const label = train.numbers.map((value) => (value > 0 ? 1 : 0));
  const fitWith = (weights: readonly number[]) =>
    catboostImplementation.fit(
      { ...table(train.features, label), classes },
      parametersOf(catboost.params, { iterations: 2, class_weights: weights }),
      { ...context(), task: "classify" },
    );
  expect(() => fitWith([1, 2])).not.toThrow();
  expect(() => fitWith([1])).toThrow("lists 1 weights for 2 classes");
  expect(() => fitWith([1, 2, 3])).toThrow("lists 3 weights for 2 classes");
});

it("is the same for any number of threads, whatever the options", () => {
  const options: readonly Partial<GradientBoostingParams>[] = [
    {},
    { sampling: "gradient", learning_rate: 0.5 },
    { growth: "symmetric" },
    { categorical: "ordered", subsample: 0.5, colsample: 0.5 },
    { objective: "absolute" },
    { monotone: { x0: 1, x1: -1 }, max_step: 0.5, l1: 1 },
    { growth: "symmetric", monotone: { x0: 1, x1: -1 }, max_step: 0.5 },
    { growth: "depthwise", cat_smooth: 1, max_cat_onehot: 1, monotone: { x0: 1 } },
  ];
  for (const changed of options) {
    const params = set({ rounds: 6, ...changed });
    expect(boosting.fit(rows, params, context(3)).state).toEqual(boosting.fit(rows, params, context(1)).state);
  }
});

describe("symmetric trees with leaves that no row reaches", () => {
  const s = createSequence(11);
  const x = s.uniforms(3000);
  const wide = s.uniforms(3000);
  const label = Float64Array.from(x, (value, i) => Math.sin(9 * value) + wide[i]! ** 2);
  const features = [numbers("x", x), numbers("wide", wide)];
  const fitted = (changed: Partial<GradientBoostingParams>, weight: Float64Array | null = null) => {
    const data = { ...table(features, label), weight };
    return values(features, 3000, boosting.fit(data, set({ growth: "symmetric", ...changed }), context()).state);
  };
  it("find the median", () => {
    const errors = fitted({ objective: "absolute" }).map((value, i) => Math.abs(value - label[i]!));
    expect(errors.reduce((sum, value) => sum + value, 0) / 3000).toBeLessThan(0.05);
  });
  it("find a quantile", () => {
    const below = fitted({ objective: "quantile", quantile: 0.9 }).reduce(
      (n, value, i) => n + Number(label[i]! <= value),
      0,
    );
    expect(below / 3000).toBeGreaterThan(0.87);
    expect(below / 3000).toBeLessThan(0.93);
  });
  it("take rows that do not count", () => {
    const weight = x.map((value) => (value < 0.5 ? 0 : 1));
    expect(fitted({ objective: "absolute" }, weight).every(Number.isFinite)).toBe(true);
  });
});

describe("monotone constraints, which monotone-constraints.test.ts draws at random,", () => {
  it("hold where a side of a symmetric cut has no rows", () => {
    const s = createSequence(1);
    const [a, b, noise] = [s.uniforms(150), s.uniforms(150), s.uniforms(150)];
    const label = a.map((u, i) => Math.sin(9 * u) + b[i]! + noise[i]!);
    const params = set({ rounds: 10, min_leaf: 5, learning_rate: 0.3, growth: "symmetric", monotone: { a: -1 } });
    const { state } = boosting.fit(table([numbers("a", [...a]), numbers("b", [...b])], label), params, context());
    const grid = Array.from({ length: 60 }, (_, i) => i / 60);
    for (const other of [0.1, 0.5, 0.9]) {
      const predicted = values([numbers("a", grid), numbers("b", new Array(60).fill(other))], 60, state);
      const rises = predicted.slice(1).map((value, i) => value - predicted[i]!);
      expect(Math.max(...rises)).toBeLessThanOrEqual(1e-12);
    }
  });
  it("cost symmetric trees little where the truth keeps them", () => {
    const s = createSequence(4);
    const [a, b, noise] = [s.uniforms(600), s.uniforms(600), s.uniforms(600)];
    const label = a.map((u, i) => 3 * u * u + Math.sin(6 * b[i]!) + 0.2 * noise[i]!);
    const data = table([numbers("a", [...a]), numbers("b", [...b])], label);
    const error = (monotone: Readonly<Record<string, number>>): number => {
      const params = set({ rounds: 60, min_leaf: 5, growth: "symmetric", max_depth: 6, monotone });
      const { state } = boosting.fit(data, params, context());
      return values(data.features, 600, state).reduce((sum, value, i) => sum + (value - label[i]!) ** 2, 0);
    };
    expect(error({ a: 1 })).toBeLessThan(1.5 * error({}));
  });
  it("order leaves by the levels that have a direction, and leave alone what is in order", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(-1, 0, 1), { minLength: 1, maxLength: 4 }),
        fc.array(fc.option(fc.double({ min: -5, max: 5, noNaN: true }), { nil: Number.NaN }), {
          minLength: 16,
          maxLength: 16,
        }),
        (directions, drawn) => {
          const given = Float64Array.from(drawn.slice(0, 2 ** directions.length));
          const ordered = orderLeaves(given, directions);
          directions.forEach((direction, level) => {
            for (let leaf = 0; leaf < ordered.length; leaf++)
              if ((leaf & (1 << level)) === 0)
                expect(direction * (ordered[leaf | (1 << level)]! - ordered[leaf]!)).toBeGreaterThanOrEqual(0);
          });
          expect(orderLeaves(ordered, directions)).toEqual(ordered);
        },
      ),
    );
    expect([...orderLeaves(Float64Array.of(3, 1, Number.NaN, 5), [1, 1])]).toEqual([2, 2, 2, 5]);
  });
  it("name features that exist and have an order", () => {
    const fitWith = (name: string) => () => boosting.fit(rows, set({ monotone: { [name]: 1 } }), context());
    expect(fitWith("nobody")).toThrow(/does not exist/);
    expect(fitWith("level")).toThrow(/no order/);
  });
});

it("ordered statistics never hold a row's own label", () => {
  const names = Array.from({ length: 40 }, (_, i) => `l${i % 4}`);
  const label = createSequence(5).uniforms(40);
  const column = levels("c", names);
  if (column.kind !== "category") throw new Error("not a category");
  for (const row of [0, 17, 39]) {
    const changed = label.slice();
    changed[row] = 100;
    const [before, after] = [label, changed].map(
      (of) => orderLevels(column, of, null, MEAN_LABEL, createRandom(1)).train.values,
    );
    // The overall mean moves with every label, and is all that may reach a row from its own.
    const mean = (of: Float64Array): number => of.reduce((sum, value) => sum + value, 0) / 40;
    const share = (after![row]! - before![row]!) / (mean(changed) - mean(label));
    expect(share).toBeGreaterThan(0);
    expect(share).toBeLessThanOrEqual(1 + 1e-9);
  }
});

describe("odd tables", () => {
  it("takes infinities as the largest and smallest values", () => {
    const x = Array.from({ length: 120 }, (_, i) => (i % 3 === 0 ? -Infinity : i % 3 === 1 ? 0 : Infinity));
    const label = Float64Array.from(x, (value) => (value === 0 ? 1 : value > 0 ? 5 : -5));
    const column = numbers("x", x);
    const { state } = boosting.fit(table([column], label), set({ learning_rate: 1, rounds: 3 }), context());
    const predicted = values([column], 120, state);
    for (const [i, actual] of label.entries()) expect(predicted[i]).toBeCloseTo(actual, 6);
  });
  it("keeps infinities with the numbers where a split parts them from what is missing", () => {
    const x = Array.from({ length: 90 }, (_, i) => [null, -Infinity, 0, Infinity][i % 4]!);
    const label = Float64Array.from(x, (value) => (value === null ? 5 : 0));
    const column = numbers("x", x);
    for (const growth of ["leafwise", "symmetric"] as const) {
      const params = set({ learning_rate: 1, rounds: 1, min_leaf: 1, leaves: 2, max_depth: 1, growth });
      const { state } = boosting.fit(table([column], label), params, context());
      const predicted = values([column], 90, state);
      for (const [i, actual] of label.entries()) expect(predicted[i]).toBeCloseTo(actual, 6);
    }
  });
  it("takes more than 65,000 levels, and levels it has not seen", () => {
    const names = Array.from({ length: 70_000 }, (_, i) => (i % 2 === 0 ? "often" : `l${i}`));
    const column = levels("c", names);
    const label = Float64Array.from(names, (name) => (name === "often" ? 1 : 0));
    for (const categorical of ["native", "ordered", "codes"] as const) {
      const { state } = boosting.fit(table([column], label), set({ rounds: 5, categorical }), context());
      const predicted = values([levels("c", ["often", "never seen", null])], 3, state);
      expect(predicted.every(Number.isFinite)).toBe(true);
      if (categorical === "native") expect(predicted[0]! - predicted[1]!).toBeGreaterThan(0.3);
    }
  });

  it("says so when its steps grow past all numbers", () => {
    const data = table(train.features, train.numbers);
    expect(() => boosting.fit(data, set({ rounds: 2000, learning_rate: 5 }), context())).toThrow(/diverged/);
  });
});
