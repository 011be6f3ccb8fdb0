// The search operation: prepares every fold once, then lets the study loop propose trials and carries out their fits.
import { fingerprint } from "../../specs/hash.ts";
import type { Json } from "../../specs/json.ts";
import type { ComponentSpec, ModelSpec, PartitionRef, SearchOperation, TransformSpec } from "../../specs/plan.ts";
import type { SearchResult } from "../../specs/run-record.ts";
import type { PrunerImplementation, SamplerImplementation } from "../component.ts";
import { transformInput } from "../model/fit-model.ts";
import type { FittedTransform } from "../model/fitted.ts";
import { type JudgedRows, judgeRows, metricInput, scoreOnce, takeCells } from "../model/judged-rows.ts";
import type { Params } from "../model/library.ts";
import { type ModelRows, takeModelRows, trainableRows } from "../model/model-rows.ts";
import { pretrainedParts } from "../model/pretrained.ts";
import { fitTransform } from "../model/transform-chain.ts";
import { fittedRows, transformRows } from "../model/transform-rows.ts";
import { createRandom } from "../numeric/random.ts";
import { type FoldScore, runStudy } from "../search/study.ts";
import type { TaskData } from "../task/task-data.ts";
import type { FoldData } from "../workers/fit-unit.ts";
import { type NodeContext, partitionRows, printRef } from "./context.ts";
import { readsFeatures, reportEmptyColumns } from "./empty-columns.ts";
import { CHAIN_RANDOM, emptyPartition, fitAndPredict, STOPPING } from "./fit.ts";
import { type OpenedModelFiles, openModelFiles } from "./model-files.ts";
import { cannotStore, runDiagnostics } from "./run.diagnostics.ts";
import { fitIdentity, type KnownFit, openTrialPool, trialPoolKey } from "./trial-pool.ts";
import { requireUnseen } from "./unseen-rows.ts";

interface SearchFold {
  readonly task: TaskData;
  readonly judged: JudgedRows;
  readonly taskKey: string;
  /** Per model: rows after its prepared chain, the key under which workers know them, and their identity across runs. */
  readonly models: readonly { readonly key: string; readonly data: FoldData; readonly fit: string }[];
}

export async function runSearch(context: NodeContext<SearchOperation>): Promise<SearchResult> {
  const { op, node } = context;
  const folds = await prepareFolds(context);
  // A study reduces all folds it has; under `nested` these are the inner ones.
  const studyOp: SearchOperation = { ...op, folds: folds.map((_, i) => op.folds[i] ?? op.folds[0]!) };
  const metrics = [op.metric, ...op.then.map(({ metric }) => metric)].map((metric) => scoringMetric(context, metric));
  const pool = await openTrialPool(context.storeFolder, trialPoolKey(context.pipecVersion, folds[0]!.taskKey));
  let trials = 0;
  let fits = 0;
  let reused = 0;
  // A pruned trial counts with all its folds: it is finished too.
  const tell = (): void => {
    const done = Math.max(fits, trials * folds.length);
    context.onEvent({ kind: "progress", node: node.id, done, total: op.trials * folds.length, label: "fits" });
  };
  const result = await runStudy({
    node: node.id,
    op: studyOp,
    sampler: samplerOf(context),
    pruner: prunerOf(context),
    evaluate: async (candidate, f): Promise<FoldScore> => {
      const fold = folds[f]!;
      const { key, data, fit: rows } = fold.models[candidate.index]!;
      const fit = fingerprint([rows, op.seed, op.patience, plainModel(candidate.model)]);
      const known = knownScore(pool.find(fit), metrics);
      if (known !== null) reused++;
      fits++;
      tell();
      if (known !== null) return known;
      const trial = { model: candidate.model, label: "fold", seed: op.seed, patience: op.patience };
      const fitted = await fitAndPredict(context, data, key, trial);
      if (fitted.kind === "failed") return fitted;
      const input = metricInput(fold.task, fold.judged, takeCells(fitted.prediction, fold.judged));
      const scores = metrics.map((metric) => scoreOnce(metric.implementation, metric.params, input));
      if (scores.every(isPlain)) pool.add(knownFit(fit, metrics, scores, fitted.rounds));
      return { kind: "scored", score: scores[0]!, then: scores.slice(1), rounds: fitted.rounds };
    },
    onBatch: () => pool.flush().catch((error: unknown) => context.report(cannotStore(context, error))),
    onTrial: (trial, best) => {
      trials++;
      context.onEvent({ kind: "trial", node: node.id, trial, best });
      tell();
    },
    clock: context.clock,
    signal: context.signal,
  });
  if (reused > 0) {
    const text = `${reused} of ${fits} fits were known from earlier runs`;
    context.onEvent({ kind: "message", node: node.id, text });
  }
  reportFailures(context, result);
  return { ...result, bestModel: withPreparedChain(context, result) };
}

