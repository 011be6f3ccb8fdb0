// Exported forecasts that are fed with their own predictions.
import { describe, expect, it } from "vitest";
import type { FrameColumn } from "../../../../runtime/frame/frame.ts";
import { createRandom } from "../../../../runtime/numeric/random.ts";
import { addDuration } from "../../../../runtime/task/calendar-time.ts";
import type { TaskData } from "../../../../runtime/task/task-data.ts";
import type { ModelSpec, TransformSpec } from "../../../../specs/plan.ts";
import { estimator } from "../exec/plan-builder.ts";
import { handMadeTask, numbers } from "../model/hand-made-task.ts";
import { block, chain, expectSame, pipeline, ROWS, step } from "./same-predictions.ts";

const MONTH = { months: 1, milliseconds: 0 };

/** The target with a trend and a season, and its values some rows back. */
function rolling(lags: readonly number[]): TaskData {
  const random = createRandom(8, "rolling");
  const y = Array.from({ length: ROWS }, (_, i) => 50 + 0.2 * i + 4 * Math.sin(i / 2) + random.normal());
  const back = (lag: number): FrameColumn =>
    numbers(
      `y_${lag}`,
      y.map((_, i) => y[i - lag] ?? Number.NaN),
    );
  const times = y.map((_, i) => addDuration(Date.UTC(1970, 5, 1), MONTH, i));
  const spec = { kind: "forecast", horizon: 6, time: { column: "month", every: MONTH } } as const;
  return handMadeTask(y, lags.map(back), spec, { times: Float64Array.from(times) });
}

const rolled = (lags: readonly number[], model: ModelSpec): ModelSpec => ({
  kind: "combinator",
  component: "recursive",
  params: { lags: Object.fromEntries(lags.map((lag) => [`y_${lag}`, lag])) },
  model,
});

const FILLED = chain(step("impute", { strategy: "mean" }), step("standardize"));
const trees = estimator("gradient_boosting", { rounds: 10, leaves: 6, min_leaf: 5 });
const target = (...steps: readonly TransformSpec[]): TransformSpec => block([["target", chain(...steps)]]);

describe("recursive in ONNX", () => {
  it.each<readonly [string, ModelSpec]>([
    ["ridge", pipeline(FILLED, estimator("ridge"))],
    ["trees", trees],
    ["a scaled target", pipeline(chain(FILLED, target(step("standardize"))), estimator("ridge"))],
    [
      "a detrended target",
      pipeline(target(step("detrend"), step("deseasonalize", { period: { months: 12, milliseconds: 0 } })), trees),
    ],
    [
      "detrended features",
      pipeline(
        block([
          ["numeric", chain(step("detrend"), FILLED)],
          ["target", step("detrend")],
        ]),
        estimator("ridge"),
      ),
    ],
    ["several", { kind: "combinator", component: "bagged", params: { n: 2 }, model: trees }],
  ])("%s", async (_name, model) => {
    await expectSame("regress", rolled([0, 1, 2, 3], model), false, rolling([0, 1, 2, 3]));
  });
  it("with an interval", async () => {
    const model = rolled([0, 1], pipeline(FILLED, estimator("ridge")));
    const ranged: ModelSpec = { kind: "combinator", component: "conformal", params: { level: 0.8 }, model };
    await expectSame("regress", ranged, false, rolling([0, 1]));
  });
  it("needs every row that a later step looks back to", async () => {
    const model = rolled([0, 3], trees);
    await expect(expectSame("regress", model, false, rolling([0, 3]))).rejects.toThrow(
      /`recursive` needs the target of 2 rows before the origin, which is no feature/,
    );
  });
});
