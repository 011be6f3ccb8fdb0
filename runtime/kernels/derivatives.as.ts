// First and second derivatives of losses by score, a block of rows at a time. Formulas are those of LightGBM.
import { exponential } from "./elementary.as";
import { CALL, LOSS_HUBER, LOSS_POISSON, LOSS_QUANTILE, LOSS_SOFTMAX, LOSS_SQUARED, ROW_BLOCK } from "./memory-map";

/**
 * CALL: scores, labels, gradients, hessians, weights (0: all 1), rows, loss, outputs; numbers of the loss f64 x 2 at +32. Derivatives
 * are laid out like the scores, output by output.
 */
export function deriveBlock(item: i32): void {
  const rows = <usize>load<u32>(CALL, 20);
  const first = <usize>(item * ROW_BLOCK);
  const from = first << 3;
  const end = min<usize>(first + ROW_BLOCK, rows) << 3;
  const loss = load<i32>(CALL, 24);
  if (loss === LOSS_SOFTMAX) deriveClasses(from, end, rows << 3);
  else deriveRows(from, end, loss);
}

/** Losses of one score. Its arrays end on 16 bytes, so that the last pair may hold one row. */
function deriveRows(from: usize, end: usize, loss: i32): void {
  const scores = <usize>load<u32>(CALL);
  const labels = <usize>load<u32>(CALL, 4);
  const gradients = <usize>load<u32>(CALL, 8);
  const hessians = <usize>load<u32>(CALL, 12);
  const weights = <usize>load<u32>(CALL, 16);
  const one = f64x2.splat(1);
  const a = v128.load64_splat(CALL, 32);
  const b = v128.load64_splat(CALL, 40);
  for (let at = from; at < end; at += 16) {
    const score = v128.load(scores + at);
    const label = v128.load(labels + at);
    let gradient = f64x2.sub(score, label);
    let hessian = one;
    // What the numbers are: `stdlib/models/gradient-boosting/objectives.ts`.
    if (loss === LOSS_QUANTILE) gradient = v128.bitselect(a, b, f64x2.ge(score, label));
    else if (loss === LOSS_HUBER) gradient = f64x2.pmax(f64x2.pmin(gradient, a), b);
    else if (loss === LOSS_POISSON) {
      const rate = rateOf(score);
      gradient = f64x2.sub(rate, label);
      hessian = f64x2.mul(rate, a);
    } else if (loss !== LOSS_SQUARED) {
      const probability = f64x2.div(one, f64x2.add(one, exponential(f64x2.neg(score))));
      gradient = f64x2.sub(probability, label);
      hessian = f64x2.mul(probability, f64x2.sub(one, probability));
    }
    if (weights !== 0) {
      const weight = v128.load(weights + at);
      gradient = f64x2.mul(gradient, weight);
      hessian = f64x2.mul(hessian, weight);
    }
    v128.store(gradients + at, gradient);
    v128.store(hessians + at, hessian);
  }
}

/** e^score, infinite past the largest number: a fit that diverges must not go on. */
export function rateOf(score: v128): v128 {
  const isPast = f64x2.gt(score, f64x2.splat(709.782712893384));
  return v128.bitselect(f64x2.splat(Infinity), exponential(score), isPast);
}

/** Two rows of an output; the last row alone where the next number is another output's. */
export function pairAt(at: usize, isAlone: bool): v128 {
  return isAlone ? v128.load64_splat(at) : v128.load(at);
}

function putPair(at: usize, pair: v128, isAlone: bool): void {
  if (isAlone) v128.store64_lane(at, pair, 0);
  else v128.store(at, pair);
}

/** The largest score of each of two rows; no number where one of them is none. */
export function topOf(scores: usize, outputs: i32, stride: usize, isAlone: bool): v128 {
  let top = pairAt(scores, isAlone);
  let at = scores;
  for (let k = 1; k < outputs; k++) {
    at += stride;
    top = f64x2.max(top, pairAt(at, isAlone));
  }
  return top;
}

function deriveClasses(from: usize, end: usize, stride: usize): void {
  const scores = <usize>load<u32>(CALL);
  const labels = <usize>load<u32>(CALL, 4);
  const gradients = <usize>load<u32>(CALL, 8);
  const hessians = <usize>load<u32>(CALL, 12);
  const weights = <usize>load<u32>(CALL, 16);
  const outputs = load<i32>(CALL, 28);
  const one = f64x2.splat(1);
  const factor = v128.load64_splat(CALL, 32);
  for (let at = from; at < end; at += 16) {
    const isAlone = at + 8 === end;
    const top = topOf(scores + at, outputs, stride, isAlone);
    let sum = f64x2.splat(0);
    let place = at;
    for (let k = 0; k < outputs; k++) {
      const part = exponential(f64x2.sub(pairAt(scores + place, isAlone), top));
      putPair(gradients + place, part, isAlone);
      sum = f64x2.add(sum, part);
      place += stride;
    }
    const label = pairAt(labels + at, isAlone);
    const weight = weights === 0 ? one : pairAt(weights + at, isAlone);
    place = at;
    for (let k = 0; k < outputs; k++) {
      const probability = f64x2.div(pairAt(gradients + place, isAlone), sum);
      const hit = v128.and(one, f64x2.eq(label, f64x2.splat(<f64>k)));
      const hessian = f64x2.mul(f64x2.mul(factor, probability), f64x2.sub(one, probability));
      putPair(gradients + place, f64x2.mul(f64x2.sub(probability, hit), weight), isAlone);
      putPair(hessians + place, f64x2.mul(hessian, weight), isAlone);
      place += stride;
    }
  }
}
