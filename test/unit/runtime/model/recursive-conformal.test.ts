// `recursive` against a loop that anybody would write, `conformal` against what it promises.
import { describe, expect, it } from "vitest";
import { fitModel } from "../../../../runtime/model/fit-model.ts";
import type { FittedModel } from "../../../../runtime/model/fitted.ts";
import { createLibrary } from "../../../../runtime/model/library.ts";
import { takeModelRows, trainableRows } from "../../../../runtime/model/model-rows.ts";
import { predictModel } from "../../../../runtime/model/predict-model.ts";
import { createRandom } from "../../../../runtime/numeric/random.ts";
import type { TaskData } from "../../../../runtime/task/task-data.ts";
import type { ModelSpec } from "../../../../specs/plan.ts";
import { standardLibrary } from "../../../../stdlib/declarations.ts";
import { implementations } from "../../../../stdlib/implementations.ts";
import { estimator } from "../exec/plan-builder.ts";
import { allRows, handMadeTask, numbers } from "./hand-made-task.ts";

const library = createLibrary(implementations, standardLibrary.components);
const options = { library, seed: 1, label: "fit", patience: null, rounds: null, steps: null };
const wrap = (component: string, model: ModelSpec, params = {}): ModelSpec => ({
  kind: "combinator",
  component,
  params,
  model,
});
const HORIZON = 5;
const HOUR = 3_600_000;

/** Two series of y with its lags 1 and 3, and a price that is known ahead. */
function forecastTask(): TaskData {
  const random = createRandom(3, "series");
  const length = 120;
  const series = Int32Array.from({ length: 2 * length }, (_, row) => Math.floor(row / length));
  const price = Array.from(series, () => random.uniform());
  const y: number[] = [];
  for (let row = 0; row < 2 * length; row++) {
    const back = (k: number): number => (row % length >= k ? y[row - k]! : 0);
    y.push(0.6 * back(1) - 0.3 * back(3) + price[row]! + 0.1 * random.normal() + series[row]!);
  }
  const lag = (k: number): number[] => y.map((_, row) => (row % length >= k ? y[row - k]! : Number.NaN));
  return handMadeTask(
    y,
    [numbers("y", y), numbers("y_1", lag(1)), numbers("y_3", lag(3)), numbers("price", price)],
    {
      kind: "forecast",
      horizon: HORIZON,
      known: ["price"],
      time: { column: "t", every: { months: 0, milliseconds: HOUR } },
      warmup: 3,
    },
    {
      series,
      seriesNames: ["a", "b"],
      times: Float64Array.from(series, (_, row) => (row % length) * HOUR),
      usable: Uint8Array.from(series, (_, row) => Number(row % length >= 3)),
    },
  );
}

const LAGS = { y: 0, y_1: 1, y_3: 3 };

