// What a prediction looks like as a table: the kept columns, the time and series, the prediction.
import { ComponentError, type Prediction } from "../component.ts";
import { columnLength, takeColumn } from "../frame/column-rows.ts";
import { type Frame, type FrameColumn, sharedFloats, sharedInts, tableColumnOf } from "../frame/frame.ts";
import { rowAhead } from "../model/model-rows.ts";
import { addDuration } from "../task/calendar-time.ts";
import { findExtra, type TaskData } from "../task/task-data.ts";

/**
 * One row per row to predict, in the order of the table. `kept` stands in the order of the task's rows. A class is the most
 * probable one, of equal ones the first in order.
 */
export function rowPredictions(task: TaskData, kept: readonly FrameColumn[], prediction: Prediction): Frame {
  const order = Int32Array.from({ length: task.rows }, (_, row) => row).sort(
    (a, b) => task.rowIds[a]! - task.rowIds[b]!,
  );
  const identity = [...(task.spec.time === null ? [] : [task.spec.time.column]), ...task.spec.series];
  const names = new Set(kept.map(({ name }) => name));
  const others = identity.filter((name) => !names.has(name)).flatMap((name) => findExtra(task, name) ?? []);
  const columns = [...kept, ...others, ...predictedColumns(task, prediction)];
  return frameOf(columns.map((column) => takeColumn(column, order)));
}

function predictedColumns(task: TaskData, prediction: Prediction): readonly FrameColumn[] {
  if (prediction.kind === "values") {
    return [
      { kind: "number", name: "prediction", type: "float", values: prediction.values },
      ...boundColumns(prediction),
    ];
  }
  const { probabilities, classes } = prediction;
  const names = task.classes ?? Array.from({ length: classes }, (_, c) => String(c));
  const codes = sharedInts(task.rows);
  for (let row = 0; row < task.rows; row++) {
    if (Number.isNaN(probabilities[row * classes]!)) {
      codes[row] = -1;
      continue;
    }
    for (let c = 1; c < classes; c++) {
      if (probabilities[row * classes + c]! > probabilities[row * classes + codes[row]!]!) codes[row] = c;
    }
  }
  const shares = names.map((name, c): FrameColumn => {
    const values = sharedFloats(task.rows);
    for (let row = 0; row < task.rows; row++) values[row] = probabilities[row * classes + c]!;
    return { kind: "number", name: `probability_${name}`, type: "float", values };
  });
  return [{ kind: "category", name: "prediction", type: "category", codes, levels: names }, ...shares];
}

/** The ends of an interval, where the model gives one. */
const boundColumns = ({ interval }: Extract<Prediction, { readonly kind: "values" }>): readonly FrameColumn[] =>
  interval === undefined
    ? []
    : [
        { kind: "number", name: "lower", type: "float", values: interval.lower },
        { kind: "number", name: "upper", type: "float", values: interval.upper },
      ];

/** One row per series and step, with the time that is predicted; `origin` is the last known time. */
export function forecastPredictions(
  task: TaskData,
  kept: readonly FrameColumn[],
  origins: Int32Array,
  prediction: Prediction,
): Frame {
  if (prediction.kind !== "values") throw new TypeError("a forecast gives values");
  const horizon = task.spec.horizon ?? 1;
  const rows = Int32Array.from({ length: prediction.values.length }, (_, i) => origins[Math.floor(i / horizon)]!);
  const time = task.spec.time;
  const names = new Set(kept.map(({ name }) => name));
  const series = task.spec.series.filter((name) => !names.has(name)).flatMap((name) => findExtra(task, name) ?? []);
  // A kept time would be that of the origin, which has a column of its own.
  const columns = [...kept.filter(({ name }) => name !== time?.column), ...series].map((column) =>
    takeColumn(column, rows),
  );
  const numbers = (numberAt: (i: number) => number): Float64Array => {
    const values = sharedFloats(rows.length);
    for (let i = 0; i < values.length; i++) values[i] = numberAt(i);
    return values;
  };
  const step = (i: number): number => (i % horizon) + 1;
  if (time !== null && task.times !== null) {
    const { times } = task;
    const column = findExtra(task, time.column);
    const type = column?.kind === "number" ? column.type : "timestamp";
    const target = (i: number): number => {
      if (time.every !== null) return addDuration(times[rows[i]!]!, time.every, step(i), time.zone);
      const ahead = rowAhead(task, rows[i]!, step(i));
      return ahead === -1 ? Number.NaN : times[ahead]!;
    };
    columns.push({ kind: "number", name: time.column, type, values: numbers(target) });
    columns.push({ kind: "number", name: "origin", type, values: numbers((i) => times[rows[i]!]!) });
  }
  columns.push({ kind: "number", name: "step", type: "int", values: numbers(step) });
  columns.push({ kind: "number", name: "prediction", type: "float", values: prediction.values });
  columns.push(...boundColumns(prediction));
  return frameOf(columns);
}

function frameOf(columns: readonly FrameColumn[]): Frame {
  const seen = new Set<string>();
  for (const { name } of columns) {
    // Names in files are often compared without regard to case.
    const key = name.toLowerCase();
    if (seen.has(key)) {
      throw new ComponentError(
        "run/prediction-name",
        `two columns of the predictions would be named \`${name}\``,
        "leave the column out of `keep:`, or rename it before predicting",
      );
    }
    seen.add(key);
  }
  for (const column of columns) requireExact(column);
  const [first] = columns;
  return { rows: first === undefined ? 0 : columnLength(first), columns };
}

/** Frames hold doubles: of whole numbers beyond 2^53, as identifiers often are, they would give another one. */
function requireExact(column: FrameColumn): void {
  if (column.kind !== "number" || column.type !== "int") return;
  if (column.values.every((value) => Number.isNaN(value) || Number.isSafeInteger(value))) return;
  throw new ComponentError(
    "run/inexact-number",
    `\`${tableColumnOf(column)}\` holds whole numbers beyond 2^53, which predictions cannot repeat digit by digit`,
    "declare the column as `string` in the source, or leave it out of `keep:`",
  );
}

export interface ForecastOrigins {
  readonly origins: Int32Array;
  /** Series that are too short for a forecast, as a sentence about the first of them. */
  readonly leftOut: { readonly count: number; readonly total: number; readonly first: string } | null;
}

/** A forecast starts at the last row of each series whose target is known. Series that are too short are left out. */
export function forecastOrigins(task: TaskData): ForecastOrigins {
  const last = new Map<number, number>();
  const first = new Map<number, number>();
  for (let row = 0; row < task.rows; row++) {
    const series = task.series[row]!;
    if (!first.has(series)) first.set(series, row);
    if (!Number.isNaN(task.label[row]!)) last.set(series, row);
  }
  const needed = Math.max(task.spec.lookback ?? 1, task.spec.warmup + 1);
  const short: string[] = [];
  for (const [series, start] of first) {
    const end = last.get(series);
    const length = end === undefined ? 0 : end - start + 1;
    if (length >= needed) continue;
    last.delete(series);
    const name = task.seriesNames[series]!;
    const whose = name === "" ? "the table" : `the series \`${name}\``;
    short.push(`${whose} has ${length} rows up to its last known \`${task.spec.target}\`; a forecast needs ${needed}`);
  }
  if (last.size === 0 && short.length > 0)
    throw new ComponentError(
      "run/short-history",
      short[0]!,
      "give the table the history before the forecast, with the target",
    );
  const origins = Int32Array.from([...last.values()].sort((a, b) => a - b));
  return {
    origins,
    leftOut: short.length === 0 ? null : { count: short.length, total: first.size, first: short[0]! },
  };
}
