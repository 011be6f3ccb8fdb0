// Exported models that go by times, which are inputs in milliseconds since 1970.
import { describe, expect, it } from "vitest";
import type { FrameColumn } from "../../../../runtime/frame/frame.ts";
import { createRandom } from "../../../../runtime/numeric/random.ts";
import { addDuration } from "../../../../runtime/task/calendar-time.ts";
import type { TaskData } from "../../../../runtime/task/task-data.ts";
import type { Duration } from "../../../../specs/data-type.ts";
import type { ModelSpec, TaskSpec, TransformSpec } from "../../../../specs/plan.ts";
import { estimator } from "../exec/plan-builder.ts";
import { handMadeTask, numbers } from "../model/hand-made-task.ts";
import { block, bytesOf, chain, expectSame, fitted, pipeline, ROWS, step } from "./same-predictions.ts";

const DAY = 86_400_000;
const days = (count: number): Duration => ({ months: 0, milliseconds: count * DAY });
const months = (count: number): Duration => ({ months: count, milliseconds: 0 });

const moment = (name: string, values: readonly number[]): FrameColumn => ({
  kind: "number",
  name,
  type: "timestamp",
  values: Float64Array.from(values),
});

/** Moments from 1950 to 2060, to the millisecond, some of them missing, and a label with a season of a year. */
function signups(): TaskData {
  const random = createRandom(5, "signups");
  const [from, to] = [Date.UTC(1950, 0, 1), Date.UTC(2060, 0, 1)];
  const times = Array.from({ length: ROWS }, () => Math.floor(from + random.uniform() * (to - from)));
  const a = times.map(() => random.normal());
  const label = times.map((time, i) => 10 + a[i]! + 3 * Math.sin((2 * Math.PI * time) / (365.25 * DAY)));
  const signup = times.map((time) => (random.uniform() < 0.1 ? Number.NaN : time));
  return handMadeTask(label, [numbers("a", a), moment("signup", signup)], { kind: "regress" });
}

describe("fourier in ONNX", () => {
  it.each<readonly [string, Duration, number]>([
    ["an hour", days(1 / 24), 3],
    ["a day", days(1), 12],
    ["a month", months(1), 3],
    ["a year", months(12), 6],
  ])("waves of %s", async (_name, period, order) => {
    const waves = step("fourier", { period: { ...period }, order });
    await expectSame(
      "regress",
      pipeline(chain(waves, step("impute", { strategy: "mean" })), estimator("ridge")),
      false,
      signups(),
    );
  });
});

/** Rows of a regular time with a trend, a season of a year and one of seven rows; `slow` rises with them. */
function observed(every: Duration, more: Partial<TaskSpec>): TaskData {
  const random = createRandom(6, "observed");
  const times = Array.from({ length: ROWS }, (_, i) => addDuration(Date.UTC(1955, 0, 28, 6), every, i));
  const x = times.map(() => random.normal());
  const slow = times.map((_, i) => 0.01 * i + random.normal());
  const label = times.map(
    (time, i) => 100 + 0.3 * i + 5 * Math.sin(time / (58 * DAY)) + (i % 7) + x[i]! + 0.5 * random.normal(),
  );
  const time = { column: "at", every };
  const task = { kind: "regress", time, ...more } as const;
  return handMadeTask(label, [numbers("x", x), numbers("slow", slow)], task, { times: Float64Array.from(times) });
}

const season = (period: Duration): TransformSpec => step("deseasonalize", { period: { ...period } });

describe("what goes by the time of a row in ONNX", () => {
  const steps: readonly (readonly [string, TransformSpec])[] = [
    ["detrend", step("detrend")],
    ["deseasonalize by months", season(months(12))],
    ["deseasonalize by days", season(days(7))],
    ["deseasonalize by places that no row has", season(days(7.3))],
    ["trend and season", chain(step("detrend"), season(months(6)), step("standardize"))],
  ];
  const both = (transform: TransformSpec): TransformSpec =>
    block([
      ["numeric", transform],
      ["target", transform],
    ]);
  it.each(steps)("%s of features and target", async (_name, transform) => {
    await expectSame("regress", pipeline(both(transform), estimator("ridge")), false, observed(days(1), {}));
  });
  it.each(
    steps.flatMap(([name, transform]) =>
      [days(1), days(1 / 24), months(1), months(3)].map((every) => [name, every, transform] as const),
    ),
  )("%s in a forecast of steps of %j", async (_name, every, transform) => {
    const task = observed(every, { kind: "forecast", horizon: 4 });
    const inner = estimator("ridge", { alpha: 1 });
    const direct: ModelSpec = { kind: "combinator", component: "direct", params: {}, model: inner };
    await expectSame("regress", pipeline(both(transform), direct), false, task);
  });
  it("a time that is a feature is one input", async () => {
    const task = observed(days(1), {});
    const at: FrameColumn = { kind: "number", name: "at", type: "timestamp", values: task.times! };
    const transform = chain(step("fourier", { period: { ...months(12) } }), both(step("detrend")));
    await expectSame("regress", pipeline(transform, estimator("ridge")), false, {
      ...task,
      features: [...task.features, at],
    });
  });
  it("days of a zone, and steps of no length, have no form", () => {
    const direct: ModelSpec = { kind: "combinator", component: "direct", params: {}, model: estimator("ridge") };
    const spec = pipeline(block([["target", step("detrend")]]), direct);
    const exported = (time: TaskSpec["time"]): Uint8Array => {
      const task = observed(days(1), { kind: "forecast", horizon: 2, time });
      return bytesOf(task, fitted(task, spec));
    };
    expect(() => exported({ column: "at", every: days(1), zone: "Europe/Berlin" })).toThrow(/days are those of Europe/);
    expect(() => exported({ column: "at", every: null })).toThrow(/no regular step/);
    expect(() => exported({ column: "at", every: days(1 / 24), zone: "Europe/Berlin" })).not.toThrow();
  });
});
