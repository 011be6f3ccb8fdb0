// Losses, starting scores and links. Starting scores are LightGBM's. Scores lie output by output (outputs x rows).

import {
  LOSS_HUBER,
  LOSS_LOGISTIC,
  LOSS_POISSON,
  LOSS_QUANTILE,
  LOSS_SOFTMAX,
  LOSS_SQUARED,
} from "../../../runtime/kernels/memory-map.ts";
import { weightedQuantile } from "../../../runtime/numeric/statistics.ts";
import { summarize } from "../../../runtime/numeric/summary.ts";

export interface Objective {
  readonly outputs: number;
  /** Leaves take this quantile of their residuals instead of the Newton step; null for smooth losses. */
  readonly leafQuantile: number | null;
  /** How the kernels derive it, whose formulas take some numbers (runtime/kernels/derivatives.as.ts). */
  readonly derived: Derived;
  readonly start: (label: Float64Array, weight: Float64Array | null) => Float64Array;
  /** Loss of one row, for early stopping; null where the kernels sum it (runtime/kernels/losses.as.ts). */
  readonly loss: ((score: number, label: number) => number) | null;
}

export interface Derived {
  readonly loss: number;
  readonly numbers: readonly number[];
  /** Nanoseconds per score, about. */
  readonly work: number;
}

export interface ObjectiveOptions {
  readonly quantile: number;
  readonly huberDelta: number;
  /** What the second derivatives of `softmax` are multiplied by. */
  readonly softmaxCurvature: number;
}

export type ObjectiveName = "squared" | "absolute" | "huber" | "quantile" | "poisson" | "logistic" | "softmax";

/** What `auto` stands for. `classes`: 0 for numbers. */
export function objectiveFor(name: ObjectiveName | "auto", classes: number): ObjectiveName {
  if (name !== "auto") return name;
  return classes === 0 ? "squared" : classes > 2 ? "softmax" : "logistic";
}

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
      return softmax(classes, options.softmaxCurvature);
  }
}

/** Of a few operations, and of an exponential and a division. */
const FEW = 1;
const EXPONENTIAL = 8;

const squared: Objective = {
  outputs: 1,
  leafQuantile: null,
  derived: { loss: LOSS_SQUARED, numbers: [], work: FEW },
  start: (label, weight) => Float64Array.of(weightedMean(label, weight)),
  loss: (score, label) => (score - label) ** 2,
};

/** `scale` 2 at the median gives the absolute error. Its numbers: the gradient at scores from the label on, and below it. */
const quantileLoss = (level: number, scale: number): Objective => ({
  outputs: 1,
  leafQuantile: level,
  derived: { loss: LOSS_QUANTILE, numbers: [scale * (1 - level), scale * -level], work: FEW },
  start: (label, weight) => Float64Array.of(weightedQuantile(label, weight, level)),
  loss: (score, label) => {
    const error = label - score;
    return scale * (error >= 0 ? level * error : (level - 1) * error);
  },
});

/** Its numbers: the largest and the smallest gradient. */
const huber = (delta: number): Objective => ({
  ...squared,
  derived: { loss: LOSS_HUBER, numbers: [delta, -delta], work: FEW },
  loss: (score, label) => {
    const error = Math.abs(score - label);
    return error <= delta ? (error * error) / 2 : delta * (error - delta / 2);
  },
});

/** Widens the hessian so that steps in the log scale stay safe (LightGBM's poisson_max_delta_step). */
const POISSON_STEP = 0.7;

/** Its number: the hessian per expected count. */
const poisson: Objective = {
  outputs: 1,
  leafQuantile: null,
  derived: { loss: LOSS_POISSON, numbers: [Math.exp(POISSON_STEP)], work: EXPONENTIAL },
  start: (label, weight) => Float64Array.of(Math.log(Math.max(1e-15, weightedMean(label, weight)))),
  loss: null,
};

const logistic: Objective = {
  outputs: 1,
  derived: { loss: LOSS_LOGISTIC, numbers: [], work: EXPONENTIAL },
  leafQuantile: null,
  start: (label, weight) => {
    const share = Math.min(1 - 1e-15, Math.max(1e-15, weightedMean(label, weight)));
    return Float64Array.of(Math.log(share / (1 - share)));
  },
  loss: null,
};

const softmax = (classes: number, curvature: number): Objective => ({
  outputs: classes,
  leafQuantile: null,
  derived: { loss: LOSS_SOFTMAX, numbers: [curvature], work: EXPONENTIAL },
  start: (label, weight) => {
    const totals = new Float64Array(classes);
    for (let i = 0; i < label.length; i++) totals[label[i]!] = totals[label[i]!]! + (weight === null ? 1 : weight[i]!);
    const total = totals.reduce((sum, value) => sum + value, 0);
    return totals.map((value) => Math.log(Math.max(1e-15, value / total)));
  },
  loss: null,
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
