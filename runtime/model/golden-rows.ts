// A few rows that are published with a model, with what it predicted for them then: whoever loads or exports the model can
// see that it still predicts the same.
import type { TaskSpec } from "../../specs/plan.ts";
import type { FrameColumn } from "../frame/frame.ts";
import type { TaskData } from "../task/task-data.ts";
import { besideRead } from "./beside-read.ts";
import { numbersOf } from "./combine-predictions.ts";
import { type FittedModel, partsOf } from "./fitted.ts";
import type { Library } from "./library.ts";
import { takeModelRows } from "./model-rows.ts";
import { predictModel } from "./predict-model.ts";

export interface GoldenRows {
  /** Columns of the task, before any transform. */
  readonly features: readonly FrameColumn[];
  /** What transforms are given beside them; absent where that is nothing. */
  readonly beside?: readonly FrameColumn[];
  /** When they are, for transforms that go by it; absent without a time. */
  readonly times?: Float64Array;
  readonly classes: readonly string[] | null;
  /** Values, or row-major probabilities. */
  readonly predictions: Float64Array;
}

const MOST = 16;

/**
 * Rows that stand evenly among the usable ones. Null where a row alone cannot be predicted: series models, and forecasts
 * whose features are taken at later rows.
 */
export function takeGoldenRows(model: FittedModel, task: TaskData, library: Library): GoldenRows | null {
  if (readsOtherRows(model) || task.spec.known.length > 0) return null;
  const usable = Int32Array.from(task.usable.keys()).filter((row) => task.usable[row] === 1);
  if (usable.length === 0) return null;
  const count = Math.min(MOST, usable.length);
  const rows = Int32Array.from({ length: count }, (_, i) => usable[Math.floor((i * usable.length) / count)]!);
  const { columns, beside: all, order } = takeModelRows(task, rows);
  const read = besideRead(model, library);
  const beside = all.filter(({ name }) => read.includes(name));
  const given = {
    features: columns,
    ...(beside.length === 0 ? {} : { beside }),
    ...(order === null ? {} : { times: order.times }),
    classes: task.classes,
  };
  return { ...given, predictions: predictGolden(model, task.spec, given, library) };
}

/** The largest difference to the published predictions, relative to their size; 0 when every bit is the same. */
export function compareGoldenRows(
  model: FittedModel,
  spec: TaskSpec,
  { predictions, ...given }: GoldenRows,
  library: Library,
): number {
  const again = predictGolden(model, spec, given, library);
  if (again.length !== predictions.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  again.forEach((value, i) => {
    const published = predictions[i]!;
    if (Object.is(value, published)) return;
    const difference = Math.abs(value - published) / (1 + Math.abs(published));
    largest = Math.max(largest, Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference);
  });
  return largest;
}

function predictGolden(
  model: FittedModel,
  spec: TaskSpec,
  { features, beside = [], times, classes }: Omit<GoldenRows, "predictions">,
  library: Library,
): Float64Array {
  const [first] = features;
  const rows = first === undefined ? 0 : first.kind === "number" ? first.values.length : first.codes.length;
  const all = Int32Array.from({ length: rows }, (_, row) => row);
  const task: TaskData = {
    spec,
    rows,
    features,
    label: new Float64Array(rows).fill(Number.NaN),
    classes,
    positive: null,
    times: times ?? null,
    // None stands behind another: what a forecast is of lies beyond the table.
    series: all,
    seriesNames: Array.from(all, () => ""),
    weight: null,
    extras: beside,
    rowIds: Float64Array.from({ length: rows }, (_, row) => row),
    usable: new Uint8Array(rows).fill(1),
  };
  return Float64Array.from(numbersOf(predictModel(model, task, takeModelRows(task, all), library)));
}

/** Series models, and those that go by what they predicted before. */
const readsOtherRows = (model: FittedModel): boolean =>
  ["series", "per_series", "recursive"].includes(model.kind) || partsOf(model).some(readsOtherRows);