interface ScoringMetric {
  readonly id: string;
  readonly implementation: ReturnType<NodeContext["library"]["metric"]>["implementation"];
  readonly params: Params;
}

const scoringMetric = ({ library }: NodeContext, { component, params }: ComponentSpec): ScoringMetric => ({
  id: fingerprint([component, params]),
  implementation: library.metric(component).implementation,
  params: library.params("metric", component, params),
});

/** Null unless every metric is known. */
function knownScore(known: KnownFit | null, metrics: readonly ScoringMetric[]): FoldScore | null {
  const scores = metrics.map(({ id }) => known?.scores[id]);
  if (known === null || !scores.every((score) => score !== undefined)) return null;
  return { kind: "scored", score: scores[0]!, then: scores.slice(1), rounds: known.rounds };
}

const knownFit = (
  fit: string,
  metrics: readonly ScoringMetric[],
  scores: readonly number[],
  rounds: readonly number[] | null,
): KnownFit => ({ fit, scores: Object.fromEntries(metrics.map(({ id }, i) => [id, scores[i]!])), rounds });

/** JSON keeps these bit by bit. */
const isPlain = (score: number): boolean => Number.isFinite(score) && !Object.is(score, -0);

/** Models are plain JSON by contract; TypeScript cannot see that interfaces without index signatures are. */
const plainTransform = (transform: TransformSpec): Json => transform as unknown as Json;
const plainModel = (model: ModelSpec): Json => model as unknown as Json;

/** The plan took a closed chain out of the models, so that folds are prepared once; the winner has it back. */
function withPreparedChain(context: NodeContext<SearchOperation>, result: SearchResult): ModelSpec {
  const winner = result.trials.find((trial) => trial.number === result.best);
  const prepared = context.op.models.find((model) => model.name === winner?.model)?.prepared[0];
  const chain = prepared === undefined ? undefined : context.nodeOf(prepared).op;
  if (chain?.kind !== "transform") return result.bestModel;
  return { kind: "pipeline", transform: chain.transform, model: result.bestModel };
}

function reportFailures(context: NodeContext<SearchOperation>, result: SearchResult): void {
  const failed = result.trials.filter((trial) => trial.state === "failed");
  if (failed.length === 0) return;
  context.report(
    runDiagnostics["trial-failed"](context.node.span, {
      node: context.node.id,
      count: failed.length,
      total: result.trials.length,
      message: failed[0]!.error ?? "no message",
    }),
  );
}

function samplerOf(context: NodeContext<SearchOperation>): {
  readonly implementation: SamplerImplementation<Params>;
  readonly params: Params;
} {
  const { component, params } = context.op.sampler;
  const implementation = context.library.implementations.samplers[component];
  if (implementation === undefined) throw new TypeError(`no sampler ${component}`);
  return {
    // Parameters fit the declaration, which the implementation was written against.
    implementation: implementation as unknown as SamplerImplementation<Params>,
    params: context.library.params("sampler", component, params),
  };
}

function prunerOf(context: NodeContext<SearchOperation>): {
  readonly implementation: PrunerImplementation<Params>;
  readonly params: Params;
} | null {
  const { pruner } = context.op;
  if (pruner === null) return null;
  const implementation = context.library.implementations.pruners[pruner.component];
  if (implementation === undefined) throw new TypeError(`no pruner ${pruner.component}`);
  return {
    implementation: implementation as unknown as PrunerImplementation<Params>,
    params: context.library.params("pruner", pruner.component, pruner.params),
  };
}

/** A pair of partitions under `nested` stands for all inner folds of its outer fold. */
async function prepareFolds(context: NodeContext<SearchOperation>): Promise<readonly SearchFold[]> {
  const folds: SearchFold[] = [];
  const opened = await openModelFiles(
    context,
    context.op.models.map(({ model }) => model),
  );
  for (const [index, fold] of context.op.folds.entries()) {
    const inner = innerFolds(context, fold.fit);
    for (let k = 0; k < inner; k++) {
      folds.push(await prepareFold(context, fold, index, inner === 1 ? null : k, opened));
    }
  }
  return folds;
}

