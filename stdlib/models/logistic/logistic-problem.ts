// The penalised log-likelihood of logistic regression, in columns that were shifted and scaled for conditioning. The penalty
// is scaled back per column, so the optimum is that of the original columns.
import {
  BLOCK_COEFFICIENTS,
  BLOCK_CURVATURE,
  BLOCK_GRADIENTS,
  BLOCK_GRADIENTS_BYTES,
  BLOCK_OUTPUTS,
  BLOCK_SCORES,
  BLOCK_SUMS,
  BLOCK_SUMS_BYTES,
  GRAM_BLOCK,
  TASK_LIKELIHOOD,
} from "../../../runtime/kernels/memory-map.ts";
import { type BlockTable, blockTable } from "../../../runtime/numeric/block-table.ts";
import { type Blocks, withBlocks } from "../../../runtime/numeric/column-blocks.ts";
import { addItems, openSums } from "../../../runtime/numeric/gram.ts";

export interface LogisticProblem {
  readonly table: BlockTable;
  /** Index of the output per row: 0 or 1 for two classes (one output), else 0..outputs-1. */
  readonly target: Float64Array;
  readonly weight: Float64Array;
  readonly totalWeight: number;
  /** 1 for two classes, else the number of classes. */
  readonly outputs: number;
  readonly intercept: boolean;
  /** Weight of half the squared coefficient, per column. */
  readonly penalty: Float64Array;
}

/** Coefficients per output: one per column, then the intercept (kept at 0 without one). */
export const stride = ({ table }: LogisticProblem): number => table.columns.length + 1;

export function createProblem(
  columns: readonly Float64Array[],
  rows: number,
  target: Float64Array,
  outputs: number,
  weight: Float64Array | null,
  c: number,
  intercept: boolean,
): LogisticProblem {
  const plain = blockTable(columns, rows, intercept);
  const factors = plain.shifts.map((shift, j) => 1 / spreadOf(columns[j]!, rows, shift));
  const weights = weight ?? new Float64Array(rows).fill(1);
  const totalWeight = weights.reduce((sum, value) => sum + value, 0);
  const penalty = factors.map((factor) => (factor * factor) / c);
  return { table: { ...plain, factors }, target, weight: weights, totalWeight, outputs, intercept, penalty };
}

/** Root mean square about the shift over at most some thousand rows; 1 for what is constant. */
function spreadOf(values: Float64Array, rows: number, shift: number): number {
  const plain = meanSquareRoot(values, rows, shift, 1);
  // Squares of large numbers are none: a power of two takes nothing from them.
  const spread = Number.isFinite(plain) ? plain : meanSquareRoot(values, rows, shift, 2 ** 600);
  return spread > 1e-12 * Math.abs(shift) && spread < Number.POSITIVE_INFINITY ? spread : 1;
}

function meanSquareRoot(values: Float64Array, rows: number, shift: number, unit: number): number {
  const step = Math.max(1, Math.floor(rows / 4096));
  let squares = 0;
  let count = 0;
  for (let i = 0; i < rows; i += step, count++) squares += ((values[i]! - shift) / unit) ** 2;
  return Math.sqrt(squares / count) * unit;
}

/** Every `step`-th row, each counting for `step`, so that rows and penalty keep their balance. */
export function sampleProblem(problem: LogisticProblem, step: number): LogisticProblem {
  const rows = Math.ceil(problem.table.rows / step);
  const take = (from: Float64Array, weight: number): Float64Array => {
    const to = new Float64Array(rows);
    for (let i = 0; i < rows; i++) to[i] = from[i * step]! * weight;
    return to;
  };
  const weight = take(problem.weight, step);
  return {
    ...problem,
    table: { ...problem.table, rows, columns: problem.table.columns.map((column) => take(column, 1)) },
    target: take(problem.target, 1),
    weight,
    totalWeight: weight.reduce((sum, value) => sum + value, 0),
  };
}

/** The objective and its derivatives at given coefficients (outputs x (columns + 1)). */
export interface Objective {
  /** The value; the gradient is written. */
  readonly slopesAt: (theta: Float64Array, gradient: Float64Array) => number;
  /** The matrix of second derivatives. */
  readonly curvatureAt: (theta: Float64Array) => Float64Array;
}

