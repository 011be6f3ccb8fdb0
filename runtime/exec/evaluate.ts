// The evaluate operation: predicts the judged rows with every subject and baseline, then judges them together.

import { setImmediate } from "node:timers/promises";
import { fingerprint } from "../../specs/hash.ts";
import type { EvaluateOperation, NodeId } from "../../specs/plan.ts";
import type { EvaluationResult } from "../../specs/run-record.ts";
import { ComponentError, type Prediction } from "../component.ts";
import { type EvaluatedSubject, evaluate } from "../evaluate/evaluate.ts";
import type { JudgedFold } from "../evaluate/judge-folds.ts";
import { explainModel } from "../explain/explain.ts";
import { describeModel } from "../model/describe-model.ts";
import { drawModel } from "../model/draw-model.ts";
import { judgeRows, takeCells } from "../model/judged-rows.ts";
import { type ModelRows, takeModelRows } from "../model/model-rows.ts";
import { predictModel } from "../model/predict-model.ts";
import type { TaskData } from "../task/task-data.ts";
import { type NodeContext, type PartitionRows, partitionRows, printRef } from "./context.ts";
import { emptyPartition } from "./fit.ts";
import { cannotStore, leakAtRun, runDiagnostics } from "./run.diagnostics.ts";
import { pretrainedIn, requireUnseen } from "./unseen-rows.ts";

export async function runEvaluate(context: NodeContext<EvaluateOperation>): Promise<EvaluationResult> {
  const { op, node } = context;
  const partitions: PartitionRows[] = [];
  for (const ref of op.partitions) partitions.push(await partitionRows(context, ref));
  const values = [...op.subjects, ...op.baselines];
  // A per-fold value on a partition that exists once is judged fold by fold.
  const count = Math.max(partitions.length, ...values.map((value) => value.nodes.length));
  const rowsOf: ModelRows[] = [];
  const folds: JudgedFold[] = [];
  for (let fold = 0; fold < count; fold++) {
    const index = partitions.length === 1 ? 0 : fold;
    const reused = folds.find((known) => known.partition === index);
    if (reused !== undefined) {
      folds.push(reused);
      rowsOf.push(rowsOf[index]!);
      continue;
    }
    const { task, rows } = partitions[index]!;
    const judged = judgeRows(task, rows, op.stride);
    if (judged.origins.length === 0) throw emptyPartition(context, printRef(op.partitions[index]!), "judged");
    folds.push({ task, judged, partition: index });
    rowsOf.push(takeModelRows(task, judged.origins));
  }
  // Baselines are quick to fit: this thread predicts with them while the others fit the first subject.
  if (op.subjects[0] !== undefined) startFits(context, op.subjects[0], 0);
  const baselines: EvaluatedSubject[] = [];
  for (const baseline of op.baselines) baselines.push(await predictSubject(context, baseline, folds, rowsOf));
  const subjects: EvaluatedSubject[] = [];
  for (const subject of op.subjects) {
    const predicted = await predictSubject(context, subject, folds, rowsOf);
    subjects.push({ ...predicted, ...(await explainSubject(context, subject, folds.at(-1)!)) });
  }
  const looks = op.sealed ? await lookAt(context, folds) : null;
  const result = await evaluate({
    node: node.id,
    op,
    folds,
    subjects,
    baselines,
    looks,
    library: context.library,
    onResample: async (done, total) => {
      if (done % 16 !== 0) return;
      await setImmediate();
      context.signal.throwIfAborted();
      context.onEvent({ kind: "progress", node: node.id, done, total, label: "resamples" });
    },
  });
  warnOfSeriesWithoutScale(context, folds);
  for (const subject of result.subjects) {
    for (const score of subject.scores) {
      if (score.value !== null) continue;
      const holes = { metric: score.metric, subject: subject.name };
      context.report(runDiagnostics["undefined-metric"](node.span, holes));
    }
  }
  const { profile } = await context.value(context.nodeOf(op.partitions[0]!.split).inputs[0]!, "task");
  return { ...result, data: profile };
}