describe("recursive", () => {
  it("puts a trend of the target back where each step is, also beyond the table", () => {
    const times = Array.from({ length: 60 }, (_, row) => row * HOUR);
    const y = times.map((_, row) => 3 * row);
    const time = { column: "t", every: { months: 0, milliseconds: HOUR } };
    const task = handMadeTask(
      y,
      [numbers("y", y)],
      { kind: "forecast", horizon: 4, time },
      { times: Float64Array.from(times) },
    );
    const transform = {
      kind: "block",
      entries: [
        { selector: { kind: "target" }, transform: { kind: "component", component: "detrend", params: {} } },
        { selector: { kind: "numeric" }, transform: { kind: "component", component: "detrend", params: {} } },
      ],
    } as const;
    const fit = takeModelRows(task, trainableRows(task, allRows(task).subarray(0, 50)));
    const origins = takeModelRows(task, Int32Array.of(50, 58));
    for (const inner of [estimator("dummy"), estimator("ridge")]) {
      const model = wrap("recursive", { kind: "pipeline", transform, model: inner }, { lags: { y: 0 } });
      const prediction = predictModel(fitModel(model, { task, fit, validate: null }, options), task, origins, library);
      if (prediction.kind !== "values") throw new Error("values");
      const wanted = [50, 58].flatMap((row) => [1, 2, 3, 4].map((step) => 3 * (row + step)));
      wanted.forEach((value, i) => {
        expect(prediction.values[i]).toBeCloseTo(value, 8);
      });
    }
  });
  const task = forecastTask();
  const fit = takeModelRows(
    task,
    trainableRows(
      task,
      allRows(task).filter((row) => row % 120 < 90),
    ),
  );
  const origins = Int32Array.of(95, 100, 114, 215, 220);

  it.each<readonly [string, ModelSpec]>([
    ["a linear model", estimator("linear")],
    ["trees", estimator("gradient_boosting", { rounds: 10, min_leaf: 3 })],
    [
      "a chain that scales",
      {
        kind: "pipeline",
        transform: { kind: "component", component: "standardize", params: {} },
        model: estimator("ridge"),
      },
    ],
  ])("of %s is the loop over the model of the next step", (_, spec) => {
    const recursive = fitModel(wrap("recursive", spec, { lags: LAGS }), { task, fit, validate: null }, options);
    const found = predictModel(recursive, task, takeModelRows(task, origins), library);
    const next = fitModel(spec, { task, fit, validate: null }, { ...options, steps: [1] });
    for (const [i, origin] of origins.entries()) {
      const y = Array.from(task.label.subarray(0, origin + 1));
      for (let step = 1; step <= HORIZON; step++) {
        // A task of its own, in which the row before the predicted one is what has been seen and predicted so far.
        const at = origin + step - 1;
        const own = task.features.map((column) => {
          if (column.kind !== "number" || column.name === "price") return column;
          const values = Float64Array.from(column.values);
          values[at] = y[at - LAGS[column.name as keyof typeof LAGS]]!;
          return { ...column, values };
        });
        const asked = { ...task, features: own };
        const one = predictModel(next, asked, takeModelRows(asked, Int32Array.of(at)), library);
        if (one.kind !== "values" || found.kind !== "values") throw new Error("values");
        y.push(one.values[0]!);
        expect(found.values[i * HORIZON + step - 1]).toBeCloseTo(one.values[0]!, 12);
      }
    }
  });

  it("reads nothing of the target after the origin", () => {
    const recursive = fitModel(
      wrap("recursive", estimator("linear"), { lags: LAGS }),
      { task, fit, validate: null },
      options,
    );
    const rows = Int32Array.of(95, 100);
    const later = { ...task, label: task.label.map((value, row) => (row > 100 ? -1000 : value)) };
    const changed = {
      ...later,
      features: task.features.map((column) =>
        column.kind === "number" && column.name !== "price"
          ? { ...column, values: column.values.map((value, row) => (row > 100 ? -1000 : value)) }
          : column,
      ),
    };
    const [a, b] = [task, changed].map((own) => predictModel(recursive, own, takeModelRows(own, rows), library));
    if (a?.kind !== "values" || b?.kind !== "values") throw new Error("values");
    expect(Array.from(b.values.subarray(HORIZON))).toEqual(Array.from(a.values.subarray(HORIZON)));
  });
});

