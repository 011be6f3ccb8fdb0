// Ensembles of fitted values. With rows, what is learned (weights, the winner) is learned from the members' predictions on
// them, pooled over folds; the prediction is then the mean over the models of all folds.
import type { EnsembleOperation } from "../../specs/plan.ts";
import { ComponentError, type Prediction } from "../component.ts";
import type { JudgedFold } from "../evaluate/judge-folds.ts";
import { sharedFloats } from "../frame/frame.ts";
import { numbersOf } from "../model/combine-predictions.ts";
import { greedyWeights, stackedWeights } from "../model/ensemble-weights.ts";
import type { FittedModel } from "../model/fitted.ts";
import { judgeRows, metricInput, scoreOnce, takeCells } from "../model/judged-rows.ts";
import { takeModelRows } from "../model/model-rows.ts";
import { predictModel } from "../model/predict-model.ts";
import { type NodeContext, partitionRows, printRef } from "./context.ts";
import { emptyPartition } from "./fit.ts";
import type { ValueOf } from "./value.ts";

export async function runEnsemble(context: NodeContext<EnsembleOperation>): Promise<ValueOf<"model">> {
  const { op, node } = context;
  const count = op.members.length;
  const fitted = node.inputs.slice(node.inputs.length - count * op.folds);
  const values: ValueOf<"model">[] = [];
  for (const id of fitted) values.push(await context.value(id, "model"));
  const models = values.map((value) => value.model);
  const model = await combineMembers(context, models);
  return {
    kind: "model",
    model,
    trainedOn: Math.max(...values.map((value) => value.trainedOn)),
    params: { ensemble: op.ensemble.component, members: op.members },
  };
}

async function combineMembers(
  context: NodeContext<EnsembleOperation>,
  models: readonly FittedModel[],
): Promise<FittedModel> {
  const { op } = context;
  const count = op.members.length;
  switch (op.ensemble.component) {
    case "mean":
      return { kind: "mean", members: models, weights: models.map(() => 1 / models.length) };
    case "median":
      return { kind: "median", members: models };
    case "weighted":
    case "best_of":
    case "stacked": {
      const weights = await learnWeights(context, models);
      const kept = models.map((member, i) => ({ member, weight: weights[i % count]! / op.folds }));
      const used = kept.filter(({ weight }) => weight !== 0);
      return { kind: "mean", members: used.map(({ member }) => member), weights: used.map(({ weight }) => weight) };
    }
    default:
      throw new ComponentError(
        "run/unknown-component",
        `this build has no implementation of the ensemble \`${op.ensemble.component}\``,
        "use `mean`, `median`, `weighted`, `best_of` or `stacked`",
      );
  }
}

interface Pooled extends JudgedFold {
  /** Judged cells per member. */
  readonly cells: readonly Prediction[];
}

async function learnWeights(
  context: NodeContext<EnsembleOperation>,
  models: readonly FittedModel[],
): Promise<readonly number[]> {
  const { op, library } = context;
  const count = op.members.length;
  const folds: Pooled[] = [];
  for (const [fold, ref] of op.partitions.entries()) {
    const { task, rows } = await partitionRows(context, ref);
    const judged = judgeRows(task, rows, 1);
    if (judged.origins.length === 0) throw emptyPartition(context, printRef(ref), "judged");
    const taken = takeModelRows(task, judged.origins);
    const own = models.slice((fold % op.folds) * count, (fold % op.folds) * count + count);
    const cells = own.map((model) => takeCells(predictModel(model, task, taken, library), judged));
    folds.push({ task, judged, partition: fold, cells });
  }
  const params = library.params("ensemble", op.ensemble.component, op.ensemble.params);
  if (op.ensemble.component === "stacked") return stack(folds, params.weights !== "any");
  const metric = metricOf(context, params.by ?? null);
  const score = (weights: readonly number[]): number => {
    const scores = folds.map(({ task, judged, cells }) =>
      scoreOnce(metric.implementation, metric.params, metricInput(task, judged, weightedMean(cells, weights))),
    );
    return scores.reduce((sum, value) => sum + value, 0) / scores.length;
  };
  const rounds = op.ensemble.component === "best_of" ? 1 : typeof params.rounds === "number" ? params.rounds : 50;
  return greedyWeights(count, rounds, score, metric.direction);
}

function metricOf(context: NodeContext<EnsembleOperation>, by: unknown) {
  const isClassify = taskKind(context) === "classify";
  const spec = typeof by === "object" && by !== null && "component" in by ? by : null;
  const named = typeof by === "string" ? by : spec === null ? null : String(spec.component);
  const name = named ?? (isClassify ? "log_loss" : "rmse");
  const { declaration, implementation } = context.library.metric(name);
  return {
    implementation,
    params: context.library.params("metric", name, {}),
    direction: declaration.direction === "maximize" ? ("maximize" as const) : ("minimize" as const),
  };
}

function taskKind(context: NodeContext<EnsembleOperation>): string {
  const { op } = context.nodeOf(context.node.inputs[0]!);
  return op.kind === "task" ? op.task.kind : "regress";
}

function weightedMean(cells: readonly Prediction[], weights: readonly number[]): Prediction {
  const first = cells[0]!;
  const values = sharedFloats(numbersOf(first).length);
  cells.forEach((cell, m) => {
    const weight = weights[m]!;
    if (weight === 0) return;
    const own = numbersOf(cell);
    for (let i = 0; i < values.length; i++) values[i]! += weight * own[i]!;
  });
  if (first.kind === "values") return { kind: "values", values };
  return { kind: "probabilities", probabilities: values, classes: first.classes };
}

/** Probabilities are stacked on the indicators of the classes, and their weights sum to 1 so that they stay probabilities. */
function stack(folds: readonly Pooled[], positive: boolean): readonly number[] {
  const count = folds[0]!.cells.length;
  const pooled = Array.from({ length: count }, (_, m) =>
    Float64Array.from(folds.flatMap(({ cells }) => Array.from(numbersOf(cells[m]!)))),
  );
  const target = Float64Array.from(folds.flatMap(({ judged, cells }) => targetOf(judged.actual, cells[0]!)));
  const isClassify = folds[0]!.cells[0]!.kind === "probabilities";
  const weights = stackedWeights(pooled, target, positive || isClassify);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return isClassify && total > 0 ? weights.map((weight) => weight / total) : weights;
}

function targetOf(actual: Float64Array, cell: Prediction): readonly number[] {
  if (cell.kind === "values") return Array.from(actual);
  return Array.from(actual).flatMap((label) => Array.from({ length: cell.classes }, (_, c) => (c === label ? 1 : 0)));
}
