import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MetricInput } from "../../../../runtime/component.ts";
import * as classification from "../../../../stdlib/metrics/classification/classification.impl.ts";
import { metricDeclarations } from "../../../../stdlib/metrics/declarations.ts";
import * as forecasting from "../../../../stdlib/metrics/forecasting/forecasting.impl.ts";
import { metricImplementations } from "../../../../stdlib/metrics/implementations.ts";
import * as proper from "../../../../stdlib/metrics/probabilistic/proper-scores.impl.ts";
import * as ranking from "../../../../stdlib/metrics/probabilistic/ranking.impl.ts";
import * as regression from "../../../../stdlib/metrics/regression/regression.impl.ts";
import expected from "../../../reference/metrics.json" with { type: "json" };

const values = (actual: ArrayLike<number>, predicted: ArrayLike<number>): MetricInput => ({
  rows: actual.length,
  actual: Float64Array.from(actual),
  prediction: { kind: "values", values: Float64Array.from(predicted) },
  classes: null,
  positive: null,
  scale: null,
});
const binary = (actual: ArrayLike<number>, scores: ArrayLike<number>): MetricInput => ({
  ...values(actual, scores),
  prediction: {
    kind: "probabilities",
    probabilities: Float64Array.from(Array.from(scores).flatMap((score) => [1 - score, score])),
    classes: 2,
  },
  classes: ["no", "yes"],
  positive: 1,
});
const three: MetricInput = {
  ...values(expected.three, []),
  prediction: { kind: "probabilities", probabilities: Float64Array.from(expected.p3.flat()), classes: 3 },
  classes: ["a", "b", "c"],
};
const cases = [
  ["plain", null],
  ["weighted", Float64Array.from(expected.w)],
] as const;

describe.each(cases)("metrics equal scikit-learn, %s", (name, weights) => {
  const want = expected[name];
  const numbers = values(expected.y, expected.f);
  const labels = binary(expected.binary, expected.scores);
  it("of numbers", () => {
    const plain = {
      mae: regression.maeImplementation,
      mse: regression.mseImplementation,
      rmse: regression.rmseImplementation,
      r2: regression.r2Implementation,
      mape: regression.mapeImplementation,
    };
    for (const [metric, { prepare }] of Object.entries(plain)) {
      expect(prepare(numbers, {})(weights), metric).toBeCloseTo(want[metric as keyof typeof plain], 10);
    }
    expect(regression.pinballImplementation.prepare(numbers, { q: 0.9 })(weights)).toBeCloseTo(want.pinball, 10);
  });
  it("of two classes", () => {
    const average = "macro" as const;
    const results = {
      accuracy: classification.accuracyImplementation.prepare(labels, {}),
      balanced_accuracy: classification.balancedAccuracyImplementation.prepare(labels, {}),
      f1: classification.f1Implementation.prepare(labels, { average }),
      precision: classification.precisionImplementation.prepare(labels, { average }),
      recall: classification.recallImplementation.prepare(labels, { average }),
      mcc: classification.mccImplementation.prepare(labels, {}),
      roc_auc: ranking.rocAucImplementation.prepare(labels, { average }),
      pr_auc: ranking.prAucImplementation.prepare(labels, { average }),
      gini: ranking.giniImplementation.prepare(labels, { average }),
      ks: ranking.ksImplementation.prepare(labels, { average }),
      log_loss: proper.logLossImplementation.prepare(labels, {}),
      brier: proper.brierImplementation.prepare(labels, {}),
    };
    for (const [metric, compute] of Object.entries(results)) {
      expect(compute(weights), metric).toBeCloseTo(want[metric as keyof typeof results], 10);
    }
  });
  it("of three classes", () => {
    const plain = {
      accuracy: classification.accuracyImplementation.prepare(three, {}),
      balanced_accuracy: classification.balancedAccuracyImplementation.prepare(three, {}),
      mcc: classification.mccImplementation.prepare(three, {}),
      log_loss: proper.logLossImplementation.prepare(three, {}),
      brier: proper.brierImplementation.prepare(three, {}),
      roc_auc_macro: ranking.rocAucImplementation.prepare(three, { average: "macro" }),
      roc_auc_weighted: ranking.rocAucImplementation.prepare(three, { average: "weighted" }),
      pr_auc_macro: ranking.prAucImplementation.prepare(three, { average: "macro" }),
    };
    for (const [metric, compute] of Object.entries(plain)) {
      expect(compute(weights), metric).toBeCloseTo(want.three[metric as keyof typeof plain], 10);
    }
    const oneClass = {
      f1: classification.f1Implementation,
      precision: classification.precisionImplementation,
      recall: classification.recallImplementation,
    };
    for (const [metric, { prepare }] of Object.entries(oneClass)) {
      for (const average of ["macro", "micro", "weighted"] as const) {
        const value = want.three[`${metric as keyof typeof oneClass}_${average}`];
        expect(prepare(three, { average })(weights), `${metric} ${average}`).toBeCloseTo(value, 10);
      }
    }
  });
});

