// Least squares with an L1 and an L2 penalty, by cyclic coordinate descent on the Gram matrix with a duality gap as the
// stopping rule (Friedman, Hastie and Tibshirani, 2010; the problem of scikit-learn's ElasticNet):
// minimise |y - X w|² / (2n) + alpha · ratio · |w|₁ + alpha · (1 - ratio) · |w|² / 2.
import { ComponentError, type TabularData } from "../../runtime/component.ts";
import { requireLearned } from "./design-matrix.ts";
import type { LinearState } from "./linear-state.ts";
import { centredProblem, linearState } from "./penalized-regression.ts";

export interface ElasticNetOptions {
  readonly alpha: number;
  /** Share of the L1 penalty, 0 to 1. */
  readonly ratio: number;
  readonly intercept: boolean;
  readonly maxIterations: number;
  /** Largest duality gap, as a share of the sum of squares of the label. */
  readonly tolerance: number;
}

export function fitElasticNet(data: TabularData, options: ElasticNetOptions, model: string): LinearState {
  // Weights count rows, so that the penalty stands against as many rows as there are.
  const total = data.weight?.reduce((sum, value) => sum + value, 0) ?? data.rows;
  const weight = data.weight?.map((value) => (value * data.rows) / total) ?? null;
  const problem = centredProblem(data, options.intercept, model, weight);
  requireLearned(problem.gram, model);
  requireLearned(problem.slopes, model);
  requireLearned([problem.squares], model);
  const descent: Descent = {
    size: data.features.length,
    gram: problem.gram,
    slopes: problem.slopes,
    squares: problem.squares,
    l1: options.alpha * options.ratio * data.rows,
    l2: options.alpha * (1 - options.ratio) * data.rows,
  };
  return linearState(data, problem, descend(descent, options, model), model);
}

interface Descent {
  readonly size: number;
  /** Xᵀ X. */
  readonly gram: Float64Array;
  /** Xᵀ y. */
  readonly slopes: Float64Array;
  /** yᵀ y. */
  readonly squares: number;
  /** Penalties against the plain sum of squares / 2. */
  readonly l1: number;
  readonly l2: number;
}

function descend(problem: Descent, { maxIterations, tolerance }: ElasticNetOptions, model: string): Float64Array {
  const { size, gram: matrix, slopes, l1, l2 } = problem;
  const w = new Float64Array(size);
  /** Xᵀ X w, kept up to date with every step. */
  const fitted = new Float64Array(size);
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    let largestStep = 0;
    let largest = 0;
    for (let j = 0; j < size; j++) {
      const diagonal = matrix[j * size + j]!;
      if (diagonal === 0) continue;
      const before = w[j]!;
      const pull = slopes[j]! - fitted[j]! + before * diagonal;
      const after = (Math.sign(pull) * Math.max(Math.abs(pull) - l1, 0)) / (diagonal + l2);
      const step = after - before;
      w[j] = after;
      if (step !== 0) for (let k = 0; k < size; k++) fitted[k] = fitted[k]! + step * matrix[j * size + k]!;
      largestStep = Math.max(largestStep, Math.abs(step));
      largest = Math.max(largest, Math.abs(after));
    }
    // The gap costs little beside a round, but is only worth looking at when the steps have become small.
    const isSmall = largest === 0 || largestStep <= tolerance * largest || iteration === maxIterations - 1;
    if (isSmall && dualityGap(problem, w, fitted) <= tolerance * problem.squares) return w;
  }
  throw new ComponentError(
    "run/not-converged",
    `\`${model}\` has not converged after ${maxIterations} rounds`,
    "scale the features, raise `alpha:` or `max_iter:`, or use `ridge`",
  );
}

/** How far the objective is from the dual one, which the optimum equals. */
function dualityGap({ size, slopes, squares, l1, l2 }: Descent, w: Float64Array, fitted: Float64Array): number {
  let correlation = 0;
  let wSlopes = 0;
  let wFitted = 0;
  let absolute = 0;
  let wSquares = 0;
  for (let j = 0; j < size; j++) {
    correlation = Math.max(correlation, Math.abs(slopes[j]! - fitted[j]! - l2 * w[j]!));
    wSlopes += w[j]! * slopes[j]!;
    wFitted += w[j]! * fitted[j]!;
    absolute += Math.abs(w[j]!);
    wSquares += w[j]! * w[j]!;
  }
  const residual = squares - 2 * wSlopes + wFitted;
  const scale = correlation > l1 ? l1 / correlation : 1;
  const gap = correlation > l1 ? 0.5 * (residual + residual * scale * scale) : residual;
  return gap + l1 * absolute - scale * (squares - wSlopes) + 0.5 * l2 * (1 + scale * scale) * wSquares;
}
