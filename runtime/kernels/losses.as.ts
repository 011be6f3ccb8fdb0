// Losses of rows whose fit is watched, summed block by block.
import { pairAt, rateOf, topOf } from "./derivatives.as";
import { exponential, logarithm, logOnePlus } from "./elementary.as";
import { CALL, LOSS_POISSON, LOSS_SOFTMAX, ROW_BLOCK } from "./memory-map";

/** log(1 + e^x) - label x, without ever taking e of a large number. */
function logisticLoss(score: v128, label: v128): v128 {
  const tail = logOnePlus(exponential(f64x2.neg(f64x2.abs(score))));
  return f64x2.sub(f64x2.add(tail, f64x2.pmax(f64x2.splat(0), score)), f64x2.mul(label, score));
}

/** The logarithm of the summed e^score of all outputs, less the score of the label's. */
function softmaxLoss(scores: usize, label: v128, outputs: i32, stride: usize, isAlone: bool): v128 {
  const top = topOf(scores, outputs, stride, isAlone);
  let sum = f64x2.splat(0);
  let hit = sum;
  let at = scores;
  for (let k = 0; k < outputs; k++) {
    const score = pairAt(at, isAlone);
    sum = f64x2.add(sum, exponential(f64x2.sub(score, top)));
    hit = v128.bitselect(score, hit, f64x2.eq(label, f64x2.splat(<f64>k)));
    at += stride;
  }
  const logs = f64x2.replace_lane(
    f64x2.splat(logarithm(f64x2.extract_lane(sum, 0))),
    1,
    logarithm(f64x2.extract_lane(sum, 1)),
  );
  return f64x2.sub(f64x2.add(top, logs), hit);
}

function lossOf(scores: usize, label: v128, stride: usize, isAlone: bool): v128 {
  const loss = load<i32>(CALL, 20);
  if (loss === LOSS_SOFTMAX) return softmaxLoss(scores, label, load<i32>(CALL, 24), stride, isAlone);
  const score = pairAt(scores, isAlone);
  return loss === LOSS_POISSON ? f64x2.sub(rateOf(score), f64x2.mul(label, score)) : logisticLoss(score, label);
}

/** CALL: scores, labels, weights (0: all 1), sums of the blocks, rows, loss, outputs. The loss of the rows, to the sum of the block. */
export function lossBlock(item: i32): void {
  const rows = <usize>load<u32>(CALL, 16);
  const first = <usize>(item * ROW_BLOCK);
  const scores = <usize>load<u32>(CALL) + (first << 3);
  const labels = <usize>load<u32>(CALL, 4) + (first << 3);
  const all = <usize>load<u32>(CALL, 8);
  const weights: usize = all === 0 ? 0 : all + (first << 3);
  const stride = rows << 3;
  const count = min<usize>(ROW_BLOCK, rows - first);
  const bytes = (count & ~1) << 3;
  let sums = f64x2.splat(0);
  for (let at: usize = 0; at < bytes; at += 16) {
    const loss = lossOf(scores + at, v128.load(labels + at), stride, false);
    sums = f64x2.add(sums, weights === 0 ? loss : f64x2.mul(loss, v128.load(weights + at)));
  }
  let sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  if ((count & 1) !== 0) {
    const loss = lossOf(scores + bytes, v128.load64_splat(labels + bytes), stride, true);
    sum += f64x2.extract_lane(loss, 0) * (weights === 0 ? 1 : load<f64>(weights + bytes));
  }
  store<f64>(<usize>load<u32>(CALL, 12) + ((<usize>item) << 3), sum);
}
