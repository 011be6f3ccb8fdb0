// The study loop of a search (after Optuna's study/trial split). Trials come in batches of a fixed size that does not
// depend on the number of workers; a batch sees finished trials of earlier batches only, its folds run in lockstep, and
// pruning compares with earlier batches only. So the same seed gives the same trials for any `--jobs`, and a search that is
// run again asks for the same fits in the same order.
import { canonicalJson } from "../../specs/json.ts";
import type { SearchOperation } from "../../specs/plan.ts";
import type { SearchResult, Trial } from "../../specs/run-record.ts";
import type { Assignment } from "../../specs/search.ts";
import {
  ComponentError,
  type PrunerImplementation,
  type SamplerImplementation,
  type TrialRecord,
} from "../component.ts";
import type { Params } from "../model/library.ts";
import { createRandom } from "../numeric/random.ts";
import { type Candidate, candidateOf, joinSpaces } from "./candidates.ts";

export const BATCH_SIZE = 4;

/** What one trial gave on one fold; NaN where a metric is undefined. */
export type FoldScore =
  | {
      readonly kind: "scored";
      readonly score: number;
      readonly then: readonly number[];
      readonly rounds: readonly number[] | null;
    }
  | { readonly kind: "failed"; readonly message: string };

export interface StudyOptions {
  readonly node: string;
  readonly op: SearchOperation;
  readonly sampler: { readonly implementation: SamplerImplementation<Params>; readonly params: Params };
  readonly pruner: { readonly implementation: PrunerImplementation<Params>; readonly params: Params } | null;
  /** Fits and scores on one fold. Called for all trials of a batch at once; rejects only when the run is cancelled. */
  readonly evaluate: (candidate: Candidate, fold: number) => Promise<FoldScore>;
  /** After every batch. */
  readonly onBatch: () => Promise<void>;
  readonly onTrial: (trial: Trial, best: number | null) => void;
  readonly clock: () => Date;
  readonly signal: AbortSignal;
}

/** `point` is the assignment in the joint space; `trial` holds the model's own. */
interface DoneTrial {
  readonly point: Assignment;
  readonly trial: Trial;
}

export async function runStudy(options: StudyOptions): Promise<SearchResult> {
  const { op } = options;
  const space = joinSpaces(op.models);
  const done: DoneTrial[] = [];
  const started = options.clock().getTime();
  let stopped: SearchResult["stopped"] = "trials";
  while (done.length < op.trials) {
    options.signal.throwIfAborted();
    const elapsed = (options.clock().getTime() - started) / 1000;
    if (op.timeLimitSeconds !== null && done.length > 0 && elapsed >= op.timeLimitSeconds) {
      stopped = "time-limit";
      break;
    }
    const size = Math.min(BATCH_SIZE, op.trials - done.length);
    const points = proposeBatch(options, space, done, size);
    if (points.length > 0) {
      const batch = await runBatch(options, points, done);
      await options.onBatch();
      for (const entry of batch) {
        done.push(entry);
        options.onTrial(entry.trial, bestOf(done, op)?.trial.value ?? null);
      }
    }
    if (points.length < size) {
      stopped = "exhausted";
      break;
    }
  }
  return conclude(options, done, stopped);
}

function proposeBatch(
  { op, sampler }: StudyOptions,
  space: ReturnType<typeof joinSpaces>,
  done: readonly DoneTrial[],
  size: number,
): readonly Assignment[] {
  const history = done.map(recordOf);
  const pending: Assignment[] = [];
  for (let i = 0; i < size; i++) {
    const trial = done.length + i;
    const random = createRandom(op.seed, `trial ${trial}`);
    const point = sampler.implementation.suggest(space, history, pending, sampler.params, {
      random,
      direction: op.direction,
      trial,
    });
    if (point === null) break;
    pending.push(point);
  }
  return pending;
}

interface RunningTrial {
  readonly number: number;
  readonly point: Assignment;
  readonly candidate: Candidate;
  readonly scores: number[];
  readonly then: (readonly number[])[];
  readonly rounds: (readonly number[] | null)[];
  state: "running" | "pruned" | "failed";
  error: string | null;
}

