// Median stopping rule (Golovin and others, 2017, section 3.2.2) in the form of Optuna's MedianPruner. What is compared is
// the mean over the folds so far, because folds differ in difficulty: a fold by itself says little about the whole.
import type { PrunerImplementation } from "../../../runtime/component.ts";

export interface MedianParams {
  /** Trials that must be complete before any is pruned. */
  readonly warmup: number;
  /** Folds of a trial after which it may first be pruned. */
  readonly warmup_folds: number;
}

export const medianImplementation: PrunerImplementation<MedianParams> = {
  prune: (scores, history, params, direction) => {
    const step = scores.length - 1;
    if (step < 0 || step < params.warmup_folds) return false;
    const complete = history.filter((trial) => trial.state === "complete");
    if (complete.length < params.warmup) return false;
    const own = meanOf(scores);
    if (Number.isNaN(own)) return true;
    const others = complete
      .filter((trial) => trial.scores.length > step)
      .map((trial) => meanOf(trial.scores.slice(0, step + 1)))
      .filter((score) => !Number.isNaN(score));
    if (others.length === 0) return false;
    const median = medianOf(others);
    return direction === "minimize" ? own > median : own < median;
  },
};

const meanOf = (scores: readonly number[]): number => scores.reduce((sum, score) => sum + score, 0) / scores.length;

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
