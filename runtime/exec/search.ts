// The search operation: prepares every fold once, then lets the study loop propose trials and carries out their fits.
import { join } from "node:path";
import type { ModelSpec, PartitionRef, SearchOperation } from "../../specs/plan.ts";
import type { SearchResult } from "../../specs/run-record.ts";
import { openJournal } from "../cache/journal.ts";
import type { PrunerImplementation, SamplerImplementation } from "../component.ts";
import { transformInput } from "../model/fit-model.ts";
import type { FittedTransform } from "../model/fitted.ts";
import { type JudgedRows, judgeRows, metricInput, scoreOnce, takeCells } from "../model/judged-rows.ts";
import type { Params } from "../model/library.ts";
import { type ModelRows, takeModelRows, trainableRows } from "../model/model-rows.ts";
import { fitTransform } from "../model/transform-chain.ts";
import { fittedRows, transformRows } from "../model/transform-rows.ts";
import { createRandom } from "../numeric/random.ts";
import { BATCH_SIZE, type FoldScore, type JournalTrial, runStudy } from "../search/study.ts";
import type { TaskData } from "../task/task-data.ts";
import type { FoldData } from "../workers/fit-unit.ts";
import { type NodeContext, partitionRows, printRef } from "./context.ts";
import { emptyPartition, fitAndPredict } from "./fit.ts";
import { cannotStore, runDiagnostics } from "./run.diagnostics.ts";

interface SearchFold {
  readonly task: TaskData;
  readonly judged: JudgedRows;
  /** Per model: rows after its prepared chain, and the key under which workers know them. */
  readonly models: readonly { readonly key: string; readonly data: FoldData }[];
}

export async function runSearch(context: NodeContext<SearchOperation>): Promise<SearchResult> {
  const { op, node, library } = context;
  const folds = await prepareFolds(context);
  // A study reduces all folds it has; under `nested` these are the inner ones.
  const studyOp: SearchOperation = { ...op, folds: folds.map((_, i) => op.folds[i] ?? op.folds[0]!) };
  const journal = await openJournal(join(context.storeFolder, "journal", `${context.key}.jsonl`));
  const metric = library.metric(op.metric.component);
  const metricParams = library.params("metric", op.metric.component, op.metric.params);
  const ties = op.then.map((entry) => ({
    implementation: library.metric(entry.metric.component).implementation,
    params: library.params("metric", entry.metric.component, entry.metric.params),
  }));
  const earlier = journal.entries.filter(isBatch).map((entry) => entry.batch);
  if (earlier.length > 0) {
    const text = `continues after ${earlier.flat().length} trials of an earlier run`;
    context.onEvent({ kind: "message", node: node.id, text });
  }
  let trials = 0;
  let fits = 0;
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
      const { key, data } = fold.models[candidate.index]!;
      const trial = { model: candidate.model, label: `fold ${f}`, seed: op.seed, patience: op.patience };
      const fitted = await fitAndPredict(context, data, key, trial);
      fits++;
      tell();
      if (fitted.kind === "failed") return fitted;
      const input = metricInput(fold.task, fold.judged, takeCells(fitted.prediction, fold.judged));
      return {
        kind: "scored",
        score: scoreOnce(metric.implementation, metricParams, input),
        then: ties.map((tie) => scoreOnce(tie.implementation, tie.params, input)),
        rounds: fitted.rounds,
      };
    },
    earlier,
    onBatch: (batch) =>
      journal.append([{ batch }]).catch((error: unknown) => context.report(cannotStore(context, error))),
    onTrial: (trial, best) => {
      trials++;
      context.onEvent({ kind: "trial", node: node.id, trial, best });
      tell();
    },
    clock: context.clock,
    signal: context.signal,
  });
  reportFailures(context, result);
  return { ...result, bestModel: withPreparedChain(context, result) };
}

/** The plan took a closed chain out of the models, so that folds are prepared once; the winner has it back. */
function withPreparedChain(context: NodeContext<SearchOperation>, result: SearchResult): ModelSpec {
  const winner = result.trials.find((trial) => trial.number === result.best);
  const prepared = context.op.models.find((model) => model.name === winner?.model)?.prepared[0];
  const chain = prepared === undefined ? undefined : context.nodeOf(prepared).op;
  if (chain?.kind !== "transform") return result.bestModel;
  return { kind: "pipeline", transform: chain.transform, model: result.bestModel };
}

/** The journal of a search is only a means to continue it; the finished result stands in the cache. */
export async function removeJournal(storeFolder: string, key: string): Promise<void> {
  await (await openJournal(join(storeFolder, "journal", `${key}.jsonl`))).remove();
}

const isBatch = (entry: unknown): entry is { readonly batch: readonly JournalTrial[] } =>
  typeof entry === "object" &&
  entry !== null &&
  "batch" in entry &&
  Array.isArray(entry.batch) &&
  entry.batch.length <= BATCH_SIZE;

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
  for (const [index, fold] of context.op.folds.entries()) {
    const inner = innerFolds(context, fold.fit);
    for (let k = 0; k < inner; k++) {
      folds.push(await prepareFold(context, fold, index, inner === 1 ? null : k));
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
): Promise<SearchFold> {
  const fit = await partitionRows(context, fold.fit, inner ?? 0);
  const score = await partitionRows(context, fold.score, inner ?? 0);
  const validate = fold.validate === null ? null : await partitionRows(context, fold.validate, inner ?? 0);
  const trained = trainableRows(fit.task, fit.rows);
  if (trained.length === 0) throw emptyPartition(context, printRef(fold.fit));
  const judged = judgeRows(score.task, score.rows, 1);
  if (judged.origins.length === 0) throw emptyPartition(context, printRef(fold.score), "judged");
  const raw = {
    fit: takeModelRows(fit.task, trained),
    score: takeModelRows(score.task, judged.origins),
    validate: validate === null ? null : takeModelRows(validate.task, trainableRows(validate.task, validate.rows)),
  };
  const models = [];
  const shared = new Map<string, { readonly key: string; readonly data: FoldData }>();
  for (const model of context.op.models) {
    const prepared = model.prepared[index] ?? "";
    let entry = shared.get(prepared);
    if (entry === undefined) {
      const key = `${context.key}/${index}/${inner ?? 0}/${prepared}`;
      const data = await foldData(context, fit.task, raw, prepared, inner);
      entry = { key, data };
      shared.set(prepared, entry);
    }
    models.push(entry);
  }
  return { task: score.task, judged, models };
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
    createRandom(context.plan.seed, `transform inner ${inner}`),
  );
  return { fitted: made.fitted, rows: fittedRows(fit, made) };
}