/** `use` gets an objective whose memory is given back afterwards. */
export function withObjective<T>(problem: LogisticProblem, use: (objective: Objective) => T): T {
  return withBlocks(problem.table, problem.weight, problem.target, (blocks) => {
    const likelihood = openLikelihood(problem, blocks);
    return use({
      slopesAt: (theta, gradient) => {
        likelihood.pass(theta, 0);
        return likelihood.collect(theta, gradient);
      },
      curvatureAt: (theta) => hessian(problem, likelihood.curvatures(theta)),
    });
  });
}

/** The log-likelihood alone, by the kernels. */
function openLikelihood(problem: LogisticProblem, blocks: Blocks) {
  const { outputs, penalty, intercept } = problem;
  const { kernels, size, places, items } = blocks;
  const width = stride(problem);
  const coefficients = kernels.allocate(8 * outputs * size);
  const scores = kernels.allocate(8 * items * (outputs + 2) * GRAM_BLOCK);
  const gradientBytes = 64 * Math.ceil((outputs * size + 1) / 8);
  const gradients = kernels.allocate(items * gradientBytes);
  const pairs = (outputs * (outputs + 1)) / 2;
  const pass = (theta: Float64Array, sums: number): void => {
    const { words, numbers } = kernels;
    numbers.fill(0, coefficients >>> 3, (coefficients >>> 3) + outputs * size);
    for (let k = 0; k < outputs; k++) {
      for (let j = 0; j < width; j++) numbers[(coefficients >>> 3) + k * size + places[j]!] = theta[k * width + j]!;
    }
    numbers.fill(0, gradients >>> 3, (gradients + items * gradientBytes) >>> 3);
    words[BLOCK_COEFFICIENTS >>> 2] = coefficients;
    words[BLOCK_OUTPUTS >>> 2] = outputs;
    words[BLOCK_SCORES >>> 2] = scores;
    words[BLOCK_GRADIENTS >>> 2] = gradients;
    words[BLOCK_GRADIENTS_BYTES >>> 2] = gradientBytes;
    words[BLOCK_SUMS >>> 2] = sums;
    words[BLOCK_SUMS_BYTES >>> 2] = 8 * pairs * size * size;
    words[BLOCK_CURVATURE >>> 2] = sums === 0 ? 0 : 1;
    blocks.pass(TASK_LIKELIHOOD);
  };
  const sumOf = (at: number): number => {
    let sum = 0;
    for (let item = 0; item < items; item++) sum += kernels.numbers[((gradients + item * gradientBytes) >>> 3) + at]!;
    return sum;
  };
  return {
    pass,
    /** Value and gradient of the last pass, with the penalty. */
    collect: (theta: Float64Array, gradient: Float64Array): number => {
      let value = sumOf(outputs * size);
      for (let k = 0; k < outputs; k++) {
        for (let j = 0; j < width - 1; j++) {
          const coefficient = theta[k * width + j]!;
          value += (penalty[j]! * coefficient * coefficient) / 2;
          gradient[k * width + j] = sumOf(k * size + places[j]!) + penalty[j]! * coefficient;
        }
        gradient[k * width + width - 1] = intercept ? sumOf(k * size + places[width - 1]!) : 0;
      }
      return value;
    },
    /** The matrices of pairs of outputs, the later ones with all after them: (0, 0), (0, 1), .. (1, 1), .. */
    curvatures: (theta: Float64Array): readonly Float64Array[] => {
      const mark = kernels.mark();
      const sums = openSums(blocks, pairs);
      pass(theta, sums);
      const matrices = Array.from({ length: pairs }, (_, pair) =>
        addItems(blocks, sums + 8 * pair * size * size, 8 * pairs * size * size, items),
      );
      kernels.release(mark);
      return matrices;
    },
  };
}

function hessian(problem: LogisticProblem, matrices: readonly Float64Array[]): Float64Array {
  const { outputs, penalty, table } = problem;
  const width = stride(problem);
  const size = outputs * width;
  const result = new Float64Array(size * size);
  let pair = 0;
  for (let k = 0; k < outputs; k++) {
    for (let l = k; l < outputs; l++) {
      const block = matrices[pair++]!;
      for (let a = 0; a < width; a++) {
        for (let b = 0; b < width; b++) {
          result[(k * width + a) * size + l * width + b] = block[a * width + b]!;
          result[(l * width + b) * size + k * width + a] = block[a * width + b]!;
        }
      }
    }
    for (let j = 0; j < table.columns.length; j++) {
      const place = (k * width + j) * (size + 1);
      result[place] = result[place]! + penalty[j]!;
    }
    dampIntercept(problem, result, size, k * width + table.columns.length);
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
