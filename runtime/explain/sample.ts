// The rows that explanations are measured on, and predictions for them with some feature changed. Raw features are changed
// and the whole model is asked again, transforms included, so that every kind of model is explained in terms of its task.
import type { Prediction } from "../component.ts";
import { inMemory, takeColumn } from "../frame/column-rows.ts";
import { type FrameColumn, sharedFloats, sharedInts } from "../frame/frame.ts";
import { readColumns } from "../model/beside-read.ts";
import type { FittedModel } from "../model/fitted.ts";
import { type JudgedRows, judgeRows, takeCells } from "../model/judged-rows.ts";
import type { Library } from "../model/library.ts";
import { rowAhead, takeModelRows } from "../model/model-rows.ts";
import { predictModel } from "../model/predict-model.ts";
import type { TaskData } from "../task/task-data.ts";

export interface ExplainedModel {
  readonly model: FittedModel;
  readonly task: TaskData;
  readonly library: Library;
}

export interface ExplainedRows extends ExplainedModel {
  readonly judged: JudgedRows;
  /** Rows of the task whose features the predictions read: the origins, and for a forecast the rows that they predict. */
  readonly read: Int32Array;
  /** The task's features at `read`, then what the model reads beside them. */
  readonly features: readonly FrameColumn[];
}

/** Evenly spaced over the judged rows, so that every period has its part. */
export function sampleRows(explained: ExplainedModel, origins: Int32Array, most: number): ExplainedRows {
  const { task } = explained;
  const count = Math.min(origins.length, most);
  const chosen = Int32Array.from({ length: count }, (_, i) => origins[Math.floor((i * origins.length) / count)]!);
  const judged = judgeRows(task, chosen, 1);
  const rows = new Set<number>();
  for (const row of judged.origins) {
    rows.add(row);
    for (const step of judged.steps) {
      const ahead = step === 0 ? row : rowAhead(task, row, step);
      if (ahead !== -1) rows.add(ahead);
    }
  }
  const read = Int32Array.from(rows).sort();
  const features = readColumns(explained.model, explained.task, explained.library).map((column) =>
    inMemory(takeColumn(column, read)),
  );
  return { ...explained, judged, read, features };
}

/** Judged cells of the prediction when the features at `read` are these; a column that is the same object is unchanged. */
export function predictChanged(rows: ExplainedRows, features: readonly FrameColumn[]): Prediction {
  const { model, library, judged } = rows;
  const places = new Map(rows.features.map(({ name }, f) => [name, f]));
  if (isOwnRows(rows)) {
    const taken = takeModelRows(rows.task, judged.origins);
    const columns = features.slice(0, rows.task.features.length);
    const beside = taken.beside.map((column) => features[places.get(column.name) ?? -1] ?? column);
    return takeCells(predictModel(model, rows.task, { ...taken, columns, beside }, library), judged);
  }
  const changed = (own: FrameColumn): FrameColumn => {
    const f = places.get(own.name);
    return f === undefined || features[f] === rows.features[f] ? own : putRows(own, rows.read, features[f]!);
  };
  const task = { ...rows.task, features: rows.task.features.map(changed), extras: rows.task.extras.map(changed) };
  return takeCells(predictModel(model, task, takeModelRows(task, judged.origins), library), judged);
}

/** Predictions that read their own row alone need no table in which other rows stand as they are. */
const isOwnRows = ({ judged, read }: ExplainedRows): boolean =>
  judged.steps.every((step) => step === 0) &&
  read.length === judged.origins.length &&
  read.every((row, i) => row === judged.origins[i]);

function putRows(column: FrameColumn, rows: Int32Array, values: FrameColumn): FrameColumn {
  if (column.kind === "number" && values.kind === "number") {
    const all = sharedFloats(column.values.length);
    all.set(column.values);
    for (let i = 0; i < rows.length; i++) all[rows[i]!] = values.values[i]!;
    return { ...column, values: all };
  }
  if (column.kind === "category" && values.kind === "category") {
    const all = sharedInts(column.codes.length);
    all.set(column.codes);
    for (let i = 0; i < rows.length; i++) all[rows[i]!] = values.codes[i]!;
    return { ...column, codes: all };
  }
  throw new TypeError(`${column.name} changed its kind`);
}
