// Rows that are published with a model are predicted alone, as the model predicts them in their table.
import { expect, it } from "vitest";
import { fitModel } from "../../../../runtime/model/fit-model.ts";
import { compareGoldenRows, takeGoldenRows } from "../../../../runtime/model/golden-rows.ts";
import { createLibrary } from "../../../../runtime/model/library.ts";
import { takeModelRows } from "../../../../runtime/model/model-rows.ts";
import { addDuration } from "../../../../runtime/task/calendar-time.ts";
import type { ModelSpec, TransformSpec } from "../../../../specs/plan.ts";
import { standardLibrary } from "../../../../stdlib/declarations.ts";
import { implementations } from "../../../../stdlib/implementations.ts";
import { estimator } from "../exec/plan-builder.ts";
import { allRows, handMadeTask, numbers } from "./hand-made-task.ts";

const library = createLibrary(implementations, standardLibrary.components);
const options = { library, seed: 1, label: "fit", patience: null, rounds: null, steps: null };
const MONTH = { months: 1, milliseconds: 0 };

it("of a forecast whose target goes by time, with the moments they stand at", () => {
  const times = Array.from({ length: 60 }, (_, i) => addDuration(Date.UTC(2001, 0, 1), MONTH, i));
  const y = times.map((_, i) => 3 * i + 10 * Math.sin(i / 2));
  const task = handMadeTask(
    y,
    [numbers("y", y)],
    { kind: "forecast", horizon: 2, time: { column: "month", every: MONTH } },
    { times: Float64Array.from(times) },
  );
  const detrend: TransformSpec = { kind: "component", component: "detrend", params: {} };
  const spec: ModelSpec = {
    kind: "pipeline",
    transform: { kind: "block", entries: [{ selector: { kind: "target" }, transform: detrend }] },
    model: { kind: "combinator", component: "direct", params: {}, model: estimator("dummy") },
  };
  const fit = takeModelRows(task, allRows(task).subarray(0, 58));
  const model = fitModel(spec, { task, fit, validate: null }, options);
  const golden = takeGoldenRows(model, task, library)!;
  expect(golden.times?.length).toBe(16);
  expect(compareGoldenRows(model, task.spec, golden, library)).toBe(0);
  // The line at the rows that are predicted, one month apart, and nothing else.
  const rises = Array.from(golden.times!, (_, i) => golden.predictions[2 * i + 1]! - golden.predictions[2 * i]!);
  for (const rise of rises) expect(rise).toBeCloseTo(3, 0);
});
