// Products of tall matrices: XᵀX, Xᵀv and Xw, for X column-major (rows x columns) in one Float64Array.

/** `Xᵀ diag(weights) X`, symmetric, column-major (columns x columns). Two by two columns at a time to spare memory traffic. */
export function gram(x: Float64Array, rows: number, columns: number, weights: Float64Array | null): Float64Array {
  const result = new Float64Array(columns * columns);
  const weighted = weights === null ? null : new Float64Array(2 * rows);
  for (let j = 0; j < columns; j += 2) {
    const second = j + 1 < columns ? j + 1 : j;
    let left = x;
    let a = j * rows;
    let b = second * rows;
    if (weights !== null && weighted !== null) {
      for (let i = 0; i < rows; i++) {
        weighted[i] = weights[i]! * x[a + i]!;
        weighted[rows + i] = weights[i]! * x[b + i]!;
      }
      left = weighted;
      a = 0;
      b = rows;
    }
    for (let k = j; k < columns; k += 2) {
      const last = k + 1 < columns ? k + 1 : k;
      const c = k * rows;
      const d = last * rows;
      let ac = 0;
      let ad = 0;
      let bc = 0;
      let bd = 0;
      for (let i = 0; i < rows; i++) {
        const p = left[a + i]!;
        const q = left[b + i]!;
        const r = x[c + i]!;
        const s = x[d + i]!;
        ac += p * r;
        ad += p * s;
        bc += q * r;
        bd += q * s;
      }
      result[j * columns + k] = result[k * columns + j] = ac;
      result[j * columns + last] = result[last * columns + j] = ad;
      result[second * columns + k] = result[k * columns + second] = bc;
      result[second * columns + last] = result[last * columns + second] = bd;
    }
  }
  return result;
}

/** Xᵀ v: one number per column. */
export function transposeTimes(x: Float64Array, rows: number, columns: number, v: Float64Array): Float64Array {
  const result = new Float64Array(columns);
  for (let j = 0; j < columns; j++) {
    const start = j * rows;
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += x[start + i]! * v[i]!;
    result[j] = sum;
  }
  return result;
}

/** X w + shift: one number per row. */
export function times(x: Float64Array, rows: number, columns: number, w: Float64Array, shift = 0): Float64Array {
  const result = new Float64Array(rows).fill(shift);
  for (let j = 0; j < columns; j++) {
    const factor = w[j]!;
    if (factor === 0) continue;
    const start = j * rows;
    for (let i = 0; i < rows; i++) result[i] = result[i]! + factor * x[start + i]!;
  }
  return result;
}
