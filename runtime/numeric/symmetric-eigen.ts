// Eigenvalues and eigenvectors of a symmetric matrix: Householder reduction to tridiagonal form, then implicit QL steps
// (Martin, Reinsch and Wilkinson, 1968; Dubrulle, Martin and Wilkinson, 1968; the EISPACK routines tred2 and imtql2).

export interface Eigen {
  /** Falling. */
  readonly values: Float64Array;
  /** One unit vector per eigenvalue, in the same order. */
  readonly vectors: readonly Float64Array[];
}

const MOST_STEPS = 60;

/** `matrix`: size x size, symmetric; only read. */
export function symmetricEigen(matrix: Float64Array, size: number): Eigen {
  const rows = Array.from({ length: size }, (_, i) => matrix.slice(i * size, (i + 1) * size));
  const diagonal = new Float64Array(size);
  const beside = new Float64Array(size);
  tridiagonalise(rows, diagonal, beside);
  diagonalise(rows, diagonal, beside);
  const order = Array.from(diagonal.keys()).sort((a, b) => diagonal[b]! - diagonal[a]! || a - b);
  return {
    values: Float64Array.from(order, (j) => diagonal[j]!),
    vectors: order.map((j) => Float64Array.from(rows, (row) => row[j]!)),
  };
}

function tridiagonalise(v: Float64Array[], d: Float64Array, e: Float64Array): void {
  const n = d.length;
  for (let i = n - 1; i >= 1; i--) {
    const row = v[i]!;
    let scale = 0;
    for (let k = 0; k < i; k++) scale += Math.abs(row[k]!);
    if (i === 1 || scale === 0) {
      e[i] = row[i - 1]!;
      d[i] = 0;
      continue;
    }
    let h = 0;
    for (let k = 0; k < i; k++) {
      row[k] = row[k]! / scale;
      h += row[k]! * row[k]!;
    }
    const f = row[i - 1]!;
    const g = f >= 0 ? -Math.sqrt(h) : Math.sqrt(h);
    e[i] = scale * g;
    h -= f * g;
    row[i - 1] = f - g;
    let product = 0;
    for (let j = 0; j < i; j++) {
      v[j]![i] = row[j]! / h;
      let sum = 0;
      for (let k = 0; k <= j; k++) sum += v[j]![k]! * row[k]!;
      for (let k = j + 1; k < i; k++) sum += v[k]![j]! * row[k]!;
      e[j] = sum / h;
      product += e[j]! * row[j]!;
    }
    const half = product / (h + h);
    for (let j = 0; j < i; j++) {
      const factor = row[j]!;
      const other = e[j]! - half * factor;
      e[j] = other;
      for (let k = 0; k <= j; k++) v[j]![k] = v[j]![k]! - (factor * e[k]! + other * row[k]!);
    }
    d[i] = h;
  }
  if (n > 0) d[0] = 0;
  if (n > 0) e[0] = 0;
  for (let i = 0; i < n; i++) {
    const row = v[i]!;
    if (d[i] !== 0) {
      for (let j = 0; j < i; j++) {
        let sum = 0;
        for (let k = 0; k < i; k++) sum += row[k]! * v[k]![j]!;
        for (let k = 0; k < i; k++) v[k]![j] = v[k]![j]! - sum * v[k]![i]!;
      }
    }
    d[i] = row[i]!;
    row[i] = 1;
    for (let j = 0; j < i; j++) {
      v[j]![i] = 0;
      row[j] = 0;
    }
  }
}

function diagonalise(v: Float64Array[], d: Float64Array, e: Float64Array): void {
  const n = d.length;
  e.copyWithin(0, 1);
  if (n > 0) e[n - 1] = 0;
  for (let l = 0; l < n; l++) {
    for (let step = 0; ; step++) {
      let m = l;
      while (m < n - 1) {
        const size = Math.abs(d[m]!) + Math.abs(d[m + 1]!);
        if (Math.abs(e[m]!) <= Number.EPSILON * size) break;
        m++;
      }
      if (m === l) break;
      if (step === MOST_STEPS) throw new RangeError("the eigenvalues of a matrix did not converge");
      rotate(v, d, e, l, m);
    }
  }
}

/** One implicit QL step on the block l..m. */
function rotate(v: Float64Array[], d: Float64Array, e: Float64Array, l: number, m: number): void {
  let g = (d[l + 1]! - d[l]!) / (2 * e[l]!);
  let r = Math.hypot(g, 1);
  g = d[m]! - d[l]! + e[l]! / (g + (g >= 0 ? r : -r));
  let sine = 1;
  let cosine = 1;
  let p = 0;
  for (let i = m - 1; i >= l; i--) {
    const f = sine * e[i]!;
    const b = cosine * e[i]!;
    r = Math.hypot(f, g);
    e[i + 1] = r;
    if (r === 0) {
      d[i + 1] = d[i + 1]! - p;
      e[m] = 0;
      return;
    }
    sine = f / r;
    cosine = g / r;
    g = d[i + 1]! - p;
    r = (d[i]! - g) * sine + 2 * cosine * b;
    p = sine * r;
    d[i + 1] = g + p;
    g = cosine * r - b;
    for (const row of v) {
      const held = row[i + 1]!;
      row[i + 1] = sine * row[i]! + cosine * held;
      row[i] = cosine * row[i]! - sine * held;
    }
  }
  d[l] = d[l]! - p;
  e[l] = g;
  e[m] = 0;
}
