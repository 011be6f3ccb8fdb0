// Newton's method with step halving for small problems, L-BFGS for large ones. The matrix of second derivatives costs many
// times a gradient, so its factor is kept for as long as the steps it gives shrink the gradient well (the chord method:
// Ortega and Rheinboldt, 1970, 7.1); on many rows the first one comes from a sample of them.
import { type CholeskyFactor, cholesky, solveCholesky } from "../../../runtime/numeric/cholesky.ts";
import { minimizeLbfgs } from "../../../runtime/numeric/lbfgs.ts";
import { type LogisticProblem, type Objective, sampleProblem, stride, withObjective } from "./logistic-problem.ts";

/** Above this many coefficients the second derivatives cost more than the extra iterations of L-BFGS. */
const NEWTON_LIMIT = 256;
/** Every so many rows are a sample, where it has so many rows per coefficient; closer than this it need not be solved. */
const SAMPLE_STEP = 8;
const ROWS_PER_COEFFICIENT = 20;
const SAMPLE_TOLERANCE = 1e-3;
/** A kept factor is good while a step leaves less than this of the gradient. */
const GOOD_STEP = 0.2;
/** Values closer than this share of them are told apart by rounding alone. */
const ROUNDING = 1e-13;

/** Where the search stands; `factor` null: to be computed here. */
interface Place {
  readonly theta: Float64Array;
  readonly factor: CholeskyFactor | null;
}

/** The minimiser; `tolerance` is the largest gradient component per unit of row weight. */
export function fitLogistic(problem: LogisticProblem, maxIterations: number, tolerance: number): Float64Array {
  const start = new Float64Array(problem.outputs * stride(problem));
  if (start.length <= NEWTON_LIMIT) {
    const place = sampledStart(problem, start, maxIterations, tolerance);
    return newton(problem, place, maxIterations, tolerance).theta;
  }
  return withObjective(problem, ({ slopesAt }) =>
    minimizeLbfgs(slopesAt, start, {
      maxIterations: 20 * maxIterations,
      tolerance: tolerance * problem.totalWeight,
    }),
  );
}

/** The minimiser on a sample of many rows is near that on all of them, and so are the second derivatives. */
function sampledStart(problem: LogisticProblem, zero: Float64Array, maxIterations: number, tolerance: number): Place {
  const nothing: Place = { theta: zero, factor: null };
  if (problem.table.rows < SAMPLE_STEP * ROWS_PER_COEFFICIENT * zero.length) return nothing;
  const coarse = Math.max(tolerance, SAMPLE_TOLERANCE);
  return newton(sampleProblem(problem, SAMPLE_STEP), nothing, maxIterations, coarse);
}

const largest = (gradient: Float64Array): number =>
  gradient.reduce((found, part) => Math.max(found, Math.abs(part)), 0);

function newton(problem: LogisticProblem, start: Place, maxIterations: number, perWeight: number): Place {
  return withObjective(problem, (objective) => descend(objective, problem, start, maxIterations, perWeight));
}

function descend(
  { slopesAt, curvatureAt }: Objective,
  { totalWeight }: LogisticProblem,
  start: Place,
  maxIterations: number,
  perWeight: number,
): Place {
  const tolerance = perWeight * totalWeight;
  let { theta, factor } = start;
  let gradient = new Float64Array(theta.length);
  let value = slopesAt(theta, gradient);
  for (let iteration = 0; iteration < maxIterations && largest(gradient) > tolerance; iteration++) {
    let isFresh = factor === null;
    factor ??= cholesky(curvatureAt(theta), theta.length);
    let step = stepOf(factor, gradient, totalWeight);
    const nextGradient = new Float64Array(theta.length);
    let next = theta;
    let nextValue = value;
    let isBetter = false;
    for (let halving = 0, length = 1; halving < 40 && !isBetter; halving++, length /= 2) {
      next = theta.map((part, i) => part - length * step[i]!);
      nextValue = slopesAt(next, nextGradient);
      const promised = 1e-4 * length * gradient.reduce((sum, part, i) => sum + part * step[i]!, 0);
      isBetter =
        (nextValue < value && nextValue <= value - promised) ||
        (nextValue <= value + ROUNDING * Math.abs(value) && largest(nextGradient) < largest(gradient));
      if (isBetter || isFresh) continue;
      // A kept factor may point the wrong way: before the step is halved, the right one is taken.
      isFresh = true;
      factor = cholesky(curvatureAt(theta), theta.length);
      step = stepOf(factor, gradient, totalWeight);
      length = 2;
    }
    if (!isBetter) break;
    if (largest(nextGradient) > GOOD_STEP * largest(gradient)) factor = null;
    theta = next;
    value = nextValue;
    gradient = nextGradient;
  }
  return { theta, factor };
}

/** Downhill at least, where the curvature is not positive to rounding. */
const stepOf = (factor: CholeskyFactor | null, gradient: Float64Array, totalWeight: number): Float64Array =>
  factor === null ? gradient.map((part) => part / totalWeight) : solveCholesky(factor, gradient);
