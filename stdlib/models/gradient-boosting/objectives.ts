// Losses with their first and second derivatives by score, starting scores and links. Formulas and starting scores are
// LightGBM's. Scores lie output by output (outputs x rows).

import { weightedQuantile } from "../../../runtime/numeric/statistics.ts";
import { summarize } from "../../../runtime/numeric/summary.ts";

export interface Objective {
  readonly outputs: number;
  /** Leaves take this quantile of their residuals instead of the Newton step; null for smooth losses. */
  readonly leafQuantile: number | null;
  /** A kernel that computes the derivatives. */
  readonly kernel?: "logistic";
  readonly start: (label: Float64Array, weight: Float64Array | null) => Float64Array;
  /** Fills `gradient` and `hessian`, laid out like the scores. */
  readonly derivatives: (
    scores: Float64Array,
    label: Float64Array,
    gradient: Float64Array,
    hessian: Float64Array,
  ) => void;
  /** Loss of one row, for early stopping. */
  readonly loss: (scores: Float64Array, rows: number, row: number, label: number) => number;
}

export interface ObjectiveOptions {
  readonly quantile: number;
  readonly huberDelta: number;
}

export type ObjectiveName = "squared" | "absolute" | "huber" | "quantile" | "poisson" | "logistic" | "softmax";

const weightedMean = (label: Float64Array, weight: Float64Array | null): number => {
  if (weight === null) return summarize((visit) => visit(label)).mean;
  let sum = 0;
  let total = 0;
  for (let i = 0; i < label.length; i++) {
    sum += weight[i]! * label[i]!;
    total += weight[i]!;
  }
  return sum / total;
};

export function createObjective(name: ObjectiveName, classes: number, options: ObjectiveOptions): Objective {
  switch (name) {
    case "squared":
      return squared;
    case "absolute":
      return quantileLoss(0.5, 2);
    case "quantile":
      return quantileLoss(options.quantile, 1);
    case "huber":
      return huber(options.huberDelta);
    case "poisson":
      return poisson;
    case "logistic":
      return logistic;
    case "softmax":
      return softmax(classes);
  }
}

const squared: Objective = {
  outputs: 1,
  leafQuantile: null,
  start: (label, weight) => Float64Array.of(weightedMean(label, weight)),
  derivatives: (scores, label, gradient, hessian) => {
    for (let i = 0; i < label.length; i++) gradient[i] = scores[i]! - label[i]!;
    hessian.fill(1);
  },
  loss: (scores, _rows, row, label) => (scores[row]! - label) ** 2,
};

/** `scale` 2 at the median gives the absolute error. */
const quantileLoss = (level: number, scale: number): Objective => ({
  outputs: 1,
  leafQuantile: level,
  start: (label, weight) => Float64Array.of(weightedQuantile(label, weight, level)),
  derivatives: (scores, label, gradient, hessian) => {
    for (let i = 0; i < label.length; i++) gradient[i] = scale * (scores[i]! >= label[i]! ? 1 - level : -level);
    hessian.fill(1);
  },
  loss: (scores, _rows, row, label) => {
    const error = label - scores[row]!;
    return scale * (error >= 0 ? level * error : (level - 1) * error);
  },
});

const huber = (delta: number): Objective => ({
  ...squared,
  derivatives: (scores, label, gradient, hessian) => {
    for (let i = 0; i < label.length; i++) gradient[i] = Math.max(-delta, Math.min(delta, scores[i]! - label[i]!));
    hessian.fill(1);
  },
  loss: (scores, _rows, row, label) => {
    const error = Math.abs(scores[row]! - label);
    return error <= delta ? (error * error) / 2 : delta * (error - delta / 2);
  },
});

/** Widens the hessian so that steps in the log scale stay safe (LightGBM's poisson_max_delta_step). */
const POISSON_STEP = 0.7;

const poisson: Objective = {
  outputs: 1,
  leafQuantile: null,
  start: (label, weight) => Float64Array.of(Math.log(Math.max(1e-15, weightedMean(label, weight)))),
  derivatives: (scores, label, gradient, hessian) => {
    for (let i = 0; i < label.length; i++) {
      const rate = Math.exp(scores[i]!);
      gradient[i] = rate - label[i]!;
      hessian[i] = rate * Math.exp(POISSON_STEP);
    }
  },
  loss: (scores, _rows, row, label) => Math.exp(scores[row]!) - label * scores[row]!,
};

const logistic: Objective = {
  outputs: 1,
  kernel: "logistic",
  leafQuantile: null,
  start: (label, weight) => {
    const share = Math.min(1 - 1e-15, Math.max(1e-15, weightedMean(label, weight)));
    return Float64Array.of(Math.log(share / (1 - share)));
  },
  derivatives: (scores, label, gradient, hessian) => {
    for (let i = 0; i < label.length; i++) {
      const probability = 1 / (1 + Math.exp(-scores[i]!));
      gradient[i] = probability - label[i]!;
      hessian[i] = probability * (1 - probability);
    }
  },
  loss: (scores, _rows, row, label) => {
    const score = scores[row]!;
    return Math.log1p(Math.exp(-Math.abs(score))) + Math.max(score, 0) - label * score;
  },
};

const softmax = (classes: number): Objective => ({
  outputs: classes,
  leafQuantile: null,
  start: (label, weight) => {
    const totals = new Float64Array(classes);
    for (let i = 0; i < label.length; i++) totals[label[i]!] = totals[label[i]!]! + (weight === null ? 1 : weight[i]!);
    const total = totals.reduce((sum, value) => sum + value, 0);
    return totals.map((value) => Math.log(Math.max(1e-15, value / total)));
  },
  derivatives: (scores, label, gradient, hessian) => {
    const rows = label.length;
    const factor = classes / (classes - 1);
    for (let i = 0; i < rows; i++) {
      const total = logSumExp(scores, rows, i, classes);
      for (let k = 0; k < classes; k++) {
        const probability = Math.exp(scores[k * rows + i]! - total);
        gradient[k * rows + i] = probability - (label[i] === k ? 1 : 0);
        hessian[k * rows + i] = factor * probability * (1 - probability);
      }
    }
  },
  loss: (scores, rows, row, label) => logSumExp(scores, rows, row, classes) - scores[label * rows + row]!,
});

function logSumExp(scores: Float64Array, rows: number, row: number, classes: number): number {
  let top = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < classes; k++) top = Math.max(top, scores[k * rows + row]!);
  let sum = 0;
  for (let k = 0; k < classes; k++) sum += Math.exp(scores[k * rows + row]! - top);
  return top + Math.log(sum);
}

/** Predictions from scores: values, or class probabilities row by row (rows x classes). */
export function linkScores(name: ObjectiveName, scores: Float64Array, rows: number, classes: number): Float64Array {
  switch (name) {
    case "squared":
    case "absolute":
    case "huber":
    case "quantile":
      return scores;
    case "poisson":
      return scores.map(Math.exp);
    case "logistic": {
      const probabilities = new Float64Array(2 * rows);
      for (let i = 0; i < rows; i++) {
        const positive = 1 / (1 + Math.exp(-scores[i]!));
        probabilities[2 * i] = 1 - positive;
        probabilities[2 * i + 1] = positive;
      }
      return probabilities;
    }
    case "softmax": {
      const probabilities = new Float64Array(classes * rows);
      for (let i = 0; i < rows; i++) {
        const total = logSumExp(scores, rows, i, classes);
        for (let k = 0; k < classes; k++) probabilities[i * classes + k] = Math.exp(scores[k * rows + i]! - total);
      }
      return probabilities;
    }
  }
}
