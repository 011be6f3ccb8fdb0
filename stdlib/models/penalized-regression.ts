// Least squares with an optional squared penalty, as scikit-learn's LinearRegression and Ridge: the intercept is left out of
// the penalty by centring. Normal equations where they are well conditioned, with one step of refinement where they are less
// so, else QR.
import type { TabularData } from "../../runtime/component.ts";
import { type CholeskyFactor, cholesky, solveCholesky } from "../../runtime/numeric/cholesky.ts";
import { dot } from "../../runtime/numeric/dot.ts";
import { centredProducts, slopes, times } from "../../runtime/numeric/gram.ts";
import { solveLeastSquares } from "../../runtime/numeric/least-squares.ts";
import { designMatrix, numberColumns, requireFinite, requireLearned, requireRows } from "./design-matrix.ts";
import type { LinearState } from "./linear-state.ts";

/** Below this share of its diagonal entry a pivot has lost so many digits that one step of refinement pays. */
const GOOD_PIVOT = 1e-4;
/** Below this one it has lost half of them. */
const SAFE_PIVOT = 1e-8;

export function fitPenalized(data: TabularData, alpha: number, intercept: boolean, model: string): LinearState {
  const problem = centredProblem(data, intercept, model);
  // The decomposition by rows squares them, too: it would leave such columns out.
  requireLearned(problem.gram, model);
  return linearState(data, problem, solve(data, problem, alpha, model), model);
}

/** Least squares without an intercept: sums about the means where there is one, rows counted by their weights. */
export interface CentredProblem {
  readonly means: Float64Array;
  readonly labelMean: number;
  /** Xᵀ X, columns x columns. */
  readonly gram: Float64Array;
  /** Xᵀ y. */
  readonly slopes: Float64Array;
  /** yᵀ y. */
  readonly squares: number;
}

export function centredProblem(
  data: TabularData,
  intercept: boolean,
  model: string,
  weight: Float64Array | null = data.weight,
): CentredProblem {
  requireRows(data.rows, model);
  const columns = [...numberColumns(data.features, model), data.label];
  const { means, products } = centredProducts(columns, data.rows, weight, intercept);
  if (!products.every(Number.isFinite)) requireFinite(data.features, data.rows, model);
  const count = data.features.length;
  const row = (j: number): Float64Array => products.subarray(j * (count + 1), j * (count + 1) + count);
  const matrix = new Float64Array(count * count);
  for (let j = 0; j < count; j++) matrix.set(row(j), j * count);
  return {
    means: means.subarray(0, count),
    labelMean: means[count]!,
    gram: matrix,
    slopes: row(count),
    squares: products[products.length - 1]!,
  };
}

export function linearState(
  data: TabularData,
  { means, labelMean }: CentredProblem,
  coefficients: Float64Array,
  model: string,
): LinearState {
  const intercept = labelMean - dot(coefficients, means);
  requireLearned([...coefficients, intercept], model);
  return { names: data.features.map(({ name }) => name), coefficients, intercept };
}

function solve(data: TabularData, problem: CentredProblem, alpha: number, model: string): Float64Array {
  const columns = data.features.length;
  const matrix = problem.gram.slice();
  for (let j = 0; j < columns; j++) matrix[j * columns + j] = matrix[j * columns + j]! + alpha;
  const factor = data.rows > columns || alpha > 0 ? cholesky(matrix, columns) : null;
  if (factor === null || !(factor.smallestPivot > SAFE_PIVOT)) return solveByRows(data, problem, alpha, model);
  const first = solveCholesky(factor, problem.slopes);
  return factor.smallestPivot > GOOD_PIVOT ? first : refined(data, problem, alpha, factor, first, model);
}

/** One step of refinement: what is left of the label, explained once more. */
function refined(
  data: TabularData,
  { means, labelMean }: CentredProblem,
  alpha: number,
  factor: CholeskyFactor,
  first: Float64Array,
  model: string,
): Float64Array {
  const columns = numberColumns(data.features, model);
  const fitted = times(columns, data.rows, first, labelMean - dot(first, means));
  const residuals = fitted.map((value, i) => (data.label[i]! - value) * (data.weight?.[i] ?? 1));
  const total = residuals.reduce((sum, value) => sum + value, 0);
  const gradient = slopes(columns, residuals).map((sum, j) => sum - means[j]! * total - alpha * first[j]!);
  const correction = solveCholesky(factor, gradient);
  return first.map((value, j) => value + correction[j]!);
}

/** By QR of the centred rows, the penalty as further rows √alpha I of the matrix and zeros of the label. */
function solveByRows(
  data: TabularData,
  { means, labelMean }: CentredProblem,
  alpha: number,
  model: string,
): Float64Array {
  const { rows, columns, values } = designMatrix(data.features, data.rows, model);
  const height = alpha > 0 ? rows + columns : rows;
  const matrix = new Float64Array(height * columns);
  const label = new Float64Array(height);
  // Rows times the root of their weight turn weighted into plain least squares.
  const root = (i: number): number => (data.weight === null ? 1 : Math.sqrt(data.weight[i]!));
  for (let i = 0; i < rows; i++) label[i] = root(i) * (data.label[i]! - labelMean);
  for (let j = 0; j < columns; j++) {
    for (let i = 0; i < rows; i++) matrix[j * height + i] = root(i) * (values[j * rows + i]! - means[j]!);
    if (alpha > 0) matrix[j * height + rows + j] = Math.sqrt(alpha);
  }
  return solveLeastSquares(matrix, height, columns, label);
}
