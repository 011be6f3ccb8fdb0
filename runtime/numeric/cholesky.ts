// Cholesky factor of a symmetric positive definite matrix, column-major in one Float64Array (Golub and Van Loan, 4.2).

export interface CholeskyFactor {
  readonly size: number;
  /** Lower triangle, column-major; the part above the diagonal is not used. */
  readonly lower: Float64Array;
  /** Smallest pivot over the diagonal entry it came from: near 0 when the matrix is close to singular. */
  readonly smallestPivot: number;
}

/** Null when a pivot is not positive. `matrix` (n x n) is left unchanged. */
export function cholesky(matrix: Float64Array, size: number): CholeskyFactor | null {
  const lower = matrix.slice();
  let smallestPivot = 1;
  for (let j = 0; j < size; j++) {
    const start = j * size;
    const pivot = lower[start + j]!;
    if (!(pivot > 0)) return null;
    smallestPivot = Math.min(smallestPivot, pivot / matrix[start + j]!);
    const root = Math.sqrt(pivot);
    lower[start + j] = root;
    for (let i = j + 1; i < size; i++) lower[start + i] = lower[start + i]! / root;
    for (let k = j + 1; k < size; k++) {
      const factor = lower[start + k]!;
      if (factor !== 0) subtractScaled(lower, k * size, start, k, size, factor);
    }
  }
  return { size, lower, smallestPivot };
}

/** A function of its own, which is compiled after few calls: one factor is all that most fits need. */
function subtractScaled(
  lower: Float64Array,
  column: number,
  by: number,
  from: number,
  size: number,
  factor: number,
): void {
  for (let i = from; i < size; i++) lower[column + i] = lower[column + i]! - factor * lower[by + i]!;
}

/** x with A x = right, for A = L Lᵀ. */
export function solveCholesky({ size, lower }: CholeskyFactor, right: Float64Array): Float64Array {
  const x = right.slice();
  for (let j = 0; j < size; j++) {
    const value = x[j]! / lower[j * size + j]!;
    x[j] = value;
    for (let i = j + 1; i < size; i++) x[i] = x[i]! - value * lower[j * size + i]!;
  }
  for (let j = size - 1; j >= 0; j--) {
    let value = x[j]!;
    for (let i = j + 1; i < size; i++) value -= lower[j * size + i]! * x[i]!;
    x[j] = value / lower[j * size + j]!;
  }
  return x;
}
