import { describe, expect, it } from "vitest";
import { calibrate, fitIsotonic, fitSigmoid, moveThreshold } from "../../../../runtime/model/calibration.ts";
import { greedyWeights, stackedWeights } from "../../../../runtime/model/ensemble-weights.ts";
import { fitModel } from "../../../../runtime/model/fit-model.ts";
import { createLibrary } from "../../../../runtime/model/library.ts";
import { takeModelRows } from "../../../../runtime/model/model-rows.ts";
import { predictModel } from "../../../../runtime/model/predict-model.ts";
import { createRandom } from "../../../../runtime/numeric/random.ts";
import type { ModelSpec } from "../../../../specs/plan.ts";
import { standardLibrary } from "../../../../stdlib/declarations.ts";
import { implementations } from "../../../../stdlib/implementations.ts";
import { estimator } from "../exec/plan-builder.ts";
import { allRows, handMadeTask, numbers } from "./hand-made-task.ts";

const library = createLibrary(implementations, standardLibrary.components);
const wrap = (component: string, model: ModelSpec, params = {}): ModelSpec => ({
  kind: "combinator",
  component,
  params,
  model,
});

/** One in five is positive, and the score x says how likely. */
function classifyTask() {
  const random = createRandom(5, "classes");
  const x = Array.from({ length: 600 }, () => random.normal());
  const label = x.map((value) => (random.uniform() < 1 / (1 + Math.exp(-(2 * value - 2))) ? 1 : 0));
  return handMadeTask(label, [numbers("x", x)], { kind: "classify" }, { classes: ["no", "yes"], positive: 1 });
}

const options = { library, seed: 1, label: "fit", patience: null, rounds: null, steps: null };

function fitAndScore(spec: ModelSpec, metric: string): number {
  const task = classifyTask();
  const rows = takeModelRows(task, allRows(task));
  const model = fitModel(spec, { task, fit: rows, validate: null }, options);
  const prediction = predictModel(model, task, rows, library);
  const { implementation } = library.metric(metric);
  const input = { rows: task.rows, actual: task.label, prediction, classes: task.classes, positive: 1, scale: null };
  return implementation.prepare(input, library.params("metric", metric, {}))(null);
}

describe("combinators", () => {
  it("a threshold raises the metric it is chosen for and keeps the ranking", () => {
    const plain = estimator("logistic");
    expect(fitAndScore(wrap("threshold", plain), "f1")).toBeGreaterThan(fitAndScore(plain, "f1"));
    expect(fitAndScore(wrap("threshold", plain), "roc_auc")).toBeCloseTo(fitAndScore(plain, "roc_auc"), 12);
  });
  it("calibration mends probabilities that are too large", () => {
    const skewed = estimator("logistic", { class_weight: "balanced" });
    const before = fitAndScore(skewed, "log_loss");
    for (const method of ["sigmoid", "isotonic"]) {
      expect(fitAndScore(wrap("calibrated", skewed, { method }), "log_loss")).toBeLessThan(before);
    }
  });
  it("bagging is the mean of bootstrap fits, one model per series is fitted apart", () => {
    const task = handMadeTask(
      [0, 0, 10, 10],
      [numbers("x", [1, 2, 1, 2])],
      { time: { column: "t", every: null } },
      {
        series: Int32Array.from([0, 0, 1, 1]),
        seriesNames: ["a", "b"],
        times: Float64Array.from([1, 2, 1, 2]),
      },
    );
    const rows = takeModelRows(task, allRows(task));
    const data = { task, fit: rows, validate: null };
    const apart = fitModel(wrap("per_series", estimator("dummy")), data, options);
    const values = predictModel(apart, task, rows, library);
    expect(values.kind === "values" && [...values.values]).toEqual([0, 0, 10, 10]);
    const bag = fitModel(wrap("bagged", estimator("dummy"), { n: 7 }), data, options);
    expect(bag).toMatchObject({ kind: "mean", weights: new Array(7).fill(1 / 7) });
    expect(fitModel(wrap("bagged", estimator("dummy"), { n: 7 }), data, options)).toEqual(bag);
  });
  it("a bag draws rows that count, and again where only one class is in it", () => {
    const label = Array.from({ length: 40 }, (_, row) => (row === 7 ? 1 : 0));
    const x = numbers(
      "x",
      label.map((_, row) => row),
    );
    const task = handMadeTask(label, [x], { kind: "classify" }, { classes: ["no", "yes"], positive: 1 });
    const rows = takeModelRows(task, allRows(task));
    const bag = wrap("bagged", estimator("decision_tree"), { n: 20 });
    const all = predictModel(fitModel(bag, { task, fit: rows, validate: null }, options), task, rows, library);
    expect(all.kind === "probabilities" && all.probabilities.every(Number.isFinite)).toBe(true);
    const weight = Float64Array.from(label, (_, row) => (row === 7 || row === 9 ? 1 : 0));
    const weighted = fitModel(bag, { task, fit: { ...rows, weight }, validate: null }, options);
    const few = predictModel(weighted, task, rows, library);
    expect(few.kind === "probabilities" && few.probabilities.every(Number.isFinite)).toBe(true);
  });
});

