// Operations that learn: transforms on the rows of a partition, and models.
import type { FitOperation, ModelSpec, TransformOperation, WrapOperation } from "../../specs/plan.ts";
import { ComponentError, type Prediction } from "../component.ts";
import { featureReaders } from "../model/feature-readers.ts";
import { isDirect, transformInput } from "../model/fit-model.ts";
import { type FittedModel, type FittedTransform, mergeSteps } from "../model/fitted.ts";
import { type ModelRows, stepsOf, takeModelRows, trainableRows, withWeight } from "../model/model-rows.ts";
import { fitTransform } from "../model/transform-chain.ts";
import { fittedRows, transformRows } from "../model/transform-rows.ts";
import { createRandom } from "../numeric/random.ts";
import { checkWeights } from "../task/check-weights.ts";
import type { TaskData } from "../task/task-data.ts";
import { type FitUnit, type FoldData, mergePredictions, type UnitResult } from "../workers/fit-unit.ts";
import { WORKER_DIED } from "../workers/pool.ts";
import { type NodeContext, partitionRows, printRef, Stop } from "./context.ts";
import { readsFeatures, reportEmptyColumns } from "./empty-columns.ts";
import { findFactsAhead } from "./facts-ahead.ts";
import { openModelFiles } from "./model-files.ts";
import { runDiagnostics } from "./run.diagnostics.ts";
import type { ValueOf } from "./value.ts";

/** The same stream in every fold: which number a fold has says nothing about its rows, and another fold may get it. */
export const CHAIN_RANDOM = "transform";

export async function runTransform(context: NodeContext<TransformOperation>): Promise<ValueOf<"transform">> {
  const { partition, transform } = context.op;
  if (partition === null) return (await import("./tables.ts")).fitOnTable(context);
  const { task, rows } = await partitionRows(context, partition);
  await findFactsAhead(context, task, transform);
  const taken = takeModelRows(task, trainableRows(task, rows));
  reportEmptyColumns(context, task, taken.origins, partition);
  const fit = fitTransform(
    transform,
    transformInput(task, taken, [], context.library),
    context.library,
    createRandom(context.plan.seed, CHAIN_RANDOM),
  );
  return { kind: "transform", fitted: fit.fitted, rows: fittedRows(taken, fit) };
}

export async function runFit(context: NodeContext<FitOperation>): Promise<ValueOf<"model">> {
  const { op, node } = context;
  const { task, rows } = await partitionRows(context, op.partition);
  const prepared = op.prepared ? await context.value(node.inputs.at(-1)!, "transform") : null;
  const best = op.best ? await bestOfSearch(context) : null;
  const spec = best?.bestModel ?? op.model;
  if (spec === null) throw new TypeError(`${node.id} has no model`);
  const validate = op.validate === null ? null : await partitionRows(context, op.validate);
  const chain = best === null ? (prepared?.fitted ?? null) : null;
  const taken = prepared?.rows ?? takeModelRows(task, trainableRows(task, rows));
  const fit = weighRows(context, task, taken);
  if (fit.origins.length === 0) throw emptyPartition(context, printRef(op.partition));
  if (prepared === null && readsFeatures(spec, context.library))
    reportEmptyColumns(context, task, fit.origins, op.partition);
  const { files } = await openModelFiles(context, [spec]);
  const stops = validate === null ? null : trainableRows(task, validate.rows);
  if (stops?.length === 0) throw emptyPartition(context, printRef(op.validate!), STOPPING);
  const data: FoldData = {
    task,
    fit,
    files,
    validate: stops === null ? null : weighRows(context, task, preparedRows(context, task, stops, chain)),
    score: null,
  };
  const model = await fitSteps(context, data, {
    data: `fit ${context.key}`,
    model: spec,
    steps: null,
    // Searched rounds were kept by early stopping; without `validate:` the winner trains for as long.
    rounds: validate === null ? (best?.bestRounds ?? null) : null,
    patience: op.patience,
    seed: op.seed,
    label: "fit",
    keepModel: true,
  });
  reportFeatureless(context, model);
  const whole: FittedModel = prepared === null ? model : { kind: "pipeline", transform: prepared.fitted, model };
  return { kind: "model", model: whole, trainedOn: fit.origins.length, params: JSON.parse(JSON.stringify(spec)) };
}

