// A fitted value that a plan judges, with all that is needed to fit it again on other data.
import type { FitOperation, ModelSpec, NodeId, PartitionRef, Plan, PlanNode } from "../../specs/plan.ts";
import type { Prediction } from "../component.ts";
import { type NodeContext, partitionRows } from "../exec/context.ts";
import { openModelFiles } from "../exec/model-files.ts";
import { fitModel } from "../model/fit-model.ts";
import type { FittedModel } from "../model/fitted.ts";
import type { Library } from "../model/library.ts";
import { type ModelRows, takeModelRows, trainableRows, withWeight } from "../model/model-rows.ts";
import { predictModel } from "../model/predict-model.ts";
import type { ModelFiles } from "../model/pretrained.ts";
import type { TaskData } from "../task/task-data.ts";

export interface Subject {
  readonly node: PlanNode;
  readonly task: TaskData;
  readonly spec: ModelSpec;
  readonly patience: number | null;
  readonly seed: number;
  /** The column that weighs the rows of this fit; null where the task says it. */
  readonly weight: string | null;
  /** Rows that it is fitted on, and those that stop it. */
  readonly rows: Int32Array;
  readonly validate: Int32Array | null;
  /** Rows that judge it; empty when nothing does. */
  readonly judged: Int32Array;
  readonly stride: number;
  readonly model: FittedModel;
  readonly files: ModelFiles;
}

/** All fits but baselines, which are not what is to be proved; a declared fit that is also a baseline is. */
export function subjectsOf(plan: Plan): readonly PlanNode[] {
  const baselines = new Set<NodeId>();
  for (const { op } of plan.nodes)
    if (op.kind === "evaluate") for (const { nodes } of op.baselines) for (const id of nodes) baselines.add(id);
  for (const { kind, nodes } of plan.declarations) if (kind === "fit") for (const id of nodes) baselines.delete(id);
  return plan.nodes.filter(({ id, op }) => op.kind === "fit" && !baselines.has(id));
}

/** Larger parts are cut to their latest rows, or thinned out when the task has no time. */
export const FIT_ROWS = 20_000;
export const JUDGED_ROWS = 5_000;

export async function openSubject(context: NodeContext, plan: Plan): Promise<Subject> {
  const { node } = context;
  const op = node.op as FitOperation;
  const { task, rows } = await partitionRows(context, op.partition);
  const validate = op.validate === null ? null : (await partitionRows(context, op.validate)).rows;
  const judge = judgeOf(plan, node.id);
  const judged = judge === null ? new Int32Array(0) : (await partitionRows(context, judge.partition)).rows;
  const { model } = await context.value(node.id, "model");
  const spec = await specOf(context, op);
  const { files } = await openModelFiles(context, [spec]);
  return {
    node,
    task,
    files,
    spec,
    patience: op.patience,
    seed: op.seed,
    weight: op.weight ?? null,
    rows: trainableRows(task, capRows(task, rows, FIT_ROWS)),
    validate: validate === null ? null : capRows(task, validate, JUDGED_ROWS),
    judged: capRows(task, judged, JUDGED_ROWS),
    stride: judge?.stride ?? 1,
    model,
  };
}

async function specOf(context: NodeContext, op: FitOperation): Promise<ModelSpec> {
  const { inputs } = context.node;
  if (op.best) {
    const search = inputs.find((id) => context.nodeOf(id).op.kind === "search")!;
    return (await context.value(search, "search")).bestModel;
  }
  if (op.model === null) throw new TypeError(`${context.node.id} has no model`);
  if (!op.prepared) return op.model;
  const prepare = context.nodeOf(inputs.at(-1)!).op;
  if (prepare.kind !== "transform") throw new TypeError(`${context.node.id} has no prepared rows`);
  return { kind: "pipeline", transform: prepare.transform, model: op.model };
}

/** A wrapper around the fit is a map of its predictions: what judges one judges the other. */
function judgeOf(plan: Plan, fit: NodeId): { readonly partition: PartitionRef; readonly stride: number } | null {
  for (const { id, op, inputs } of plan.nodes) {
    const around = op.kind === "wrap" && inputs.at(-1) === fit ? judgeOf(plan, id) : null;
    if (around !== null) return around;
    if (op.kind !== "evaluate") continue;
    for (const { nodes } of op.subjects) {
      const at = nodes.indexOf(fit);
      if (at >= 0) return { partition: op.partitions[at] ?? op.partitions[0]!, stride: op.stride };
    }
  }
  return null;
}

function capRows(task: TaskData, rows: Int32Array, most: number): Int32Array {
  if (rows.length <= most) return rows;
  const { times } = task;
  if (times === null) return Int32Array.from({ length: most }, (_, i) => rows[Math.floor((i * rows.length) / most)]!);
  const sorted = Float64Array.from(rows, (row) => times[row]!).sort();
  const from = sorted[sorted.length - most]!;
  return rows.filter((row) => times[row]! >= from);
}

/** The same fit on another version of the task: same rows, same seed. */
export function refit(subject: Subject, task: TaskData, library: Library): FittedModel {
  const { weight } = subject;
  const take = (rows: Int32Array): ModelRows => {
    const taken = takeModelRows(task, rows);
    return weight === null ? taken : withWeight(taken, task, weight);
  };
  return fitModel(
    subject.spec,
    {
      task,
      files: subject.files,
      fit: take(subject.rows),
      validate: subject.validate === null ? null : take(trainableRows(task, subject.validate)),
    },
    { library, seed: subject.seed, label: "prove", patience: subject.patience, rounds: null, steps: null },
  );
}

export const predictRows = (model: FittedModel, task: TaskData, rows: Int32Array, library: Library): Prediction =>
  predictModel(model, task, takeModelRows(task, rows), library);

/** Rows whose predictions are not the same, bit by bit. */
export function countDifferent(a: Prediction, b: Prediction, rows: number): number {
  const x = numbersOf(a);
  const y = numbersOf(b);
  if (x.length !== y.length) return rows;
  const width = rows === 0 ? 0 : x.length / rows;
  let count = 0;
  for (let row = 0; row < rows; row++) {
    let same = true;
    for (let i = row * width; i < (row + 1) * width; i++) same &&= Object.is(x[i], y[i]);
    if (!same) count += 1;
  }
  return count;
}

const numbersOf = (prediction: Prediction): Float64Array =>
  prediction.kind === "values" ? prediction.values : prediction.probabilities;