describe("metrics without a scikit-learn twin", () => {
  const input = values([1, 2, 0, -4], [2, 2, 0, -2]);
  it("follow their definition", () => {
    expect(regression.biasImplementation.prepare(input, {})(null)).toBe(0.75);
    expect(regression.wapeImplementation.prepare(input, {})(null)).toBeCloseTo(3 / 7, 12);
    expect(regression.smapeImplementation.prepare(input, {})(null)).toBeCloseTo((2 / 3 + 0 + 0 + 4 / 6) / 4, 12);
    expect(regression.mdapeImplementation.prepare(input, {})(null)).toBeCloseTo(0.25, 12);
    const scaled = { ...input, scale: Float64Array.of(1, 1, 2, 2), squaredScale: Float64Array.of(1, 1, 4, 4) };
    expect(forecasting.maseImplementation.prepare(scaled, {})(null)).toBeCloseTo((1 + 0 + 0 + 1) / 4, 12);
    expect(forecasting.rmsseImplementation.prepare(scaled, {})(null)).toBeCloseTo(Math.sqrt((1 + 1) / 4), 12);
  });
  it("leave out series that do not vary, and are undefined when none does", () => {
    const scaled = {
      ...input,
      scale: Float64Array.of(1, 1, Number.NaN, 0),
      squaredScale: Float64Array.of(1, 1, Number.NaN, 0),
    };
    for (const { prepare } of [forecasting.maseImplementation, forecasting.rmsseImplementation]) {
      const score = prepare(scaled, {});
      expect(score(Float64Array.of(1, 0, 1, 1))).toBe(1);
      expect(score(Float64Array.of(3, 1, 0, 5))).toBeGreaterThan(0.7);
      expect(score(Float64Array.of(0, 0, 1, 1))).toBeNaN();
    }
    expect(forecasting.maseImplementation.prepare(scaled, {})(null)).toBe(0.5);
  });
  it("are undefined on one class, and say what they miss", () => {
    const one = binary([1, 1], [0.2, 0.7]);
    expect(ranking.rocAucImplementation.prepare(one, { average: "macro" })(null)).toBeNaN();
    expect(() => forecasting.maseImplementation.prepare(input, {})).toThrow(/training part/);
    expect(regression.maeImplementation.prepare(values([], []), {})(null)).toBeNaN();
  });
});

it("a weight of k counts a row k times", () => {
  const row = fc.record({
    actual: fc.integer({ min: 0, max: 1 }),
    score: fc.integer({ min: 0, max: 8 }),
    weight: fc.integer({ min: 0, max: 3 }),
  });
  fc.assert(
    fc.property(
      fc.array(row, { minLength: 1, maxLength: 15 }),
      fc.constantFrom(...metricDeclarations.map(({ name }) => name)),
      (rows, name) => {
        const repeated = rows.flatMap((item) => Array.from({ length: item.weight }, () => item));
        const build = (items: readonly (typeof rows)[number][]): MetricInput => ({
          ...binary(
            items.map(({ actual }) => actual),
            items.map(({ score }) => score / 8),
          ),
          scale: new Float64Array(items.length).fill(2),
          squaredScale: new Float64Array(items.length).fill(4),
        });
        // The list has forgotten parameter types; these are valid for every metric.
        const params = { average: "macro", q: 0.3 } as never;
        const metric = metricImplementations[name]!;
        const once = metric.prepare(build(rows), params)(Float64Array.from(rows, ({ weight }) => weight));
        const copied = metric.prepare(build(repeated), params)(null);
        if (Number.isNaN(copied)) expect(once).toBeNaN();
        else expect(Math.abs(once - copied)).toBeLessThan(1e-10 * (1 + Math.abs(copied)));
      },
    ),
  );
});
