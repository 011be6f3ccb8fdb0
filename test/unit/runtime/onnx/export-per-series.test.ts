// Exported models of which each series has one of its own.
import { describe, expect, it } from "vitest";
import type { FrameColumn } from "../../../../runtime/frame/frame.ts";
import { createRandom } from "../../../../runtime/numeric/random.ts";
import { readOnnx } from "../../../../runtime/onnx/run/read-model.ts";
import { compileGraph } from "../../../../runtime/onnx/run/run-graph.ts";
import { type OnnxTensor, numbers as tensor, texts } from "../../../../runtime/onnx/run/tensor.ts";
import type { TaskData } from "../../../../runtime/task/task-data.ts";
import type { ModelSpec, TaskSpec } from "../../../../specs/plan.ts";
import { estimator } from "../exec/plan-builder.ts";
import { categories, handMadeTask, numbers } from "../model/hand-made-task.ts";
import { block, bytesOf, chain, expectSame, fitted, pipeline, ROWS, step } from "./same-predictions.ts";

const DAY = { months: 0, milliseconds: 86_400_000 };
const SHOPS = ["Köln", "Bonn", "Ulm"];

/** Each series has another level, trend and weight of `x`; the last one goes on behind the rows of training. */
function shops(spec: Partial<TaskSpec>, names: readonly string[], more: readonly FrameColumn[] = []): TaskData {
  const random = createRandom(9, "shops");
  const series = Int32Array.from({ length: ROWS }, (_, row) => Math.min(2, Math.floor(row / 100)));
  const x = Array.from(series, () => random.normal());
  const times = Float64Array.from(series, (_, row) => row * DAY.milliseconds);
  const level = Array.from(series, (k, row) => 20 * k + (k + 1) * x[row]! + 0.1 * k * row + 0.2 * random.normal());
  const isClassify = spec.kind === "classify";
  const label = isClassify
    ? level.map((value, row) => Number(value > 20 * series[row]! + 0.1 * series[row]! * row))
    : level;
  return handMadeTask(
    label,
    [numbers("x", x), ...more],
    { series: ["shop"], time: { column: "day", every: DAY }, ...spec },
    { series, seriesNames: names, times, ...(isClassify ? { classes: ["no", "yes"], positive: 1 } : {}) },
  );
}

const own = (model: ModelSpec): ModelSpec => ({ kind: "combinator", component: "per_series", params: {}, model });
const wrapped = (component: string, model: ModelSpec, params = {}): ModelSpec => ({
  kind: "combinator",
  component,
  params,
  model,
});
const line = pipeline(chain(step("standardize"), block([["target", step("detrend")]])), estimator("ridge"));

describe("per_series in ONNX", () => {
  it("numbers", async () => {
    await expectSame("regress", own(line), false, shops({ kind: "regress" }, SHOPS));
  });
  it("numbers with intervals", async () => {
    const ranged = own(wrapped("conformal", line, { level: 0.8 }));
    await expectSame("regress", ranged, false, shops({ kind: "regress" }, SHOPS));
  });
  it("classes", async () => {
    const model = pipeline(step("standardize"), estimator("logistic"));
    await expectSame("two", own(model), false, shops({ kind: "classify" }, SHOPS));
  });
  it.each([
    ["per_series around direct", own(wrapped("direct", line))],
    ["behind a transform", pipeline(step("standardize"), own(wrapped("direct", estimator("ridge"))))],
    ["in a bag", wrapped("bagged", own(line), { n: 2 })],
  ])("forecasts, %s", async (_name, model) => {
    await expectSame("regress", model, false, shops({ kind: "forecast", horizon: 3 }, SHOPS));
  });
  it("series that a feature names", async () => {
    const codes = Array.from({ length: ROWS }, (_, row) => Math.min(2, Math.floor(row / 100)));
    const named = shops({ kind: "regress" }, SHOPS, [categories("shop", codes, SHOPS)]);
    const model = own(pipeline(block([["categorical", step("ordinal")]]), estimator("ridge")));
    await expectSame("regress", model, false, named);
    const numbered = shops({ kind: "regress" }, ["0", "1", "2"], [numbers("shop", codes)]);
    await expectSame("regress", own(line), false, numbered);
  });
  it("a column of the series that is named like a tensor", async () => {
    await expectSame("regress", own(line), false, shops({ kind: "regress", series: ["t0"] }, SHOPS));
  });
  it("has no prediction for a series that training has not seen", () => {
    const task = shops({ kind: "regress" }, SHOPS);
    const run = compileGraph(readOnnx(bytesOf(task, fitted(task, own(line)))), "prediction");
    const row = (shop: string) =>
      run(
        new Map<string, OnnxTensor>([
          ["x", tensor("double", [1], Float64Array.of(1))],
          ["day", tensor("double", [1], Float64Array.of(0))],
          ["shop", texts([1], [shop])],
        ]),
      ).data[0];
    expect(row("Aachen")).toBeNaN();
    expect(row("Ulm")).not.toBeNaN();
  });
  it("refuses names of several columns", async () => {
    const task = shops({ kind: "regress", series: ["shop", "town"] }, SHOPS);
    await expect(expectSame("regress", own(line), false, task)).rejects.toThrow(/by 2 columns/);
  });
});
