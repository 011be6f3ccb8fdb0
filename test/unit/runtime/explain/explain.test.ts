// Explanations of models whose inner workings are known beforehand.
import { describe, expect, it } from "vitest";
import { explainModel } from "../../../../runtime/explain/explain.ts";
import type { FrameColumn, NumberColumn } from "../../../../runtime/frame/frame.ts";
import { fitModel } from "../../../../runtime/model/fit-model.ts";
import { createLibrary } from "../../../../runtime/model/library.ts";
import { takeModelRows } from "../../../../runtime/model/model-rows.ts";
import { createRandom } from "../../../../runtime/numeric/random.ts";
import type { TaskData } from "../../../../runtime/task/task-data.ts";
import type { EvaluateOperation, ModelSpec } from "../../../../specs/plan.ts";
import { standardLibrary } from "../../../../stdlib/declarations.ts";
import { implementations } from "../../../../stdlib/implementations.ts";
import { estimator } from "../exec/plan-builder.ts";
import { allRows, categories, handMadeTask, numbers } from "../model/hand-made-task.ts";

const library = createLibrary(implementations, standardLibrary.components);
const ROWS = 500;
const metric = (component: string, direction: "minimize" | "maximize"): EvaluateOperation["metrics"] => [
  { name: component, direction, metric: { component, params: {} } },
];

/** The label is 3 steep - gentle; nothing depends on the noise. */
function lines(rows = ROWS): TaskData {
  const random = createRandom(3, "lines");
  const draw = () => Array.from({ length: rows }, () => random.normal());
  const [steep, gentle, noise] = [draw(), draw(), draw()];
  const label = steep.map((value, i) => 3 * value - gentle[i]!);
  return handMadeTask(label, [numbers("noise", noise), numbers("gentle", gentle), numbers("steep", steep)]);
}

/** The second class is likelier the higher the score and in the city of Ulm. */
function classes(positive: number): TaskData {
  const random = createRandom(4, "classes");
  const score = Array.from({ length: ROWS }, () => random.normal());
  const city = score.map(() => random.below(3));
  const label = score.map((value, i) => (value + (city[i] === 2 ? 1 : 0) + 0.3 * random.normal() > 0.5 ? 1 : 0));
  const features = [numbers("score", score), categories("city", city, ["Bonn", "Trier", "Ulm"])];
  return handMadeTask(label, features, { kind: "classify" }, { classes: ["no", "yes"], positive });
}

const classesOf = (label: readonly number[], features: readonly FrameColumn[]): TaskData =>
  handMadeTask(
    label.map((value) => (value > 0 ? 1 : 0)),
    features,
    { kind: "classify" },
    { classes: ["no", "yes"], positive: 1 },
  );

const explain = (...input: Parameters<typeof explainOrNot>) => explainOrNot(...input)!;

function explainOrNot(
  spec: ModelSpec,
  task: TaskData,
  metrics: EvaluateOperation["metrics"],
  personal: readonly string[] = [],
) {
  const options = { library, seed: 1, label: "fit", patience: null, rounds: null, steps: null };
  const rows = takeModelRows(task, allRows(task));
  const model = fitModel(spec, { task, fit: rows, validate: null }, options);
  return explainModel({
    model,
    task,
    library,
    origins: allRows(task),
    metrics,
    seed: 1,
    personal: new Set(personal),
  });
}

const boosting = estimator("gradient_boosting", { rounds: 20, min_leaf: 5 });

