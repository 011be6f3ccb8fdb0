// A step along the gradient: Adam (Kingma and Ba, 2015), or stochastic gradient descent with momentum.
import { CALL, ROW_BLOCK } from "./memory-map";

const MOMENTUM: f64 = 0.9;
const SECOND: f64 = 0.999;
const LEAST: f64 = 1e-8;

/**
 * CALL: values, gradient, means, squares (0: no Adam), how many; size of the step at +24, corrected for means that began as zeros. All
 * with room for an even number.
 */
export function stepBlock(item: i32): void {
  const from = (<usize>item * ROW_BLOCK) << 3;
  const to = min<usize>(from + (ROW_BLOCK << 3), (<usize>load<u32>(CALL, 16)) << 3);
  const values = <usize>load<u32>(CALL);
  const gradients = <usize>load<u32>(CALL, 4);
  const means = <usize>load<u32>(CALL, 8);
  const squares = <usize>load<u32>(CALL, 12);
  const rate = v128.load64_splat(CALL, 24);
  for (let at = from; at < to; at += 16) {
    const slope = v128.load(gradients + at);
    const value = v128.load(values + at);
    let mean = f64x2.mul(f64x2.splat(MOMENTUM), v128.load(means + at));
    if (squares === 0) {
      mean = f64x2.sub(mean, f64x2.mul(rate, slope));
      v128.store(values + at, f64x2.add(value, mean));
    } else {
      mean = f64x2.add(mean, f64x2.mul(f64x2.splat(1 - MOMENTUM), slope));
      const now = f64x2.mul(f64x2.mul(f64x2.splat(1 - SECOND), slope), slope);
      const square = f64x2.add(f64x2.mul(f64x2.splat(SECOND), v128.load(squares + at)), now);
      const spread = f64x2.add(f64x2.sqrt(square), f64x2.splat(LEAST));
      v128.store(values + at, f64x2.sub(value, f64x2.div(f64x2.mul(rate, mean), spread)));
      v128.store(squares + at, square);
    }
    v128.store(means + at, mean);
  }
}
