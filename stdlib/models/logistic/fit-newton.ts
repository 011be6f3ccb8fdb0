// Newton's method with step halving (iteratively reweighted least squares) for small problems, L-BFGS for large ones.
import { cholesky, solveCholesky } from "../../../runtime/numeric/cholesky.ts";
import { gramWithOnes } from "../../../runtime/numeric/gram.ts";
import { minimizeLbfgs } from "../../../runtime/numeric/lbfgs.ts";
import { evaluate, gradientOf, type LogisticProblem, sampleProblem, stride } from "./logistic-problem.ts";

/** Above this many coefficients a Hessian costs more than the extra iterations of L-BFGS. */
const NEWTON_LIMIT = 256;
/** Every so many rows are a sample, where it has so many rows per coefficient; closer than this it need not be solved. */
const SAMPLE_STEP = 8;
const ROWS_PER_COEFFICIENT = 20;
const SAMPLE_TOLERANCE = 1e-3;

/** The minimiser; `tolerance` is the largest gradient component per unit of row weight. */
export function fitLogistic(problem: LogisticProblem, maxIterations: number, tolerance: number): Float64Array {
  const size = problem.outputs * stride(problem);
  const start = new Float64Array(size);
  if (size <= NEWTON_LIMIT) {
    return newton(problem, sampledStart(problem, start, maxIterations, tolerance), maxIterations, tolerance);
  }
  const probability = new Float64Array(problem.outputs * problem.x.rows);
  return minimizeLbfgs(
    (theta, gradient) => {
      const value = evaluate(problem, theta, probability);
      gradientOf(problem, theta, probability, gradient);
      return value;
    },
    start,
    { maxIterations: 20 * maxIterations, tolerance: tolerance * problem.totalWeight },
  );
}

/** The minimiser on a sample of many rows is near that on all of them: it spares the first, long steps on all rows. */
function sampledStart(
  problem: LogisticProblem,
  zero: Float64Array,
  maxIterations: number,
  tolerance: number,
): Float64Array {
  if (problem.x.rows < SAMPLE_STEP * ROWS_PER_COEFFICIENT * zero.length) return zero;
  const found = newton(sampleProblem(problem, SAMPLE_STEP), zero, maxIterations, Math.max(tolerance, SAMPLE_TOLERANCE));
  const probability = new Float64Array(problem.outputs * problem.x.rows);
  return evaluate(problem, found, probability) < evaluate(problem, zero, probability) ? found : zero;
}

function newton(problem: LogisticProblem, start: Float64Array, maxIterations: number, perWeight: number): Float64Array {
  const tolerance = perWeight * problem.totalWeight;
  const probability = new Float64Array(problem.outputs * problem.x.rows);
  const gradient = new Float64Array(start.length);
  let theta = start;
  let value = evaluate(problem, theta, probability);
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    gradientOf(problem, theta, probability, gradient);
    if (gradient.every((part) => Math.abs(part) <= tolerance)) break;
    const factor = cholesky(hessian(problem, probability), theta.length);
    const step = factor === null ? gradient.map((part) => part / problem.totalWeight) : solveCholesky(factor, gradient);
    const slope = gradient.reduce((sum, part, i) => sum + part * step[i]!, 0);
    let length = 1;
    let next = theta;
    let nextValue = value;
    for (let halving = 0; halving < 40; halving++) {
      next = theta.map((part, i) => part - length * step[i]!);
      nextValue = evaluate(problem, next, probability);
      if (nextValue <= value - 1e-4 * length * slope) break;
      length /= 2;
    }
    if (!(nextValue < value)) break;
    theta = next;
    value = nextValue;
  }
  return theta;
}

function hessian(problem: LogisticProblem, probability: Float64Array): Float64Array {
  const { outputs, weight, x } = problem;
  const width = stride(problem);
  const size = outputs * width;
  const result = new Float64Array(size * size);
  const curvature = new Float64Array(x.rows);
  for (let k = 0; k < outputs; k++) {
    for (let l = k; l < outputs; l++) {
      for (let i = 0; i < x.rows; i++) {
        const p = probability[k * x.rows + i]!;
        curvature[i] = weight[i]! * p * ((k === l ? 1 : 0) - probability[l * x.rows + i]!);
      }
      const block = gramWithOnes(x.values, x.rows, x.columns, curvature);
      for (let a = 0; a < width; a++) {
        for (let b = 0; b < width; b++) {
          result[(k * width + a) * size + l * width + b] = block[a * width + b]!;
          result[(l * width + b) * size + k * width + a] = block[a * width + b]!;
        }
      }
    }
    for (let j = 0; j < x.columns; j++) {
      const place = (k * width + j) * (size + 1);
      result[place] = result[place]! + problem.penalty[j]!;
    }
    dampIntercept(problem, result, size, k * width + x.columns);
  }
  return result;
}

/** Equal shifts of all intercepts change nothing: a little curvature keeps that direction solvable without using it. */
function dampIntercept(problem: LogisticProblem, matrix: Float64Array, size: number, index: number): void {
  const place = index * (size + 1);
  if (problem.intercept) {
    matrix[place] = matrix[place]! + 1e-9 * problem.totalWeight;
    return;
  }
  for (let other = 0; other < size; other++) {
    matrix[index * size + other] = 0;
    matrix[other * size + index] = 0;
  }
  matrix[place] = 1;
}