describe("calibration maps", () => {
  it("isotonic is the rising function of least squares", () => {
    const map = fitIsotonic(Float64Array.from([0.1, 0.2, 0.3, 0.4]), Uint8Array.from([0, 1, 0, 1]), null);
    const at = (p: number) => {
      const made = calibrate({ kind: "probabilities", probabilities: Float64Array.from([1 - p, p]), classes: 2 }, [
        map,
      ]);
      return made.kind === "probabilities" ? made.probabilities[1] : Number.NaN;
    };
    expect([0, 0.1, 0.2, 0.25, 0.3, 0.4, 1].map(at)).toEqual([0, 0, 0.5, 0.5, 0.5, 1, 1]);
  });
  it("make no probability of a row that was not predicted", () => {
    const map = fitIsotonic(Float64Array.from([0.1, 0.2, 0.3, 0.4]), Uint8Array.from([0, 1, 0, 1]), null);
    for (const classes of [2, 3]) {
      const probabilities = new Float64Array(classes).fill(Number.NaN);
      const made = calibrate({ kind: "probabilities", probabilities, classes }, [map, map, map].slice(0, classes));
      expect(made.kind === "probabilities" && made.probabilities.every(Number.isNaN)).toBe(true);
    }
  });
  it("the sigmoid is the maximum of the smoothed likelihood, also with one class", () => {
    const map = fitSigmoid(Float64Array.from([0.2, 0.8]), Uint8Array.from([0, 0]), null);
    expect(map.kind === "sigmoid" && Number.isFinite(map.slope) && Number.isFinite(map.shift)).toBe(true);
  });
  it("the sigmoid does not run away from scores that are far off: scikit-learn's `_sigmoid_calibration` on the log-odds", () => {
    const scores = Float64Array.from({ length: 60 }, (_, i) => 0.0005 + 0.0001 * i);
    const truth = Uint8Array.from(scores, (_, i) => Number((i * 7) % 60 < i));
    const map = fitSigmoid(scores, truth, null);
    expect(map.kind === "sigmoid" && [map.slope, map.shift]).toEqual([
      expect.closeTo(2.51289, 4),
      expect.closeTo(14.21099, 3),
    ]);
  });
  it("the threshold becomes 0.5", () => {
    const moved = moveThreshold(
      { kind: "probabilities", probabilities: Float64Array.from([0.8, 0.2, 0.9, 0.1]), classes: 2 },
      0.2,
      1,
    );
    expect(moved.kind === "probabilities" && [...moved.probabilities]).toEqual([0.5, 0.5, 0.75, 0.25]);
  });
});

describe("ensemble weights", () => {
  it("greedy selection finds the mix", () => {
    const score = (weights: readonly number[]) => Math.abs(weights[0]! - 0.25) + Math.abs(weights[2]!);
    expect(greedyWeights(3, 40, score, "minimize")).toEqual([0.25, 0.75, 0]);
  });
  it("stacking solves least squares, and keeps weights positive when asked", () => {
    const a = Float64Array.from([1, 2, 3, 5]);
    const b = Float64Array.from([2, 1, 4, 1]);
    const target = a.map((value, i) => 1.5 * value - 0.5 * b[i]!);
    const [first, second] = stackedWeights([a, b], target, false);
    expect(first).toBeCloseTo(1.5, 8);
    expect(second).toBeCloseTo(-0.5, 8);
    expect(stackedWeights([a, b], target, true)[1]).toBe(0);
  });
});
