// Least squares of any rank: Householder QR with column pivoting, then, for deficient rank, the solution of least norm
// from a second QR of the upper rows (complete orthogonal decomposition; Golub and Van Loan, 5.4 and 5.5).

interface PivotedQr {
  /** R above the diagonal, Householder vectors on and below it; column-major. */
  readonly packed: Float64Array;
  readonly diagonal: Float64Array;
  readonly order: Int32Array;
  readonly rank: number;
}

/** x (columns) of least norm that minimises ||A x - b||. `a` is column-major rows x columns. */
export function solveLeastSquares(a: Float64Array, rows: number, columns: number, b: Float64Array): Float64Array {
  const solution = new Float64Array(columns);
  const right = b.slice();
  const { packed, diagonal, order, rank } = pivotedQr(a.slice(), rows, columns, right);
  if (rank === 0) return solution;
  if (rank === columns) {
    const x = backSubstitute(packed, rows, diagonal, rank, right);
    for (let j = 0; j < columns; j++) solution[order[j]!] = x[j]!;
    return solution;
  }
  // [R11 R12] z = c has many solutions; with [R11 R12]ᵀ = Q T the shortest is Q T⁻ᵀ c.
  const upper = new Float64Array(columns * rank);
  for (let i = 0; i < rank; i++) {
    for (let j = i; j < columns; j++) upper[i * columns + j] = i === j ? diagonal[i]! : packed[j * rows + i]!;
  }
  const z = shortestSolution(upper, columns, rank, right);
  for (let j = 0; j < columns; j++) solution[order[j]!] = z[j]!;
  return solution;
}

function pivotedQr(a: Float64Array, rows: number, columns: number, right: Float64Array): PivotedQr {
  const steps = Math.min(rows, columns);
  const order = Int32Array.from({ length: columns }, (_, j) => j);
  const diagonal = new Float64Array(steps);
  let rank = 0;
  for (let k = 0; k < steps; k++) {
    swapLargestColumn(a, rows, columns, k, order);
    diagonal[k] = reflect(a, rows, k, k);
    if (Math.abs(diagonal[k]!) <= Math.max(rows, columns) * Number.EPSILON * Math.abs(diagonal[0]!)) break;
    rank = k + 1;
    for (let j = k + 1; j < columns; j++) applyReflection(a, rows, k, k, a, j * rows);
    applyReflection(a, rows, k, k, right, 0);
  }
  return { packed: a, diagonal, order, rank };
}

function swapLargestColumn(a: Float64Array, rows: number, columns: number, k: number, order: Int32Array): void {
  let best = k;
  let bestNorm = -1;
  for (let j = k; j < columns; j++) {
    let norm = 0;
    for (let i = k; i < rows; i++) norm += a[j * rows + i]! ** 2;
    if (norm > bestNorm) {
      bestNorm = norm;
      best = j;
    }
  }
  if (best === k) return;
  for (let i = 0; i < rows; i++) {
    const held = a[k * rows + i]!;
    a[k * rows + i] = a[best * rows + i]!;
    a[best * rows + i] = held;
  }
  const held = order[k]!;
  order[k] = order[best]!;
  order[best] = held;
}

/** Turns the column below `row` into a unit Householder vector (times √2) and returns the entry of R. */
function reflect(a: Float64Array, rows: number, column: number, row: number): number {
  const start = column * rows;
  let norm = 0;
  for (let i = row; i < rows; i++) norm += a[start + i]! ** 2;
  norm = Math.sqrt(norm);
  if (norm === 0) return 0;
  const sign = a[start + row]! < 0 ? -1 : 1;
  const head = a[start + row]! + sign * norm;
  const scale = Math.sqrt(norm * (norm + Math.abs(a[start + row]!)));
  a[start + row] = head / scale;
  for (let i = row + 1; i < rows; i++) a[start + i] = a[start + i]! / scale;
  return -sign * norm;
}

function applyReflection(
  a: Float64Array,
  rows: number,
  column: number,
  row: number,
  target: Float64Array,
  offset: number,
): void {
  const start = column * rows;
  let sum = 0;
  for (let i = row; i < rows; i++) sum += a[start + i]! * target[offset + i]!;
  if (sum === 0) return;
  for (let i = row; i < rows; i++) target[offset + i] = target[offset + i]! - sum * a[start + i]!;
}

function backSubstitute(
  packed: Float64Array,
  rows: number,
  diagonal: Float64Array,
  size: number,
  right: Float64Array,
): Float64Array {
  const x = right.slice(0, size);
  for (let j = size - 1; j >= 0; j--) {
    const value = x[j]! / diagonal[j]!;
    x[j] = value;
    for (let i = 0; i < j; i++) x[i] = x[i]! - value * packed[j * rows + i]!;
  }
  return x;
}

/** Shortest z (length `rows`) with Mᵀ z = c, for M column-major rows x columns of full column rank. */
function shortestSolution(m: Float64Array, rows: number, columns: number, c: Float64Array): Float64Array {
  const diagonal = new Float64Array(columns);
  for (let k = 0; k < columns; k++) {
    diagonal[k] = reflect(m, rows, k, k);
    for (let j = k + 1; j < columns; j++) applyReflection(m, rows, k, k, m, j * rows);
  }
  const z = new Float64Array(rows);
  for (let j = 0; j < columns; j++) {
    let value = c[j]!;
    for (let i = 0; i < j; i++) value -= m[j * rows + i]! * z[i]!;
    z[j] = value / diagonal[j]!;
  }
  for (let k = columns - 1; k >= 0; k--) applyReflection(m, rows, k, k, z, 0);
  return z;
}
