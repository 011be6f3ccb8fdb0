// Trends and seasons against statsmodels, and on the target of a forecast.
import { describe, expect, it } from "vitest";
import type { RowOrder, TransformInput } from "../../../../runtime/component.ts";
import { fitModel } from "../../../../runtime/model/fit-model.ts";
import { createLibrary } from "../../../../runtime/model/library.ts";
import { takeModelRows, trainableRows } from "../../../../runtime/model/model-rows.ts";
import { predictModel } from "../../../../runtime/model/predict-model.ts";
import { createRandom } from "../../../../runtime/numeric/random.ts";
import type { ModelSpec, TransformSpec } from "../../../../specs/plan.ts";
import { standardLibrary } from "../../../../stdlib/declarations.ts";
import { implementations } from "../../../../stdlib/implementations.ts";
import { deseasonalizeImplementation } from "../../../../stdlib/transforms/deseasonalize/deseasonalize.impl.ts";
import { detrendImplementation } from "../../../../stdlib/transforms/detrend/detrend.impl.ts";
import { scaleImplementation } from "../../../../stdlib/transforms/scale/scale.impl.ts";
import { largestDifference, numbers, valuesOf } from "../../../reference/columns.ts";
import expected from "../../../reference/time-transforms.json" with { type: "json" };
import { estimator } from "../../runtime/exec/plan-builder.ts";
import { allRows, handMadeTask } from "../../runtime/model/hand-made-task.ts";

const HOUR = 3_600_000;
const START = Date.UTC(2024, 0, 1);
const orderOf = (rows: number): RowOrder => ({
  series: new Int32Array(rows),
  times: Float64Array.from({ length: rows }, (_, i) => START + i * HOUR),
});
const rows = expected.values.length;
const columns = [numbers("y", expected.values)];
const input: TransformInput = { columns, rows, target: null, targetLevels: null, weight: null, order: orderOf(rows) };
const context = { random: createRandom(1) };

describe("detrend", () => {
  const state = detrendImplementation.fit(input, {}, context);

  it("is statsmodels' detrend of order 1, and goes back", () => {
    const [made] = detrendImplementation.apply(columns, state, {}, input.order);
    expect(largestDifference(valuesOf(made), expected.detrended)).toBeLessThan(1e-10);
    const back = detrendImplementation.invert!(valuesOf(made), state, {}, input.order);
    expect(largestDifference(back, expected.values)).toBeLessThan(1e-10);
  });

  it("needs a time", () => {
    expect(() => detrendImplementation.fit({ ...input, order: null }, {}, context)).toThrow(/goes by the time/);
  });
});

describe("deseasonalize", () => {
  const params = { period: { months: 0, milliseconds: 6 * HOUR } };
  const state = deseasonalizeImplementation.fit(input, params, context);

  it("takes away the mean of each place beside the line, and goes back", () => {
    expect(largestDifference(state.seasons[0]!.indices, expected.indices)).toBeLessThan(1e-10);
    const [made] = deseasonalizeImplementation.apply(columns, state, params, input.order);
    const wanted = expected.values.map((value, i) => value - expected.indices[i % 6]!);
    expect(largestDifference(valuesOf(made), wanted)).toBeLessThan(1e-10);
    const back = deseasonalizeImplementation.invert!(valuesOf(made), state, params, input.order);
    expect(largestDifference(back, expected.values)).toBeLessThan(1e-10);
  });

  it("counts months by the calendar, and leaves places alone that it has not seen", () => {
    const year = { period: { months: 12, milliseconds: 0 } };
    const times = Float64Array.from({ length: 20 }, (_, i) => Date.UTC(2020, i, 1));
    const order = { series: new Int32Array(20), times };
    const own = [
      numbers(
        "y",
        Array.from(times, (_, i) => (i % 12 === 3 ? 10 : 0)),
      ),
    ];
    const known = deseasonalizeImplementation.fit({ ...input, columns: own, rows: 20, order }, year, context);
    expect(known.seasons[0]!.places.length).toBe(12);
    expect(known.seasons[0]!.indices[3]).toBeGreaterThan(8);
    const few = {
      ...input,
      columns: [numbers("y", [1, 2])],
      rows: 2,
      order: { series: new Int32Array(2), times: times.slice(0, 2) },
    };
    const two = deseasonalizeImplementation.fit(few, year, context);
    const later = { series: new Int32Array(1), times: Float64Array.of(Date.UTC(2021, 8, 1)) };
    expect(valuesOf(deseasonalizeImplementation.apply([numbers("y", [7])], two, year, later)[0])[0]).toBe(7);
  });
});

describe("scale", () => {
  const own = [numbers("y", [...expected.signed, null])];
  const all = { ...input, columns: own, rows: rows + 1 };

  it.each(["mean", "std", "max"] as const)("by %s is scikit-learn's, and goes back", (by) => {
    const state = scaleImplementation.fit(all, { by }, context);
    const made = valuesOf(scaleImplementation.apply(own, state, { by }, null)[0]);
    expect(largestDifference(made, [...expected.scaled[by], null])).toBeLessThan(1e-12);
    const back = scaleImplementation.invert!(made, state, { by }, null);
    expect(largestDifference(back, [...expected.signed, null])).toBeLessThan(1e-12);
  });

  it("divides by a number that is given, and by 1 where there is nothing", () => {
    const zeros = [numbers("y", [0, 0, null])];
    for (const by of ["mean", "std", "max"] as const)
      expect(scaleImplementation.fit({ ...all, columns: zeros, rows: 3 }, { by }, context).scale[0]).toBe(1);
    expect(scaleImplementation.fit(all, { by: 1000 }, context).scale[0]).toBe(1000);
  });
});

describe("on the target of a forecast", () => {
  const library = createLibrary(implementations, standardLibrary.components);
  const length = 96;
  const y = Array.from({ length }, (_, i) => 2 * i + 5 * ((i % 4) - 1.5));
  const task = handMadeTask(
    y,
    [
      numbers(
        "one",
        y.map(() => 1),
      ),
    ],
    { kind: "forecast", horizon: 3, time: { column: "t", every: { months: 0, milliseconds: HOUR } } },
    { times: orderOf(length).times },
  );
  const season = { period: { months: 0, milliseconds: 4 * HOUR } };
  const target: TransformSpec = {
    kind: "block",
    entries: [
      {
        selector: { kind: "target" },
        transform: {
          kind: "chain",
          steps: [
            { kind: "component", component: "detrend", params: {} },
            { kind: "component", component: "deseasonalize", params: season },
          ],
        },
      },
    ],
  };
  const options = { library, seed: 1, label: "fit", patience: null, rounds: null, steps: null };

  it.each<readonly [string, ModelSpec]>([
    ["a tabular model", estimator("dummy")],
    ["a series model", estimator("mean_forecast")],
  ])("%s that knows nothing else follows trend and season, also beyond the table", (_, model) => {
    const fit = takeModelRows(
      task,
      trainableRows(
        task,
        allRows(task).filter((row) => row < 64),
      ),
    );
    const fitted = fitModel({ kind: "pipeline", transform: target, model }, { task, fit, validate: null }, options);
    const origins = Int32Array.of(70, 81, length - 1);
    const prediction = predictModel(fitted, task, takeModelRows(task, origins), library);
    if (prediction.kind !== "values") throw new Error("values");
    const wanted = Array.from(origins).flatMap((row) =>
      [1, 2, 3].map((step) => 2 * (row + step) + 5 * (((row + step) % 4) - 1.5)),
    );
    expect(largestDifference(prediction.values, wanted)).toBeLessThan(1.5);
  });
});