async function runBatch(
  options: StudyOptions,
  points: readonly Assignment[],
  done: readonly DoneTrial[],
): Promise<readonly DoneTrial[]> {
  const { op, pruner } = options;
  const history = done.map(recordOf);
  const known = new Map(done.map((entry) => [canonicalJson(entry.point), entry.trial]));
  const repeated = points.map((point) => known.get(canonicalJson(point)));
  const running = points.map((point, i): RunningTrial => {
    const number = done.length + i;
    return {
      number,
      point,
      candidate: candidateOf(op.models, point),
      scores: [],
      then: [],
      rounds: [],
      state: "running",
      error: null,
    };
  });
  for (let fold = 0; fold < op.folds.length; fold++) {
    const active = running.filter((trial, i) => trial.state === "running" && repeated[i] === undefined);
    const scores = await Promise.all(active.map((trial) => options.evaluate(trial.candidate, fold)));
    active.forEach((trial, i) => {
      takeScore(trial, scores[i]!);
      const isLast = fold === op.folds.length - 1;
      if (trial.state !== "running" || isLast || pruner === null) return;
      if (pruner.implementation.prune(trial.scores, history, pruner.params, op.direction)) trial.state = "pruned";
    });
  }
  return running.map((trial, i) => {
    // The same point gives the same scores; it is not computed twice.
    const twin = repeated[i];
    return { point: trial.point, trial: twin === undefined ? finish(trial) : { ...twin, number: trial.number } };
  });
}

function takeScore(trial: RunningTrial, result: FoldScore): void {
  if (result.kind === "failed") {
    trial.state = "failed";
    trial.error = result.message;
    return;
  }
  trial.scores.push(result.score);
  trial.then.push(result.then);
  trial.rounds.push(result.rounds);
}

function finish(trial: RunningTrial): Trial {
  const complete = trial.state === "running";
  const value = complete ? meanOf(trial.scores) : Number.NaN;
  const undefinedScore = complete && Number.isNaN(value);
  return {
    number: trial.number,
    model: trial.candidate.name,
    assignment: trial.candidate.assignment,
    scores: trial.scores.map(orNull),
    value: orNull(value),
    state: undefinedScore ? "failed" : complete ? "complete" : (trial.state as "pruned" | "failed"),
    error: undefinedScore ? "the metric is undefined on at least one fold" : trial.error,
    rounds: medianRounds(trial.rounds),
    then: (trial.then[0] ?? []).map((_, m) => orNull(meanOf(trial.then.map((fold) => fold[m]!)))),
  };
}

/** Median over folds of the kept rounds, step by step; null as soon as one fold has none. */
function medianRounds(folds: readonly (readonly number[] | null)[]): readonly number[] | null {
  const first = folds[0];
  if (first === undefined || first === null) return null;
  return first.map((_, step) => {
    const sorted = folds.map((fold) => fold?.[step] ?? 0).sort((a, b) => a - b);
    const middle = sorted.length >> 1;
    const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
    return Math.max(1, Math.round(median));
  });
}

const recordOf = ({ point, trial }: DoneTrial): TrialRecord => ({
  number: trial.number,
  assignment: point,
  scores: trial.scores.map((score) => score ?? Number.NaN),
  value: trial.state === "complete" ? trial.value : null,
  state: trial.state,
});

/** Best value, then the tie breaks in order, then the earlier trial. */
function bestOf(done: readonly DoneTrial[], op: SearchOperation): DoneTrial | null {
  const directions = [op.direction, ...op.then.map(({ direction }) => direction)];
  const keys = ({ trial }: DoneTrial): readonly number[] =>
    [trial.value, ...trial.then].map((value, i) => {
      if (value === null) return Number.POSITIVE_INFINITY;
      return directions[i] === "maximize" ? -value : value;
    });
  let best: DoneTrial | null = null;
  for (const entry of done) {
    if (entry.trial.state !== "complete" || entry.trial.value === null) continue;
    if (best === null || isLess(keys(entry), keys(best))) best = entry;
  }
  return best;
}

function isLess(a: readonly number[], b: readonly number[]): boolean {
  for (let i = 0; i < a.length; i++) {
    if (a[i]! < b[i]!) return true;
    if (a[i]! > b[i]!) return false;
  }
  return false;
}

function conclude(
  { node, op }: StudyOptions,
  done: readonly DoneTrial[],
  stopped: SearchResult["stopped"],
): SearchResult {
  const best = bestOf(done, op);
  if (best === null) {
    const reason = done.find((entry) => entry.trial.error !== null)?.trial.error ?? "no trial was complete";
    throw new ComponentError(
      "run/all-trials-failed",
      `none of the ${done.length} trials gave a score; the first failed with: ${reason}`,
      "fit one model without the search to see the error by itself",
    );
  }
  const { model } = candidateOf(op.models, best.point);
  return {
    kind: "search",
    node,
    metric: op.metric.component,
    direction: op.direction,
    folds: op.folds.length,
    trials: done.map((entry) => entry.trial),
    best: best.trial.number,
    bestModel: model,
    bestRounds: best.trial.rounds,
    stopped,
  };
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
