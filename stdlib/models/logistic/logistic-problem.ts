// The penalised log-likelihood of logistic regression, in columns that were centred and scaled for conditioning. The
// penalty is scaled back per column, so the optimum is that of the original columns.
import { times, transposeTimes } from "../../../runtime/numeric/gram.ts";
import { columnMeans, type DesignMatrix } from "../design-matrix.ts";

export interface LogisticProblem {
  readonly x: DesignMatrix;
  /** Index of the output per row: 0 or 1 for two classes (one output), else 0..outputs-1. */
  readonly target: Float64Array;
  readonly weight: Float64Array;
  readonly totalWeight: number;
  /** 1 for two classes, else the number of classes. */
  readonly outputs: number;
  readonly intercept: boolean;
  /** Weight of half the squared coefficient, per column. */
  readonly penalty: Float64Array;
  readonly means: Float64Array;
  readonly scales: Float64Array;
}

/** Coefficients per output: one per column, then the intercept (kept at 0 without one). */
export const stride = (problem: LogisticProblem): number => problem.x.columns + 1;

/** Scales `x` in place. */
export function createProblem(
  x: DesignMatrix,
  target: Float64Array,
  outputs: number,
  weight: Float64Array | null,
  c: number,
  intercept: boolean,
): LogisticProblem {
  const { rows, columns, values } = x;
  const weights = weight ?? new Float64Array(rows).fill(1);
  const means = intercept ? columnMeans(x, weight) : new Float64Array(columns);
  const scales = new Float64Array(columns).fill(1);
  for (let j = 0; j < columns; j++) {
    let squares = 0;
    for (let i = j * rows; i < (j + 1) * rows; i++) squares += (values[i]! - means[j]!) ** 2;
    const spread = Math.sqrt(squares / rows);
    if (spread > 1e-12 * Math.abs(means[j]!) && spread > 0) scales[j] = spread;
    for (let i = j * rows; i < (j + 1) * rows; i++) values[i] = (values[i]! - means[j]!) / scales[j]!;
  }
  const penalty = scales.map((scale) => 1 / (c * scale * scale));
  const totalWeight = weights.reduce((sum, value) => sum + value, 0);
  return { x, target, weight: weights, totalWeight, outputs, intercept, penalty, means, scales };
}

/** Every `step`-th row, each counting for `step`, so that rows and penalty keep their balance. */
export function sampleProblem(problem: LogisticProblem, step: number): LogisticProblem {
  const { x, target, weight } = problem;
  const rows = Math.ceil(x.rows / step);
  const take = (from: Float64Array, start: number, to: Float64Array, at: number): void => {
    for (let i = 0; i < rows; i++) to[at + i] = from[start + i * step]!;
  };
  const values = new Float64Array(rows * x.columns);
  for (let j = 0; j < x.columns; j++) take(x.values, j * x.rows, values, j * rows);
  const targets = new Float64Array(rows);
  take(target, 0, targets, 0);
  const weights = new Float64Array(rows);
  take(weight, 0, weights, 0);
  for (let i = 0; i < rows; i++) weights[i] = weights[i]! * step;
  return {
    ...problem,
    x: { rows, columns: x.columns, values },
    target: targets,
    weight: weights,
    totalWeight: weights.reduce((sum, value) => sum + value, 0),
  };
}

/** Scores of every output, output by output (outputs x rows). */
function scores(problem: LogisticProblem, theta: Float64Array): Float64Array {
  const { rows, columns, values } = problem.x;
  const eta = new Float64Array(rows * problem.outputs);
  for (let k = 0; k < problem.outputs; k++) {
    const part = theta.subarray(k * (columns + 1), (k + 1) * (columns + 1));
    eta.set(times(values, rows, columns, part, part[columns]!), k * rows);
  }
  return eta;
}

/** Value of the objective; `probability` (outputs x rows) is filled in. */
export function evaluate(problem: LogisticProblem, theta: Float64Array, probability: Float64Array): number {
  const eta = scores(problem, theta);
  const loss = problem.outputs === 1 ? binaryLoss(problem, eta, probability) : softmaxLoss(problem, eta, probability);
  let penalty = 0;
  for (let k = 0; k < problem.outputs; k++) {
    for (let j = 0; j < problem.x.columns; j++) penalty += problem.penalty[j]! * theta[k * stride(problem) + j]! ** 2;
  }
  return loss + penalty / 2;
}

function binaryLoss({ target, weight, x }: LogisticProblem, eta: Float64Array, probability: Float64Array): number {
  let loss = 0;
  for (let i = 0; i < x.rows; i++) {
    const score = eta[i]!;
    const tail = Math.exp(-Math.abs(score));
    probability[i] = score >= 0 ? 1 / (1 + tail) : tail / (1 + tail);
    loss += weight[i]! * (Math.log1p(tail) + Math.max(score, 0) - target[i]! * score);
  }
  return loss;
}

function softmaxLoss(problem: LogisticProblem, eta: Float64Array, probability: Float64Array): number {
  const { outputs, target, weight, x } = problem;
  let loss = 0;
  for (let i = 0; i < x.rows; i++) {
    let top = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < outputs; k++) top = Math.max(top, eta[k * x.rows + i]!);
    let sum = 0;
    for (let k = 0; k < outputs; k++) sum += Math.exp(eta[k * x.rows + i]! - top);
    for (let k = 0; k < outputs; k++) probability[k * x.rows + i] = Math.exp(eta[k * x.rows + i]! - top) / sum;
    loss += weight[i]! * (top + Math.log(sum) - eta[target[i]! * x.rows + i]!);
  }
  return loss;
}

/** Gradient at `theta`, whose probabilities are given. */
export function gradientOf(
  problem: LogisticProblem,
  theta: Float64Array,
  probability: Float64Array,
  gradient: Float64Array,
): void {
  const { outputs, target, weight } = problem;
  const { rows, columns, values } = problem.x;
  const residual = new Float64Array(rows);
  for (let k = 0; k < outputs; k++) {
    const start = k * (columns + 1);
    let total = 0;
    for (let i = 0; i < rows; i++) {
      const hit = outputs === 1 ? target[i]! : target[i] === k ? 1 : 0;
      residual[i] = weight[i]! * (probability[k * rows + i]! - hit);
      total += residual[i]!;
    }
    transposeTimes(values, rows, columns, residual).forEach((sum, j) => {
      gradient[start + j] = sum + problem.penalty[j]! * theta[start + j]!;
    });
    gradient[start + columns] = problem.intercept ? total : 0;
  }
}