/** Steps that choose features may leave none. What was given no features at all is an error of the spec. */
function reportFeatureless({ library, report, node }: NodeContext, model: FittedModel): void {
  const without = featureReaders(model, library).find(({ features }) => features.length === 0);
  if (without !== undefined)
    report(runDiagnostics["no-features-left"](node.span, { node: node.declaration, model: without.component }));
}

/** As the clause of the operation says; stops where these are no weights. */
export function weighRows(
  context: NodeContext<FitOperation | WrapOperation>,
  task: TaskData,
  rows: ModelRows,
): ModelRows {
  const { weight: name } = context.op;
  if (name === undefined) return rows;
  const weighed = withWeight(rows, task, name);
  const faults = checkWeights(name, weighed.weight ?? new Float64Array(0), context.node.span);
  for (const fault of faults) context.report(fault);
  if (faults.length > 0) throw new Stop("failed");
  return weighed;
}

async function bestOfSearch(context: NodeContext<FitOperation>): Promise<ValueOf<"search">> {
  const id = context.node.inputs.find((input) => context.nodeOf(input).op.kind === "search");
  if (id === undefined) throw new TypeError(`${context.node.id} has no search`);
  return context.value(id, "search");
}

export function preparedRows(
  context: NodeContext,
  task: TaskData,
  origins: Int32Array,
  chain: FittedTransform | null,
): ModelRows {
  const taken = takeModelRows(task, origins);
  return chain === null ? taken : transformRows(chain, taken, context.library);
}

/** Steps of a horizon are fitted apart, on as many workers as there are. */
async function fitSteps(context: NodeContext, data: FoldData, unit: FitUnit): Promise<FittedModel> {
  const units = unitsOf(context, data.task, unit);
  const models = units.map((part) => context.pool.run(part, data).then((result) => modelOf(result)));
  return mergeSteps(await Promise.all(models));
}

function unitsOf(context: NodeContext, task: TaskData, unit: FitUnit): readonly FitUnit[] {
  if (!isDirect(unit.model, task, context.library)) return [unit];
  return stepsOf(task).map((step) => ({ ...unit, steps: [step] }));
}

const failureAsError = ({ id, message, help }: Extract<UnitResult, { kind: "failed" }>): ComponentError =>
  new ComponentError(id, message, help);

function modelOf(result: UnitResult): FittedModel {
  if (result.kind === "failed") throw failureAsError(result);
  if (result.model === null) throw new TypeError("a unit of a fit gave no model");
  return result.model;
}

export type FoldPrediction =
  | { readonly kind: "done"; readonly prediction: Prediction; readonly rounds: readonly number[] | null }
  | { readonly kind: "failed"; readonly message: string };

/** Fits on a fold and predicts its score rows, for a trial of a search. */
export async function fitAndPredict(
  context: NodeContext,
  data: FoldData,
  key: string,
  trial: { readonly model: ModelSpec; readonly label: string; readonly seed: number; readonly patience: number | null },
): Promise<FoldPrediction> {
  const unit: FitUnit = { data: key, steps: null, rounds: null, keepModel: false, ...trial };
  const units = unitsOf(context, data.task, unit);
  const results = await Promise.all(units.map((part) => context.pool.run(part, data)));
  const predictions: Prediction[] = [];
  const rounds: (readonly number[] | null)[] = [];
  for (const result of results) {
    // That a machine has too little memory says nothing about a trial.
    if (result.kind === "failed" && result.id === WORKER_DIED) throw failureAsError(result);
    if (result.kind === "failed") return { kind: "failed", message: result.message };
    predictions.push(result.prediction!);
    rounds.push(result.rounds);
  }
  const known = rounds.filter((entry) => entry !== null);
  return {
    kind: "done",
    prediction: mergePredictions(predictions),
    rounds: known.length === rounds.length ? known.flat() : null,
  };
}

/** What the rows of `validate:` are for. */
export const STOPPING = "used to stop the training";

export function emptyPartition(context: NodeContext, partition: string, use = "learned from"): Stop {
  context.report(runDiagnostics["no-rows"](context.node.span, { partition, use }));
  return new Stop("failed");
}