describe("conformal", () => {
  it("covers new rows about as often as it says", () => {
    for (const level of [0.5, 0.9]) {
      let inside = 0;
      let total = 0;
      for (let draw = 0; draw < 40; draw++) {
        const random = createRandom(draw, "rows");
        const x = Array.from({ length: 260 }, () => random.normal());
        const label = x.map((value) => 2 * value + random.normal() * (1 + random.uniform()));
        const task = handMadeTask(label, [numbers("x", x)], { kind: "regress" });
        const fit = takeModelRows(task, allRows(task).subarray(0, 160));
        const model = fitModel(
          wrap("conformal", estimator("linear"), { level }),
          { task, fit, validate: null },
          options,
        );
        const judged = allRows(task).subarray(160);
        const prediction = predictModel(model, task, takeModelRows(task, judged), library);
        if (prediction.kind !== "values" || prediction.interval === undefined) throw new Error("no interval");
        const { lower, upper } = prediction.interval;
        judged.forEach((row, i) => {
          total++;
          inside += Number(label[row]! >= lower[i]! && label[row]! <= upper[i]!);
        });
      }
      // 4,000 rows: a standard error of 0.008 at most, and what the draws of training rows add.
      expect(inside / total).toBeGreaterThan(level - 0.03);
      expect(inside / total).toBeLessThan(level + 0.03);
    }
  });

  it("of a model that knows its rows by heart is not fooled, since errors are out of fold", () => {
    const random = createRandom(7, "noise");
    const x = Array.from({ length: 300 }, () => random.uniform());
    const label = x.map(() => random.normal());
    const task = handMadeTask(label, [numbers("x", x)], { kind: "regress" });
    const fit = takeModelRows(task, allRows(task));
    const model = fitModel(wrap("conformal", estimator("knn", { k: 1 })), { task, fit, validate: null }, options);
    if (model.kind !== "conformal") throw new Error("not conformal");
    expect(model.widths[0]).toBeGreaterThan(1.5);
  });

  it("of a forecast has a width per step, and leaves rows out whose labels overlap", () => {
    const task = forecastTask();
    const fit = takeModelRows(task, trainableRows(task, allRows(task)));
    const inner = wrap("recursive", estimator("linear"), { lags: LAGS });
    const model = fitModel(wrap("conformal", inner, { level: 0.8 }), { task, fit, validate: null }, options);
    if (model.kind !== "conformal") throw new Error("not conformal");
    expect(model.widths.length).toBe(HORIZON);
    expect(Math.max(...model.widths)).toBeLessThan(1);
  });

  it("keeps its interval inside bagged and per_series, and in the mean and median of models", () => {
    const random = createRandom(9, "rows");
    const series = Int32Array.from({ length: 200 }, (_, row) => Math.floor(row / 100));
    const x = Array.from(series, () => random.normal());
    const label = x.map((value, row) => 2 * value + (1 + 4 * series[row]!) * random.normal());
    const names = {
      series,
      seriesNames: ["calm", "wild"],
      times: Float64Array.from(series, (_, row) => (row % 100) * HOUR),
    };
    const task = handMadeTask(label, [numbers("x", x)], { kind: "regress", time: { column: "t", every: null } }, names);
    const fit = takeModelRows(task, allRows(task));
    const inner = wrap("conformal", estimator("linear"), { level: 0.8 });
    const [bagged, apart] = [wrap("bagged", inner, { n: 3 }), wrap("per_series", inner)].map((spec) =>
      fitModel(spec, { task, fit, validate: null }, options),
    ) as [FittedModel, FittedModel];
    const intervalOf = (model: FittedModel, rows = fit) => {
      const prediction = predictModel(model, task, rows, library);
      if (prediction.kind !== "values" || prediction.interval === undefined) throw new Error("no interval");
      const { values, interval } = prediction;
      return { values, level: interval.level, widths: interval.upper.map((end, i) => end - interval.lower[i]!) };
    };
    if (bagged.kind !== "mean") throw new Error("no mean");
    const members = bagged.members.map((member) => intervalOf(member).widths[0]!);
    expect(intervalOf(bagged).level).toBe(0.8);
    expect(intervalOf(bagged).widths[0]).toBeCloseTo(members.reduce((sum, width) => sum + width, 0) / 3, 10);
    expect(intervalOf({ kind: "median", members: bagged.members }).widths[0]).toBeGreaterThan(Math.min(...members) / 2);
    const { widths } = intervalOf(apart);
    expect(widths[150]).toBeGreaterThan(2 * widths[50]!);
    // A stacked weight below 0 turns an interval over; models without one, or of another level, give none.
    const stacked = intervalOf({ ...bagged, weights: [1, 0.5, -0.5] });
    expect(Math.min(...stacked.widths)).toBeGreaterThan(0);
    const plain = fitModel(estimator("linear"), { task, fit, validate: null }, options);
    const mixed: FittedModel = { kind: "mean", members: [bagged.members[0]!, plain], weights: [0.5, 0.5] };
    expect(() => intervalOf(mixed)).toThrow("no interval");
  });

  it("says when there are too few rows for its level", () => {
    const task = handMadeTask([1, 2, 3, 4, 5, 6], [numbers("x", [1, 2, 3, 4, 5, 7])], { kind: "regress" });
    const fit = takeModelRows(task, allRows(task));
    const attempt = () => fitModel(wrap("conformal", estimator("linear")), { task, fit, validate: null }, options);
    expect(attempt).toThrow(/needs 9 rows/);
  });
});
