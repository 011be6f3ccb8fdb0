// Scores of predictions over folds: the mean of what every fold gives, with row weights for resamples, slices and steps.
import type { EvaluateOperation } from "../../specs/plan.ts";
import type { Prediction, Scorer } from "../component.ts";
import { type JudgedRows, metricInput } from "../model/judged-rows.ts";
import type { Library } from "../model/library.ts";
import type { TaskData } from "../task/task-data.ts";

/** One fold of one partition: what is judged there. */
export interface JudgedFold {
  readonly task: TaskData;
  readonly judged: JudgedRows;
  /** Index of the partition; folds of per-fold values on one partition share its rows and resamples. */
  readonly partition: number;
}

/** A prediction of a subject or baseline on every fold, ready to be scored. */
export interface JudgedSubject {
  readonly name: string;
  readonly cells: readonly Prediction[];
  /** Per metric and fold: the score for given weights of the judged values. */
  readonly metrics: readonly (readonly Scorer[])[];
}

export function prepareSubject(
  name: string,
  cells: readonly Prediction[],
  folds: readonly JudgedFold[],
  op: EvaluateOperation,
  library: Library,
): JudgedSubject {
  const metrics = op.metrics.map(({ metric }) => {
    const { implementation } = library.metric(metric.component);
    const params = library.params("metric", metric.component, metric.params);
    return folds.map(({ task, judged }, fold) =>
      implementation.prepare(metricInput(task, judged, cells[fold]!), params),
    );
  });
  return { name, cells, metrics };
}

/** Mean over folds that have weight; NaN when a fold's score is undefined or no fold has weight. */
export function meanScore(subject: JudgedSubject, metric: number, weights: readonly (Float64Array | null)[]): number {
  const scores = subject.metrics[metric]!.flatMap((score, fold) => {
    const own = weights[fold]!;
    return own?.every((weight) => weight === 0) ? [] : [score(own)];
  });
  return scores.length === 0 ? Number.NaN : scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

export const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
