import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SeriesHistory, SeriesImplementation, TabularData } from "../../../../runtime/component.ts";
import { createRandom } from "../../../../runtime/numeric/random.ts";
import { driftImplementation } from "../../../../stdlib/models/drift/drift.impl.ts";
import { dummy } from "../../../../stdlib/models/dummy/dummy.decl.ts";
import { dummyImplementation } from "../../../../stdlib/models/dummy/dummy.impl.ts";
import { meanForecastImplementation } from "../../../../stdlib/models/mean-forecast/mean-forecast.impl.ts";
import { naiveImplementation } from "../../../../stdlib/models/naive/naive.impl.ts";
import { seasonalNaiveImplementation } from "../../../../stdlib/models/seasonal-naive/seasonal-naive.impl.ts";
import { parametersOf } from "../../../reference/default-parameters.ts";

const HOUR = 3_600_000;
const series = (values: readonly number[]): SeriesHistory => ({
  values: Float64Array.from(values),
  times: Float64Array.from(values, (_, t) => t * HOUR),
});
const context = { random: createRandom(1), seasonLength: 3, horizon: 4 };
function forecast<P>(
  model: SeriesImplementation<P, null>,
  values: readonly number[],
  origin: number,
  params: P,
): number[] {
  return Array.from(model.forecast(series(values), 0, Int32Array.of(origin), null, params, context));
}

describe("baselines of series", () => {
  const values = [1, 2, 4, 3, 5, Number.NaN];
  it("naive repeats the last value that was observed", () => {
    expect(forecast(naiveImplementation, values, 5, {})).toEqual([5, 5, 5, 5]);
    expect(forecast(naiveImplementation, [Number.NaN, 1], 0, {})[0]).toBeNaN();
  });
  it("seasonal_naive repeats the season, from rows, a duration or the step", () => {
    expect(forecast(seasonalNaiveImplementation, values, 4, { period: 2 })).toEqual([3, 5, 3, 5]);
    expect(forecast(seasonalNaiveImplementation, values, 4, { period: { months: 0, milliseconds: 2 * HOUR } })).toEqual(
      [3, 5, 3, 5],
    );
    expect(forecast(seasonalNaiveImplementation, values, 4, { period: null })).toEqual([4, 3, 5, 4]);
    // The gap at row 5 falls back to the same place one season earlier.
    expect(forecast(seasonalNaiveImplementation, values, 5, { period: 3 })).toEqual([3, 5, 4, 3]);
    expect(() => forecast(seasonalNaiveImplementation, values, 4, { period: 0 })).toThrow(/shorter than one step/);
  });
  it("drift continues the line, mean_forecast the mean", () => {
    expect(forecast(driftImplementation, values, 4, {})).toEqual([6, 7, 8, 9]);
    expect(forecast(driftImplementation, values, 5, {})).toEqual([7, 8, 9, 10]);
    expect(forecast(driftImplementation, [7], 0, {})).toEqual([7, 7, 7, 7]);
    expect(forecast(meanForecastImplementation, values, 5, {})).toEqual([3, 3, 3, 3]);
  });
  it("do not see what comes after the origin", () => {
    const models = [naiveImplementation, driftImplementation, meanForecastImplementation, seasonalNaiveImplementation];
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.integer(), fc.constant(Number.NaN)), { minLength: 2, maxLength: 15 }),
        fc.nat(),
        (all, pick) => {
          const origin = pick % all.length;
          const later = all.map((value, t) => (t > origin ? -77 : value));
          for (const model of models) {
            expect(forecast(model, later, origin, { period: null })).toEqual(
              forecast(model, all, origin, { period: null }),
            );
          }
        },
      ),
    );
  });
});

describe("dummy", () => {
  const data = (label: readonly number[], classes: readonly string[] | null): TabularData => ({
    rows: label.length,
    features: [],
    label: Float64Array.from(label),
    classes,
    weight: null,
  });
  const predict = (
    rows: TabularData,
    changed: Parameters<typeof parametersOf<typeof dummy.params>>[1] = {},
  ): number[] => {
    const params = parametersOf(dummy.params, changed);
    const task = rows.classes === null ? "regress" : "classify";
    const { state } = dummyImplementation.fit(rows, params, {
      task,
      random: createRandom(2),
      validate: null,
      patience: null,
    });
    const prediction = dummyImplementation.predict([], 2, state, params);
    return Array.from(prediction.kind === "values" ? prediction.values : prediction.probabilities);
  };
  it("predicts a statistic of numbers", () => {
    const rows = data([1, 2, 9, 4], null);
    expect(predict(rows)).toEqual([4, 4]);
    expect(predict(rows, { strategy: "median" })).toEqual([3, 3]);
    expect(predict(rows, { strategy: "constant", constant: 6 })).toEqual([6, 6]);
    expect(() => predict(rows, { strategy: "prior" })).toThrow(/no strategy/);
  });
  it("predicts shares of classes, or draws them", () => {
    const rows = data([0, 1, 1, 1], ["a", "b"]);
    expect(predict(rows)).toEqual([0.25, 0.75, 0.25, 0.75]);
    expect(predict(rows, { strategy: "most_frequent" })).toEqual([0, 1, 0, 1]);
    expect(predict(rows, { strategy: "constant", constant: "a" })).toEqual([1, 0, 1, 0]);
    const drawn = predict(rows, { strategy: "stratified" });
    expect(drawn[0]! + drawn[1]!).toBe(1);
    expect(predict(rows, { strategy: "stratified" })).toEqual(drawn);
    expect(() => predict(rows, { strategy: "constant", constant: "z" })).toThrow(/does not exist/);
    expect(() => predict(data([], ["a"]))).toThrow(/no rows/);
  });
});