describe("explanations", () => {
  it("rank features by what the score loses without them", () => {
    const { permutation } = explain(estimator("linear"), lines(), metric("rmse", "minimize"));
    expect(permutation!.features.map(({ feature }) => feature)).toEqual(["steep", "gentle", "noise"]);
    // Without a feature of weight w the error is that of a difference of two draws: w times the root of two.
    expect(permutation!.features[0]!.value).toBeGreaterThan(3.6);
    expect(permutation!.features[0]!.value).toBeLessThan(4.9);
    expect(Math.abs(permutation!.features[2]!.value)).toBeLessThan(1e-9);
  });
  it("count a falling score as a loss", () => {
    const { permutation } = explain(estimator("linear"), lines(), metric("r2", "maximize"));
    expect(permutation!.features[0]).toMatchObject({ feature: "steep" });
    expect(permutation!.features[0]!.value).toBeGreaterThan(1);
  });
  it("draw a line of the model's own slope", () => {
    const { dependence } = explain(estimator("linear"), lines(), metric("rmse", "minimize"));
    const { points } = dependence.find(({ feature }) => feature === "steep")!;
    const [first, last] = [points[0]!, points.at(-1)!];
    expect((last.mean - first.mean) / (Number(last.at) - Number(first.at))).toBeCloseTo(3, 6);
    expect(points.length).toBe(16);
  });
  it("of a classifier give the probability of the positive class per level", () => {
    const { dependence } = explain(boosting, classes(1), metric("roc_auc", "maximize"));
    const { points, output } = dependence.find(({ feature }) => feature === "city")!;
    expect(output).toBe("yes");
    const [ulm, bonn] = ["Ulm", "Bonn"].map((level) => points.find(({ at }) => at === level)!.mean);
    expect(ulm! - bonn!).toBeGreaterThan(0.15);
  });
  it("say what is predicted where a feature is missing, if it ever is", () => {
    const task = lines();
    const [noise, gentle, steep] = task.features as NumberColumn[];
    const holed = { ...steep!, values: steep!.values.map((value, i) => (i % 5 === 0 ? Number.NaN : value)) };
    const label = task.label.map((value, i) => (i % 5 === 0 ? 40 : value));
    const found = explain(
      boosting,
      { ...task, features: [noise!, gentle!, holed], label },
      metric("rmse", "minimize"),
    ).dependence;
    expect(found.find(({ feature }) => feature === "steep")!.missing).toBeGreaterThan(30);
    expect(found.filter(({ missing }) => missing !== undefined)).toHaveLength(1);
  });
  it("call the values of a bool by name", () => {
    const flag = Array.from({ length: ROWS }, (_, i) => i % 2);
    const column = { ...numbers("flag", flag), type: "bool" } as FrameColumn;
    const task = handMadeTask(flag, [column]);
    const { dependence } = explain(estimator("linear"), task, metric("rmse", "minimize"));
    expect(dependence[0]).toMatchObject({ kind: "category", points: [{ at: "false" }, { at: "true" }] });
  });
  it("sum up SHAP values towards the positive class, whichever it is", () => {
    const towardsYes = explain(boosting, classes(1), metric("roc_auc", "maximize")).shap!;
    const towardsNo = explain(boosting, classes(0), metric("roc_auc", "maximize")).shap!;
    expect([towardsYes.output, towardsNo.output]).toEqual(["yes", "no"]);
    expect(towardsYes.features.map(({ feature }) => feature)).toEqual(["score", "city"]);
    const high = ({ features }: typeof towardsYes) => features[0]!.points.filter(({ rank }) => rank! > 0.9);
    expect(high(towardsYes).every(({ shap }) => shap > 0)).toBe(true);
    expect(high(towardsNo).every(({ shap }) => shap < 0)).toBe(true);
    expect(towardsYes.features[1]!.points.every(({ rank }) => rank === null)).toBe(true);
  });
  it("show no values of personal features", () => {
    const { dependence } = explain(boosting, classes(1), metric("roc_auc", "maximize"), ["city"]);
    expect(dependence.map(({ feature }) => feature)).toEqual(["score"]);
    const { shap } = explain(boosting, lines(), metric("rmse", "minimize"), ["steep"]);
    for (const { feature, points } of shap!.features)
      expect(points.every(({ rank }) => rank === null)).toBe(feature === "steep");
  });
  it("are the same every time, and leave the data alone", () => {
    const task = lines();
    const before = task.features.map((column) => (column.kind === "number" ? [...column.values] : []));
    const once = explain(boosting, task, metric("rmse", "minimize"));
    expect(explain(boosting, task, metric("rmse", "minimize"))).toEqual(once);
    expect(task.features.map((column) => (column.kind === "number" ? [...column.values] : []))).toEqual(before);
  });
  it("of very many features try those that the model itself ranks highest", () => {
    const random = createRandom(5, "wide");
    const columns = Array.from({ length: 600 }, (_, j) =>
      numbers(
        `x${j}`,
        Array.from({ length: ROWS }, () => random.normal()),
      ),
    );
    const [first, second] = [columns[3]!, columns[599]!].map((column) => (column as NumberColumn).values);
    const label = Array.from(first!, (value, i) => 2 * value + second![i]!);
    const found = explain(boosting, handMadeTask(label, columns), metric("rmse", "minimize"));
    expect(found.permutation!.features.slice(0, 2).map(({ feature }) => feature)).toEqual(["x3", "x599"]);
    expect(found.permutation!.of).toBe(600);
    expect(found.permutation!.features.length).toBeLessThanOrEqual(100);
    expect(found.dependence.map(({ feature }) => feature).slice(0, 2)).toEqual(["x3", "x599"]);
    expect(found.shap!.features[0]!.feature).toBe("x3");
    // A model without a measure of its own gives no ranking, and nothing else at that width.
    const nearest = explainOrNot(estimator("naive_bayes"), classesOf(label, columns), metric("log_loss", "minimize"));
    expect(nearest).toBeNull();
  });
  it("are none for a model that looks at no feature", () => {
    expect(explainOrNot(estimator("dummy"), lines(), metric("rmse", "minimize"))).toBeNull();
  });
  it("stay within what predictions cost that go through the training rows", () => {
    const knn = estimator("knn", { k: 3 });
    expect(explain(knn, lines(), metric("rmse", "minimize")).rows).toBe(ROWS);
    // At 120,000 steps a prediction few rows are left: too few for partial dependence, which asks 96 times for each.
    const many = explain(knn, lines(40_000), metric("rmse", "minimize"));
    expect(many.rows).toBe(1_388);
    expect(many.dependence.length).toBe(0);
  });
});