function warnOfSeriesWithoutScale(context: NodeContext<EvaluateOperation>, folds: readonly JudgedFold[]): void {
  const all = new Set<number>();
  const without = new Set<number>();
  for (const { task, judged } of folds) {
    judged.originOf.forEach((origin, i) => {
      const series = task.series[judged.origins[origin]!]!;
      all.add(series);
      if (judged.scale !== null && !(judged.scale.absolute[i]! > 0)) without.add(series);
    });
  }
  if (without.size === 0) return;
  for (const { name, metric } of context.op.metrics) {
    if (!context.library.metric(metric.component).declaration.needsHistory) continue;
    const holes = { metric: name, count: without.size, total: all.size, node: context.node.id };
    context.report(runDiagnostics["series-without-scale"](context.node.span, holes));
  }
}

interface Judged {
  readonly name: string;
  readonly nodes: readonly NodeId[];
}

/** As many as there are threads. */
function startFits(context: NodeContext<EvaluateOperation>, { nodes }: Judged, from: number): void {
  for (const id of nodes.slice(from, from + context.pool.jobs)) void context.anyValue(id).catch(() => undefined);
}

async function predictSubject(
  context: NodeContext<EvaluateOperation>,
  subject: Judged,
  folds: readonly JudgedFold[],
  rowsOf: readonly ModelRows[],
): Promise<EvaluatedSubject> {
  const cells: Prediction[] = [];
  for (const [fold, { task, judged }] of folds.entries()) {
    // The folds after this one are fitted meanwhile, also while this thread predicts.
    startFits(context, subject, fold + 1);
    const { model } = await context.value(subject.nodes[fold] ?? subject.nodes[0]!, "model");
    requireUnseen(context, pretrainedIn(model, context.library), task, judged.origins);
    cells.push(takeCells(predictModel(model, task, rowsOf[fold]!, context.library), judged));
    await setImmediate();
    context.signal.throwIfAborted();
  }
  const { model } = await context.value(subject.nodes[0]!, "model");
  return { name: subject.name, cells, ...describeModel(model, context.library) };
}

/** Of the last fold, as the samples for plots are. */
async function explainSubject(
  context: NodeContext<EvaluateOperation>,
  subject: Judged,
  { task, judged }: JudgedFold,
): Promise<Pick<EvaluatedSubject, "explanation" | "tree">> {
  const { op, library } = context;
  const { model } = await context.value(subject.nodes.at(-1)!, "model");
  const made = context.nodeOf(context.nodeOf(op.partitions.at(-1)!.split).inputs[0]!).op;
  const columns = made.kind === "task" ? made.schema.columns : [];
  const personal = new Set(columns.filter(({ roles }) => roles.pii !== undefined).map(({ name }) => name));
  const tree = drawModel(model, library, task.classes, personal);
  const { metrics } = op;
  try {
    const { seed } = context.plan;
    const explanation = explainModel({ model, task, library, origins: judged.origins, metrics, seed, personal });
    return { explanation, tree };
  } catch (error) {
    // A model may refuse values that never stood beside each other in its rows: the judgement stands without an explanation.
    if (error instanceof ComponentError) return { explanation: null, tree };
    throw error;
  }
}

/** Counts the look at a sealed test, and says so when it is not the first. */
async function lookAt(context: NodeContext<EvaluateOperation>, folds: readonly JudgedFold[]): Promise<number | null> {
  const distinct = folds.filter((fold, i) => folds.findIndex((other) => other.partition === fold.partition) === i);
  const look = context.ledger.look({
    partition: fingerprint(distinct.map(({ task, judged }) => hashRows(task, judged.origins, judged.actual))),
    evaluation: context.key,
    run: context.runId,
    file: context.plan.file,
    time: context.clock().toISOString(),
  });
  const looks = await look.catch((error: unknown) => {
    context.report(cannotStore(context, error));
    return null;
  });
  if (looks !== null && looks > 1)
    context.report(leakAtRun["test-reused"](context.node.span, { node: context.node.id, looks }));
  return looks;
}

/** What makes test rows the same rows: their labels, times and series; not the features, which a new spec may change. */
function hashRows(task: TaskData, origins: Int32Array, actual: Float64Array): string {
  const times = task.times;
  return fingerprint({
    target: task.spec.target,
    actual: Buffer.from(actual.buffer, actual.byteOffset, actual.byteLength).toString("base64"),
    times: times === null ? null : Array.from(origins, (row) => times[row]!),
    series: task.spec.series.length === 0 ? null : Array.from(origins, (row) => task.seriesNames[task.series[row]!]!),
  });
}
