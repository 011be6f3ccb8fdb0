// The values a prediction is compared with. A forecast is judged at every origin and step that has a label; the cells of
// origins x steps are flattened row by row, cells without a label are left out.
import type { MetricInput, Prediction } from "../component.ts";
import { sharedFloats } from "../frame/frame.ts";
import type { TaskData } from "../task/task-data.ts";
import type { AnyMetric, Params } from "./library.ts";
import { judgeableRows, rowAhead, stepsOf } from "./model-rows.ts";
import { gridOf, historyOf, type SeasonalScale, seasonalScale, seasonLengthOf } from "./series-history.ts";

export interface JudgedRows {
  /** Rows of the task at which something is judged. */
  readonly origins: Int32Array;
  /** Steps of the horizon; `[0]` outside forecasts. */
  readonly steps: readonly number[];
  /** Per judged value: position in `origins`, step, and place in a prediction of origins x steps. */
  readonly originOf: Int32Array;
  readonly stepOf: Int32Array;
  readonly cell: Int32Array;
  readonly actual: Float64Array;
  /** Seasonal scales per judged value; null outside forecasts. */
  readonly scale: { readonly absolute: Float64Array; readonly squared: Float64Array } | null;
}

export function judgeRows(task: TaskData, rows: Int32Array, stride: number): JudgedRows {
  const origins = judgeableRows(task, rows, stride);
  const steps = stepsOf(task);
  const most = origins.length * steps.length;
  const originOf = new Int32Array(most);
  const stepOf = new Int32Array(most);
  const cell = new Int32Array(most);
  const actual = new Float64Array(most);
  let count = 0;
  for (let i = 0; i < origins.length; i++) {
    for (let j = 0; j < steps.length; j++) {
      const at = steps[j] === 0 ? origins[i]! : rowAhead(task, origins[i]!, steps[j]!);
      const label = at === -1 ? Number.NaN : task.label[at]!;
      if (Number.isNaN(label)) continue;
      originOf[count] = i;
      stepOf[count] = steps[j]!;
      cell[count] = i * steps.length + j;
      actual[count] = label;
      count += 1;
    }
  }
  const judged = originOf.subarray(0, count);
  return {
    origins,
    steps,
    originOf: judged,
    stepOf: stepOf.subarray(0, count),
    cell: cell.subarray(0, count),
    actual: actual.slice(0, count),
    scale: task.spec.kind === "forecast" ? scalePerValue(task, origins, judged) : null,
  };
}

/** The training part of a series is everything before its first judged origin. */
function scalePerValue(task: TaskData, origins: Int32Array, originOf: Int32Array): NonNullable<JudgedRows["scale"]> {
  const grid = gridOf(task);
  const season = seasonLengthOf(task.spec.time?.every ?? null);
  const first = new Map<number, number>();
  for (const row of origins) if (!first.has(task.series[row]!)) first.set(task.series[row]!, row);
  const scales = new Map<number, SeasonalScale | null>();
  for (const [series, row] of first) {
    const keep = new Uint8Array(task.rows);
    keep.fill(1, grid.first[series]!, row);
    const { values } = historyOf(task, grid, task.label, series, keep);
    scales.set(series, seasonalScale(values, season));
  }
  const read = (part: keyof SeasonalScale) =>
    Float64Array.from(originOf, (position) => scales.get(task.series[origins[position]!]!)?.[part] ?? Number.NaN);
  return { absolute: read("absolute"), squared: read("squared") };
}

/** The judged cells of a prediction, in the order of `actual`. */
export function takeCells(prediction: Prediction, judged: JudgedRows): Prediction {
  const { cell } = judged;
  if (prediction.kind === "values") {
    const taken = (source: Float64Array): Float64Array => {
      const values = sharedFloats(cell.length);
      for (let i = 0; i < cell.length; i++) values[i] = source[cell[i]!]!;
      return values;
    };
    const values = taken(prediction.values);
    const { interval } = prediction;
    if (interval === undefined) return { kind: "values", values };
    const { level, lower, upper } = interval;
    return { kind: "values", values, interval: { level, lower: taken(lower), upper: taken(upper) } };
  }
  const { classes } = prediction;
  const probabilities = sharedFloats(cell.length * classes);
  for (let i = 0; i < cell.length; i++) {
    for (let c = 0; c < classes; c++)
      probabilities[i * classes + c] = prediction.probabilities[cell[i]! * classes + c]!;
  }
  return { kind: "probabilities", probabilities, classes };
}

export function metricInput(task: TaskData, judged: JudgedRows, cells: Prediction): MetricInput {
  return {
    rows: judged.actual.length,
    actual: judged.actual,
    prediction: cells,
    classes: task.classes,
    positive: task.positive,
    scale: judged.scale?.absolute ?? null,
    squaredScale: judged.scale?.squared ?? null,
  };
}

/** The score of one prediction, all rows weighing 1; NaN when it is undefined. */
export function scoreOnce(metric: AnyMetric, params: Params, input: MetricInput): number {
  return input.rows === 0 ? Number.NaN : metric.prepare(input, params)(null);
}
