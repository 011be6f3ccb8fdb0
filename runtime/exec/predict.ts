// The predict operation: new rows through the same steps as the training rows, then through the fitted model.
import type { NodeId, PredictOperation, TaskOperation } from "../../specs/plan.ts";
import { ComponentError, type Prediction } from "../component.ts";
import { takeColumn } from "../frame/column-rows.ts";
import type { Frame, FrameColumn } from "../frame/frame.ts";
import { numbersOf } from "../model/combine-predictions.ts";
import type { FittedModel } from "../model/fitted.ts";
import { takeModelRows } from "../model/model-rows.ts";
import { predictModel } from "../model/predict-model.ts";
import type { TaskData } from "../task/task-data.ts";
import type { NodeContext } from "./context.ts";
import { forecastOrigins, forecastPredictions, rowPredictions } from "./prediction-columns.ts";
import { taskForPrediction } from "./prediction-rows.ts";
import { keptColumns, replaySteps } from "./replay-steps.ts";
import { runDiagnostics } from "./run.diagnostics.ts";
import type { ValueOf } from "./value.ts";
import { whyUnpredicted } from "./why-unpredicted.ts";
import { writePredictions } from "./write-predictions.ts";

export async function runPredict(context: NodeContext<PredictOperation>): Promise<ValueOf<"predictions">> {
  const { op, node } = context;
  const fitted = node.inputs.slice(0, -1);
  const models: FittedModel[] = [];
  for (const id of fitted) models.push((await context.value(id, "model")).model);
  const model: FittedModel =
    models.length === 1 ? models[0]! : { kind: "mean", members: models, weights: models.map(() => 1 / models.length) };
  const { table } = await context.value(node.inputs.at(-1)!, "table");
  const { op: taskOp, classes, positive } = await trainingTask(context, fitted[0]!);
  const replayed = await replaySteps(context, table, taskOp.task);
  const task = await taskForPrediction(await context.engine(), taskOp.task, replayed.table, { classes, positive });
  const place = Int32Array.from(task.rowIds);
  const kept = (await keptColumns(context, table, replayed)).map((column) => takeColumn(column, place));
  const frame = predictFrame(context, model, task, kept);
  return { kind: "predictions", frame, written: op.into === null ? null : await writePredictions(context, frame) };
}

function predictFrame(
  context: NodeContext<PredictOperation>,
  model: FittedModel,
  task: TaskData,
  kept: readonly FrameColumn[],
): Frame {
  const predict = (origins: Int32Array): Prediction => {
    const rows = { ...takeModelRows(task, origins), mayMiss: true as const };
    const prediction = withoutInfinities(predictModel(model, task, rows, context.library));
    reportUnpredicted(context, prediction, { model, task, origins });
    requireIntervals(context.op.intervals, prediction);
    return prediction;
  };
  if (task.spec.kind === "forecast") {
    const { origins, leftOut } = forecastOrigins(task);
    if (leftOut !== null)
      context.report(runDiagnostics["series-left-out"](context.node.span, { ...leftOut, node: context.node.id }));
    return forecastPredictions(task, kept, origins, predict(origins));
  }
  return rowPredictions(task, kept, predict(Int32Array.from({ length: task.rows }, (_, row) => row)));
}

/** What a model of sums makes of values near the end of all numbers is none: infinities never stand in a table. */
function withoutInfinities(prediction: Prediction): Prediction {
  if (prediction.kind !== "values") return prediction;
  const { values, interval } = prediction;
  if (interval === undefined) return { ...prediction, values: finite(values) };
  const bounds = { ...interval, lower: finite(interval.lower), upper: finite(interval.upper) };
  return { ...prediction, values: finite(values), interval: bounds };
}

const finite = (values: Float64Array): Float64Array =>
  values.some((value) => Math.abs(value) === Number.POSITIVE_INFINITY)
    ? values.map((value) => (Number.isFinite(value) ? value : Number.NaN))
    : values;

/** A model gives the interval that it was made for, or none. */
function requireIntervals(levels: readonly number[], prediction: Prediction): void {
  const given = prediction.kind === "values" ? (prediction.interval?.level ?? null) : null;
  const missing = levels.filter((level) => given === null || Math.abs(level - given) > 1e-9);
  if (missing.length === 0) return;
  throw new ComponentError(
    "run/no-intervals",
    given === null ? "the model gives no prediction intervals" : `the model gives intervals of level ${given} only`,
    `wrap it in \`conformal(..., level: ${missing[0]})\`, or leave out \`intervals:\``,
  );
}

/** A row that lacks what the model needs does not keep the others from being predicted; that none can be is an error. */
function reportUnpredicted(
  { node, report }: NodeContext,
  prediction: Prediction,
  { model, task, origins }: { readonly model: FittedModel; readonly task: TaskData; readonly origins: Int32Array },
): void {
  const width = prediction.kind === "probabilities" ? prediction.classes : 1;
  const numbers = numbersOf(prediction);
  const total = numbers.length / width;
  const perOrigin = Math.max(1, total / Math.max(1, origins.length));
  const lacking = Array.from({ length: total }, (_, row) => Number.isNaN(numbers[row * width]!));
  const count = lacking.filter(Boolean).length;
  if (count === 0) return;
  const without = origins.filter((_, i) => lacking.slice(i * perOrigin, (i + 1) * perOrigin).includes(true));
  const others = origins.filter((_, i) => !lacking.slice(i * perOrigin, (i + 1) * perOrigin).includes(true));
  const reason = whyUnpredicted(model, task, without, others);
  if (count === total)
    throw new ComponentError(
      "run/nothing-predicted",
      `none of the ${total} rows of \`${node.id}\` can be predicted: ${reason}`,
      "give the table the history that its windows need and the later rows that hold its `known:` columns, put `impute(...)` before the model, `clip()` where values are too large, or fit a model for all series",
    );
  report(runDiagnostics["not-predicted"](node.span, { node: node.id, count, total, reason }));
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
