// A forecast that is fed with its own predictions. At step h the model of the next step is asked as if the origin stood h - 1 rows
// later: lags of the target that lie before the real origin are read, those after it are what was predicted for them, and
// columns of `known:` hold their value at the predicted row.
import type { Prediction } from "../component.ts";
import { type FrameColumn, sharedFloats, tableColumnOf } from "../frame/frame.ts";
import type { TaskData } from "../task/task-data.ts";
import type { FittedModel } from "./fitted.ts";
import { besideAhead, labelOrder, type ModelRows, rowAhead, takeAhead } from "./model-rows.ts";

type Recursive = Extract<FittedModel, { readonly kind: "recursive" }>;

/** `predict` gives the next step, one value per origin. Row-major origins x steps. */
export function predictRecursively(
  { lags }: Recursive,
  task: TaskData,
  rows: ModelRows,
  predict: (task: TaskData, rows: ModelRows) => Prediction,
): Prediction {
  const { origins } = rows;
  const horizon = task.spec.horizon ?? 1;
  const known = new Set(task.spec.known);
  const values = sharedFloats(origins.length * horizon);
  for (let step = 1; step <= horizon; step++) {
    const columns = task.features.map((column, f): FrameColumn => {
      if (known.has(tableColumnOf(column))) return takeAhead(task, column, origins, step);
      const lag = lags[column.name];
      if (lag === undefined || column.kind !== "number") return rows.columns[f]!;
      return { ...column, values: targetAt(task, origins, step - 1 - lag, values, horizon) };
    });
    // The columns hold the known values of the predicted row already, and every row stands where the step before is.
    const asked: TaskData = { ...task, spec: { ...task.spec, known: [] }, times: timesLater(task, step - 1) };
    const order = labelOrder(task, origins, [step - 1]);
    const made = predict(asked, { ...rows, columns, beside: besideAhead(task, rows, step), order });
    if (made.kind !== "values") throw new TypeError("a forecast gives values");
    for (let i = 0; i < origins.length; i++) values[i * horizon + step - 1] = made.values[i]!;
  }
  return { kind: "values", values };
}

/** Of all rows, `steps` rows later. */
function timesLater(task: TaskData, steps: number): Float64Array | null {
  if (steps === 0 || task.times === null) return task.times;
  return labelOrder(task, Int32Array.from(task.times.keys()), [steps])!.times;
}

/** The target `ahead` rows after each origin: as it was up to the origin, as predicted after it. */
function targetAt(
  task: TaskData,
  origins: Int32Array,
  ahead: number,
  predicted: Float64Array,
  horizon: number,
): Float64Array {
  const found = sharedFloats(origins.length);
  for (let i = 0; i < origins.length; i++) {
    if (ahead > 0) {
      found[i] = predicted[i * horizon + ahead - 1]!;
      continue;
    }
    const row = rowAhead(task, origins[i]!, ahead);
    found[i] = row < 0 ? Number.NaN : task.label[row]!;
  }
  return found;
}
