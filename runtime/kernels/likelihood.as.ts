// Logistic regression over a block of rows: loss, gradient and, where it is asked for, curvature, in one pass.
import { exponential, logarithm, logOnePlus } from "./elementary.as";
import { addProducts, columnsOf, listEntries, standardizeColumns } from "./gram.as";
import {
  BLOCK_COEFFICIENTS,
  BLOCK_CURVATURE,
  BLOCK_DENSE,
  BLOCK_GRADIENTS,
  BLOCK_GRADIENTS_BYTES,
  BLOCK_LABELS,
  BLOCK_OUTPUTS,
  BLOCK_SCORES,
  BLOCK_SPARSE,
  BLOCK_STRIDE,
  BLOCK_SUMS,
  BLOCK_SUMS_BYTES,
  BLOCK_WEIGHTS,
  GRAM_BLOCK,
} from "./memory-map";

const BLOCK_BYTES: usize = GRAM_BLOCK << 3;

/** Columns times coefficients, eight rows at a time. */
function score(columns: usize, count: usize, coefficients: usize, to: usize): void {
  const stride = <usize>load<u32>(BLOCK_STRIDE);
  for (let i: usize = 0; i < BLOCK_BYTES; i += 64) {
    let a = f64x2.splat(0);
    let b = f64x2.splat(0);
    let c = f64x2.splat(0);
    let d = f64x2.splat(0);
    let at = columns + i;
    for (let j: usize = 0; j < count; j++) {
      const coefficient = v128.load64_splat(coefficients + (j << 3));
      a = f64x2.add(a, f64x2.mul(coefficient, v128.load(at)));
      b = f64x2.add(b, f64x2.mul(coefficient, v128.load(at, 16)));
      c = f64x2.add(c, f64x2.mul(coefficient, v128.load(at, 32)));
      d = f64x2.add(d, f64x2.mul(coefficient, v128.load(at, 48)));
      at += stride;
    }
    v128.store(to + i, a);
    v128.store(to + i, b, 16);
    v128.store(to + i, c, 32);
    v128.store(to + i, d, 48);
  }
}

/** Adds columns times residuals. */
function addSlopes(columns: usize, count: usize, residuals: usize, to: usize): void {
  const stride = <usize>load<u32>(BLOCK_STRIDE);
  for (let j: usize = 0; j < count; j++) {
    const column = columns + j * stride;
    let a = f64x2.splat(0);
    let b = f64x2.splat(0);
    for (let i: usize = 0; i < BLOCK_BYTES; i += 32) {
      a = f64x2.add(a, f64x2.mul(v128.load(residuals + i), v128.load(column + i)));
      b = f64x2.add(b, f64x2.mul(v128.load(residuals + i, 16), v128.load(column + i, 16)));
    }
    const sum = f64x2.add(a, b);
    const at = to + (j << 3);
    store<f64>(at, load<f64>(at) + (f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)));
  }
}

/** Scores become probabilities of the second class; residuals and curvatures are left beside them. Returns the loss. */
function twoClasses(scores: usize, residuals: usize, curvatures: usize, labels: usize, weights: usize): f64 {
  const one = f64x2.splat(1);
  const zero = f64x2.splat(0);
  let loss = zero;
  for (let i: usize = 0; i < BLOCK_BYTES; i += 16) {
    const value = v128.load(scores + i);
    const label = v128.load(labels + i);
    const weight = v128.load(weights + i);
    const tail = exponential(f64x2.neg(f64x2.abs(value)));
    const high = f64x2.div(one, f64x2.add(one, tail));
    const low = f64x2.mul(tail, high);
    const probability = v128.bitselect(high, low, f64x2.ge(value, zero));
    v128.store(residuals + i, f64x2.mul(weight, f64x2.sub(probability, label)));
    v128.store(curvatures + i, f64x2.mul(weight, f64x2.mul(high, low)));
    const miss = f64x2.sub(f64x2.add(logOnePlus(tail), f64x2.max(value, zero)), f64x2.mul(label, value));
    loss = f64x2.add(loss, f64x2.mul(weight, miss));
  }
  return f64x2.extract_lane(loss, 0) + f64x2.extract_lane(loss, 1);
}

