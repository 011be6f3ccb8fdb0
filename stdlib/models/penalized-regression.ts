// Least squares with an optional squared penalty, as scikit-learn's LinearRegression and Ridge: the intercept is left out of
// the penalty by centring. Normal equations with one step of refinement where they are well conditioned, else QR.
import type { TabularData } from "../../runtime/component.ts";
import { type CholeskyFactor, cholesky, solveCholesky } from "../../runtime/numeric/cholesky.ts";
import { gram, times, transposeTimes } from "../../runtime/numeric/gram.ts";
import { solveLeastSquares } from "../../runtime/numeric/least-squares.ts";
import { columnMeans, type DesignMatrix, designMatrix, requireRows } from "./design-matrix.ts";
import type { LinearState } from "./linear-state.ts";

/** Below this share of its diagonal entry a pivot has lost half of its digits to cancellation. */
const SAFE_PIVOT = 1e-8;

export function fitPenalized(data: TabularData, alpha: number, intercept: boolean, model: string): LinearState {
  const problem = centredProblem(data, intercept, model);
  return linearState(data, problem, solve(problem.x, problem.y, alpha));
}

/** Least squares without an intercept: centred where there is one, rows scaled by the roots of their weights. */
export interface CentredProblem {
  readonly x: DesignMatrix;
  readonly y: Float64Array;
  readonly means: Float64Array;
  readonly labelMean: number;
}

export function centredProblem(
  data: TabularData,
  intercept: boolean,
  model: string,
  weight: Float64Array | null = data.weight,
): CentredProblem {
  requireRows(data.rows, model);
  const x = designMatrix(data.features, data.rows, model);
  const means = intercept ? columnMeans(x, weight) : new Float64Array(x.columns);
  const label: DesignMatrix = { rows: data.rows, columns: 1, values: data.label };
  const labelMean = intercept ? columnMeans(label, weight)[0]! : 0;
  const y = data.label.map((value) => value - labelMean);
  for (let j = 0; j < x.columns; j++) {
    for (let i = 0; i < x.rows; i++) x.values[j * x.rows + i] = x.values[j * x.rows + i]! - means[j]!;
  }
  if (weight !== null) scaleRows(x, y, weight);
  return { x, y, means, labelMean };
}

export function linearState(
  data: TabularData,
  { means, labelMean }: CentredProblem,
  coefficients: Float64Array,
): LinearState {
  const offset = coefficients.reduce((sum, coefficient, j) => sum + coefficient * means[j]!, 0);
  return { names: data.features.map(({ name }) => name), coefficients, intercept: labelMean - offset };
}

/** Rows times the root of their weight turn weighted into plain least squares. */
function scaleRows(x: DesignMatrix, y: Float64Array, weight: Float64Array): void {
  for (let i = 0; i < x.rows; i++) {
    const root = Math.sqrt(weight[i]!);
    y[i] = y[i]! * root;
    for (let j = 0; j < x.columns; j++) x.values[j * x.rows + i] = x.values[j * x.rows + i]! * root;
  }
}

function solve({ rows, columns, values }: DesignMatrix, y: Float64Array, alpha: number): Float64Array {
  const matrix = gram(values, rows, columns, null);
  for (let j = 0; j < columns; j++) matrix[j * columns + j] = matrix[j * columns + j]! + alpha;
  const factor = rows > columns || alpha > 0 ? cholesky(matrix, columns) : null;
  if (factor !== null && factor.smallestPivot > SAFE_PIVOT) return solveRefined(values, rows, factor, y, alpha);
  if (alpha === 0) return solveLeastSquares(values, rows, columns, y);
  // The penalty as further rows √alpha I of the matrix and zeros of the label.
  const taller = new Float64Array((rows + columns) * columns);
  for (let j = 0; j < columns; j++) {
    taller.set(values.subarray(j * rows, (j + 1) * rows), j * (rows + columns));
    taller[j * (rows + columns) + rows + j] = Math.sqrt(alpha);
  }
  const longer = new Float64Array(rows + columns);
  longer.set(y);
  return solveLeastSquares(taller, rows + columns, columns, longer);
}

function solveRefined(
  x: Float64Array,
  rows: number,
  factor: CholeskyFactor,
  y: Float64Array,
  alpha: number,
): Float64Array {
  const first = solveCholesky(factor, transposeTimes(x, rows, factor.size, y));
  const fitted = times(x, rows, factor.size, first);
  const slope = transposeTimes(
    x,
    rows,
    factor.size,
    y.map((value, i) => value - fitted[i]!),
  );
  const correction = solveCholesky(
    factor,
    slope.map((value, j) => value - alpha * first[j]!),
  );
  return first.map((value, j) => value + correction[j]!);
}
