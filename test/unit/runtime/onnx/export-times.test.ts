// Exported models that go by times, which are inputs in milliseconds since 1970.
import { describe, it } from "vitest";
import type { FrameColumn } from "../../../../runtime/frame/frame.ts";
import { createRandom } from "../../../../runtime/numeric/random.ts";
import type { TaskData } from "../../../../runtime/task/task-data.ts";
import type { Duration } from "../../../../specs/data-type.ts";
import { estimator } from "../exec/plan-builder.ts";
import { handMadeTask, numbers } from "../model/hand-made-task.ts";
import { chain, expectSame, pipeline, ROWS, step } from "./same-predictions.ts";

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