/** Scores of all outputs become probabilities. Returns the loss. */
function manyClasses(scores: usize, outputs: usize, labels: usize, weights: usize): f64 {
  let loss: f64 = 0;
  for (let i: usize = 0; i < BLOCK_BYTES; i += 8) {
    let top = load<f64>(scores + i);
    for (let k: usize = 1; k < outputs; k++) top = max<f64>(top, load<f64>(scores + k * BLOCK_BYTES + i));
    const hit = load<f64>(scores + <usize>load<f64>(labels + i) * BLOCK_BYTES + i);
    let sum: f64 = 0;
    for (let k: usize = 0; k < outputs; k++) {
      const at = scores + k * BLOCK_BYTES + i;
      const share = f64x2.extract_lane(exponential(f64x2.splat(load<f64>(at) - top)), 0);
      store<f64>(at, share);
      sum += share;
    }
    for (let k: usize = 0; k < outputs; k++) {
      const at = scores + k * BLOCK_BYTES + i;
      store<f64>(at, load<f64>(at) / sum);
    }
    loss += load<f64>(weights + i) * (top + logarithm(sum) - hit);
  }
  return loss;
}

/** One output's residuals of many classes. */
function residualsOf(output: usize, probabilities: usize, labels: usize, weights: usize, to: usize): void {
  for (let i: usize = 0; i < BLOCK_BYTES; i += 8) {
    const hit: f64 = load<f64>(labels + i) === <f64>output ? 1 : 0;
    store<f64>(to + i, load<f64>(weights + i) * (load<f64>(probabilities + output * BLOCK_BYTES + i) - hit));
  }
}

function curvaturesOf(k: usize, l: usize, probabilities: usize, weights: usize, to: usize): void {
  for (let i: usize = 0; i < BLOCK_BYTES; i += 8) {
    const p = load<f64>(probabilities + k * BLOCK_BYTES + i);
    const q = (k === l ? 1.0 : 0.0) - load<f64>(probabilities + l * BLOCK_BYTES + i);
    store<f64>(to + i, load<f64>(weights + i) * p * q);
  }
}

/** The block of an item. Rows that fill it up weigh 0. The loss stands behind the gradient. */
export function likelihoodBlock(item: i32): void {
  const columns = columnsOf(item);
  standardizeColumns(columns);
  const outputs = <usize>load<u32>(BLOCK_OUTPUTS);
  const count = <usize>load<u32>(BLOCK_DENSE) + <usize>load<u32>(BLOCK_SPARSE);
  const coefficients = <usize>load<u32>(BLOCK_COEFFICIENTS);
  const labels = <usize>load<u32>(BLOCK_LABELS) + <usize>item * BLOCK_BYTES;
  const weights = <usize>load<u32>(BLOCK_WEIGHTS) + <usize>item * BLOCK_BYTES;
  const scores = <usize>load<u32>(BLOCK_SCORES) + <usize>item * (outputs + 2) * BLOCK_BYTES;
  const residuals = scores + outputs * BLOCK_BYTES;
  const curvatures = residuals + BLOCK_BYTES;
  const gradients = <usize>load<u32>(BLOCK_GRADIENTS) + <usize>item * <usize>load<u32>(BLOCK_GRADIENTS_BYTES);
  const loss = gradients + ((outputs * count) << 3);
  for (let k: usize = 0; k < outputs; k++)
    score(columns, count, coefficients + ((k * count) << 3), scores + k * BLOCK_BYTES);
  if (outputs === 1) {
    store<f64>(loss, load<f64>(loss) + twoClasses(scores, residuals, curvatures, labels, weights));
    addSlopes(columns, count, residuals, gradients);
  } else {
    store<f64>(loss, load<f64>(loss) + manyClasses(scores, outputs, labels, weights));
    for (let k: usize = 0; k < outputs; k++) {
      residualsOf(k, scores, labels, weights, residuals);
      addSlopes(columns, count, residuals, gradients + ((k * count) << 3));
    }
  }
  if (load<u32>(BLOCK_CURVATURE) === 0) return;
  listEntries(item, columns);
  let sums = <usize>load<u32>(BLOCK_SUMS) + <usize>item * <usize>load<u32>(BLOCK_SUMS_BYTES);
  for (let k: usize = 0; k < outputs; k++) {
    for (let l = k; l < outputs; l++) {
      if (outputs > 1) curvaturesOf(k, l, scores, weights, curvatures);
      addProducts(item, columns, curvatures, sums);
      sums += (count * count) << 3;
    }
  }
}
