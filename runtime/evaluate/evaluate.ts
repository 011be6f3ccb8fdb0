// Judges predictions: scores per fold and over folds, bootstrap intervals, paired comparisons with the baselines, slices,
// error by step, and samples for plots. Subject and baseline are always resampled together, so that the interval of
// their difference says whether the one is better than the other on such rows.
import type { DrawnTree, Explanation } from "../../specs/explanation.ts";
import type { EvaluateOperation } from "../../specs/plan.ts";
import type { Comparison, EvaluationResult, Score, SubjectResult } from "../../specs/run-record.ts";
import type { Prediction } from "../component.ts";
import type { ModelSummary } from "../model/fitted.ts";
import type { Library } from "../model/library.ts";
import { type JudgedFold, type JudgedSubject, orNull, prepareSubject } from "./judge-folds.ts";
import { samplePlots } from "./plots.ts";
import { isEnough, percentileInterval, planResamples } from "./resample.ts";
import { resampledScores } from "./resampled-scores.ts";
import { scoreSlices, scoreSteps } from "./slices.ts";

export interface EvaluatedSubject extends ModelSummary {
  readonly name: string;
  /** Judged cells per fold. */
  readonly cells: readonly Prediction[];
  readonly explanation?: Explanation | null;
  readonly tree?: DrawnTree | null;
}

export interface EvaluationInput {
  readonly node: string;
  readonly op: EvaluateOperation;
  readonly folds: readonly JudgedFold[];
  readonly subjects: readonly EvaluatedSubject[];
  readonly baselines: readonly EvaluatedSubject[];
  readonly looks: number | null;
  readonly library: Library;
  /** Called between resamples: lets the caller show progress, or throw to stop. */
  readonly onResample: (done: number, total: number) => Promise<void>;
}

export async function evaluate(input: EvaluationInput): Promise<EvaluationResult> {
  const { op, folds, library } = input;
  const all = [...input.subjects, ...input.baselines];
  const prepared = all.map((subject) => prepareSubject(subject.name, subject.cells, folds, op, library));
  const plans = folds.map(({ task, judged }) => planResamples(task, judged.origins, op.bootstrap.block));
  // Folds of per-fold values on one partition share its rows, which count once.
  const distinct = folds.filter((fold, i) => folds.findIndex(({ partition }) => partition === fold.partition) === i);
  const enough = isEnough(distinct.map((fold) => plans[folds.indexOf(fold)]!));
  const resamples = await resampledScores(op, folds, prepared, enough ? plans : [], input.onResample);
  const results = all.map((subject, s): SubjectResult => {
    const own = prepared[s]!;
    return {
      name: subject.name,
      scores: op.metrics.map(({ name }, m) => scoreOf(own, m, name, resamples[s]![m]!, op)),
      bySteps: scoreSteps(own, folds, op),
      slices: scoreSlices(own, folds, op),
      plots: samplePlots(own, folds),
      importance: subject.importance,
      ...(subject.importanceMeasure === undefined ? {} : { importanceMeasure: subject.importanceMeasure }),
      ...(subject.tree === undefined || subject.tree === null ? {} : { tree: subject.tree }),
      ...(subject.explanation === undefined ? {} : { explanation: subject.explanation }),
      summary: subject.summary,
    };
  });
  const count = input.subjects.length;
  const comparisons = input.subjects.flatMap((_, s) =>
    input.baselines.flatMap((__, b) =>
      op.metrics.map(({ name, direction }, m) =>
        compare(results[s]!, results[count + b]!, name, direction, m, resamples[s]![m]!, resamples[count + b]![m]!, op),
      ),
    ),
  );
  const { spec } = folds[0]!.task;
  const plan = plans[0]!;
  return {
    kind: "evaluation",
    node: input.node,
    task: spec.kind,
    target: spec.target,
    sealed: op.sealed,
    origins: distinct.reduce((sum, fold) => sum + fold.judged.origins.length, 0),
    rows: distinct.reduce((sum, fold) => sum + fold.judged.actual.length, 0),
    folds: folds.length,
    metrics: op.metrics.map(({ name, direction }) => ({ name, direction })),
    subjects: results.slice(0, count),
    baselines: results.slice(count),
    comparisons,
    bootstrap: { resamples: op.bootstrap.resamples, level: op.bootstrap.level, unit: plan.unit, block: plan.block },
    looks: input.looks,
  };
}

function scoreOf(
  subject: JudgedSubject,
  metric: number,
  name: string,
  resampled: readonly number[],
  op: EvaluateOperation,
): Score {
  const folds = subject.metrics[metric]!.map((score) => score(null));
  const mean = folds.reduce((sum, score) => sum + score, 0) / folds.length;
  const squares = folds.reduce((sum, score) => sum + (score - mean) ** 2, 0);
  return {
    metric: name,
    value: orNull(mean),
    sd: folds.length < 2 ? null : orNull(Math.sqrt(squares / (folds.length - 1))),
    folds: folds.map(orNull),
    interval: percentileInterval(resampled, op.bootstrap.level),
  };
}

function compare(
  subject: SubjectResult,
  baseline: SubjectResult,
  metric: string,
  direction: "minimize" | "maximize" | "none",
  index: number,
  subjectResamples: readonly number[],
  baselineResamples: readonly number[],
  op: EvaluateOperation,
): Comparison {
  const own = subject.scores[index]!.value;
  const other = baseline.scores[index]!.value;
  const interval = percentileInterval(
    subjectResamples.map((score, r) => score - baselineResamples[r]!),
    op.bootstrap.level,
  );
  const isError = direction === "minimize" && own !== null && other !== null && other > 0;
  return {
    subject: subject.name,
    baseline: baseline.name,
    metric,
    difference: own === null || other === null ? null : own - other,
    interval,
    skill: isError ? 1 - own / other : null,
    better:
      interval !== null &&
      ((direction === "minimize" && interval.high < 0) || (direction === "maximize" && interval.low > 0)),
  };
}
