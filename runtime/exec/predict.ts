// The predict operation: new rows through the same steps as the training rows, then through the fitted model.
import { mkdir, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { type Schema, scalar } from "../../specs/data-type.ts";
import type { NodeId, PredictOperation, TaskOperation } from "../../specs/plan.ts";
import { ComponentError, type Prediction } from "../component.ts";
import { applyStep } from "../data/apply-step.ts";
import { quoteName, quoteText, ROW } from "../data/sql-text.ts";
import type { Table } from "../data/table.ts";
import { type Frame, type FrameColumn, sharedFloats, sharedInts, takeColumn } from "../frame/frame.ts";
import type { FittedModel } from "../model/fitted.ts";
import { takeModelRows } from "../model/model-rows.ts";
import { predictModel } from "../model/predict-model.ts";
import { findExtra, type TaskData } from "../task/task-data.ts";
import { type NodeContext, needed } from "./context.ts";
import { taskForPrediction } from "./prediction-rows.ts";
import { importColumns } from "./tables.ts";
import type { ValueOf } from "./value.ts";

export async function runPredict(context: NodeContext<PredictOperation>): Promise<ValueOf<"predictions">> {
  const { op, node } = context;
  if (op.intervals.length > 0) {
    throw new ComponentError(
      "run/no-intervals",
      "this version gives no prediction intervals",
      "leave out `intervals:`",
    );
  }
  const fitted = node.inputs.slice(0, -1);
  const models: FittedModel[] = [];
  for (const id of fitted) models.push((await context.value(id, "model")).model);
  const model: FittedModel =
    models.length === 1 ? models[0]! : { kind: "mean", members: models, weights: models.map(() => 1 / models.length) };
  const { table } = await context.value(node.inputs.at(-1)!, "table");
  const replayed = await replay(context, table);
  const { op: taskOp, classes, positive } = await trainingTask(context, fitted[0]!);
  const task = await taskForPrediction(await context.engine(), taskOp.task, replayed, { classes, positive });
  const origins =
    task.spec.kind === "forecast" ? lastObserved(task) : Int32Array.from({ length: task.rows }, (_, i) => i);
  const prediction = predictModel(model, task, takeModelRows(task, origins), context.library);
  const columns =
    task.spec.kind === "forecast" ? forecastColumns(task, origins, prediction) : rowColumns(task, prediction, op.keep);
  const frame: Frame = { rows: columns[0] === undefined ? 0 : lengthOf(columns[0]), columns };
  return { kind: "predictions", frame, written: op.into === null ? null : await write(context, frame) };
}

async function replay(context: NodeContext<PredictOperation>, table: Table): Promise<Table> {
  let current = table;
  for (const id of context.op.replay) {
    const step = context.nodeOf(id);
    if (step.op.kind !== "step") continue;
    const others: Table[] = [];
    for (const input of step.inputs.slice(1)) others.push((await context.value(input, "table")).table);
    const functions = context.library.implementations.functions;
    const result = await applyStep(await context.engine(), step.op, [current, ...others], functions, step.span);
    current = needed(context, result.table, result.diagnostics);
  }
  return current;
}

async function trainingTask(
  context: NodeContext,
  fitted: NodeId,
): Promise<{
  readonly op: TaskOperation;
  readonly classes: readonly string[] | null;
  readonly positive: number | null;
}> {
  const find = (id: NodeId): NodeId | null => {
    const node = context.nodeOf(id);
    if (node.op.kind === "task") return id;
    for (const input of node.inputs) {
      const found = find(input);
      if (found !== null) return found;
    }
    return null;
  };
  const id = find(fitted);
  const op = id === null ? null : context.nodeOf(id).op;
  if (id === null || op?.kind !== "task") throw new TypeError(`${fitted} has no task`);
  const { task } = await context.value(id, "task");
  return { op, classes: task.classes, positive: task.positive };
}

/** A forecast starts at the last row of each series whose target is known. */
function lastObserved(task: TaskData): Int32Array {
  const last = new Map<number, number>();
  for (let row = 0; row < task.rows; row++) {
    if (!Number.isNaN(task.label[row]!)) last.set(task.series[row]!, row);
  }
  return Int32Array.from([...last.values()].sort((a, b) => a - b));
}

function forecastColumns(task: TaskData, origins: Int32Array, prediction: Prediction): readonly FrameColumn[] {
  if (prediction.kind !== "values") throw new TypeError("a forecast gives values");
  const horizon = prediction.values.length / Math.max(1, origins.length);
  const rows = Int32Array.from({ length: prediction.values.length }, (_, i) => origins[Math.floor(i / horizon)]!);
  const columns: FrameColumn[] = task.spec.series.flatMap((name) => {
    const column = findExtra(task, name);
    return column === undefined ? [] : [takeColumn(column, rows)];
  });
  if (task.times !== null && task.spec.time !== null) {
    const values = sharedFloats(rows.length);
    for (let i = 0; i < rows.length; i++) values[i] = task.times[rows[i]!]!;
    columns.push({ kind: "number", name: "origin", type: "timestamp", values });
  }
  const steps = sharedFloats(rows.length);
  for (let i = 0; i < steps.length; i++) steps[i] = (i % horizon) + 1;
  columns.push({ kind: "number", name: "step", type: "int", values: steps });
  columns.push({ kind: "number", name: "prediction", type: "float", values: prediction.values });
  return columns;
}

/** The kept columns and the prediction, row by row; for classes the most probable one and its probabilities. */
function rowColumns(task: TaskData, prediction: Prediction, keep: readonly string[]): readonly FrameColumn[] {
  const order = Int32Array.from({ length: task.rows }, (_, i) => i).sort((a, b) => task.rowIds[a]! - task.rowIds[b]!);
  const kept = keep.flatMap((name) => {
    const column = findExtra(task, name);
    return column === undefined ? [] : [takeColumn(column, order)];
  });
  if (prediction.kind === "values") {
    const column: FrameColumn = { kind: "number", name: "prediction", type: "float", values: prediction.values };
    return [...kept, takeColumn(column, order)];
  }
  const { probabilities, classes } = prediction;
  const names = task.classes ?? Array.from({ length: classes }, (_, c) => String(c));
  const codes = sharedInts(task.rows);
  for (let row = 0; row < task.rows; row++) {
    for (let c = 1; c < classes; c++) {
      if (probabilities[row * classes + c]! > probabilities[row * classes + codes[row]!]!) codes[row] = c;
    }
  }
  const predicted: FrameColumn = { kind: "category", name: "prediction", type: "category", codes, levels: names };
  const shares = names.map((name, c): FrameColumn => {
    const values = sharedFloats(task.rows);
    for (let row = 0; row < task.rows; row++) values[row] = probabilities[row * classes + c]!;
    return { kind: "number", name: `probability_${name}`, type: "float", values };
  });
  return [...kept, ...[predicted, ...shares].map((column) => takeColumn(column, order))];
}

const FORMATS: Readonly<Record<string, string>> = {
  csv: "FORMAT csv, HEADER",
  parquet: "FORMAT parquet",
  json: "FORMAT json",
};

/** Written beside its place and renamed, so that a reader never meets half a file. */
async function write(context: NodeContext<PredictOperation>, frame: Frame): Promise<string> {
  const { component, params } = context.op.into!;
  const format = FORMATS[component];
  if (format === undefined || typeof params.path !== "string") {
    throw new ComponentError(
      "run/unsupported-sink",
      `this version cannot write predictions with \`${component}\``,
      "write to `csv`, `parquet` or `json`",
    );
  }
  const path = context.resolvePath(params.path);
  const schema: Schema = {
    columns: frame.columns.map(({ name, type }) => ({ name, type: scalar(type, true), roles: {} })),
  };
  const table = await importColumns(context, schema, frame.columns);
  const engine = await context.engine();
  await mkdir(dirname(path), { recursive: true });
  const names = schema.columns.map(({ name }) => quoteName(name)).join(", ");
  const rows = `SELECT ${names} FROM ${quoteName(table.name)} ORDER BY ${ROW}`;
  await engine.run(`COPY (${rows}) TO ${quoteText(`${path}.tmp`)} (${format})`);
  await rename(`${path}.tmp`, path);
  await engine.drop(table.name);
  return path;
}

const lengthOf = (column: FrameColumn): number =>
  column.kind === "number" ? column.values.length : column.codes.length;