function innerFolds(context: NodeContext<SearchOperation>, ref: PartitionRef): number {
  const { op } = context.nodeOf(ref.split);
  return ref.part.startsWith("inner.") && op.kind === "split" ? (op.split.inner?.folds ?? 1) : 1;
}

async function prepareFold(
  context: NodeContext<SearchOperation>,
  fold: SearchOperation["folds"][number],
  index: number,
  inner: number | null,
  { files, hash }: OpenedModelFiles,
): Promise<SearchFold> {
  const fit = await partitionRows(context, fold.fit, inner ?? 0);
  const score = await partitionRows(context, fold.score, inner ?? 0);
  const validate = fold.validate === null ? null : await partitionRows(context, fold.validate, inner ?? 0);
  const trained = trainableRows(fit.task, fit.rows);
  if (trained.length === 0) throw emptyPartition(context, printRef(fold.fit));
  // What is prepared apart has said so there.
  if (context.op.models.some(({ model, prepared }) => prepared.length === 0 && readsFeatures(model, context.library)))
    reportEmptyColumns(context, fit.task, trained, fold.fit);
  const judged = judgeRows(score.task, score.rows, 1);
  if (judged.origins.length === 0) throw emptyPartition(context, printRef(fold.score), "judged");
  const stops = validate === null ? null : trainableRows(validate.task, validate.rows);
  if (stops?.length === 0) throw emptyPartition(context, printRef(fold.validate!), STOPPING);
  for (const { model } of context.op.models)
    requireUnseen(context, pretrainedParts(model, context.declarations), score.task, judged.origins);
  const raw = {
    fit: takeModelRows(fit.task, trained),
    score: takeModelRows(score.task, judged.origins),
    validate: validate === null || stops === null ? null : takeModelRows(validate.task, stops),
  };
  const models = [];
  const taskKeys = [fold.fit, fold.score, ...(fold.validate === null ? [] : [fold.validate])].map(({ split }) =>
    context.keyOf(context.nodeOf(split).inputs[0]!),
  );
  const shared = new Map<string, SearchFold["models"][number]>();
  for (const model of context.op.models) {
    const prepared = model.prepared[index] ?? "";
    let entry = shared.get(prepared);
    if (entry === undefined) {
      const key = `${context.key}/${index}/${inner ?? 0}/${prepared}`;
      const data = { ...(await foldData(context, fit.task, raw, prepared, inner)), files };
      const chain = prepared === "" ? null : context.nodeOf(prepared).op;
      const identity = fitIdentity({
        rows: [trained, judged.origins, validate === null ? null : validate.rows],
        meaning: [taskKeys, chain?.kind === "transform" ? plainTransform(chain.transform) : null, hash],
      });
      entry = { key, data, fit: identity };
      shared.set(prepared, entry);
    }
    models.push(entry);
  }
  return { task: score.task, judged, models, taskKey: taskKeys[0]! };
}

async function foldData(
  context: NodeContext<SearchOperation>,
  task: TaskData,
  raw: { readonly fit: ModelRows; readonly score: ModelRows; readonly validate: ModelRows | null },
  prepared: string,
  inner: number | null,
): Promise<FoldData> {
  if (prepared === "") return { task, ...raw };
  const { fitted, rows } = await chainOf(context, task, raw.fit, prepared, inner);
  return {
    task,
    fit: rows,
    score: transformRows(fitted, raw.score, context.library),
    validate: raw.validate === null ? null : transformRows(fitted, raw.validate, context.library),
  };
}

/** The plan prepares the first inner fold; the chain is fitted here on the training rows of the others. */
async function chainOf(
  context: NodeContext<SearchOperation>,
  task: TaskData,
  fit: ModelRows,
  prepared: string,
  inner: number | null,
): Promise<{ readonly fitted: FittedTransform; readonly rows: ModelRows }> {
  const { op } = context.nodeOf(prepared);
  if (inner === null || inner === 0 || op.kind !== "transform") {
    const value = await context.value(prepared, "transform");
    if (value.rows === null) throw new TypeError(`${prepared} was not fitted on a partition`);
    return { fitted: value.fitted, rows: value.rows };
  }
  const made = fitTransform(
    op.transform,
    transformInput(task, fit, [], context.library),
    context.library,
    createRandom(context.plan.seed, CHAIN_RANDOM),
  );
  return { fitted: made.fitted, rows: fittedRows(fit, made) };
}
