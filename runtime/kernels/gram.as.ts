// XᵀX of a block of rows, four by two columns at a time: what is loaded of a column serves several products.
import { GRAM_BLOCK } from "./memory-map";

const BLOCK_BYTES: usize = GRAM_BLOCK << 3;

function add(at: usize, sum: v128): void {
  store<f64>(at, load<f64>(at) + (f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)));
}

/** Columns times the weights of their rows. */
function weighColumns(from: usize, columns: usize, weights: usize, to: usize): void {
  for (let j: usize = 0; j < columns; j++) {
    for (let i: usize = 0; i < BLOCK_BYTES; i += 16) {
      v128.store(to + j * BLOCK_BYTES + i, f64x2.mul(v128.load(from + j * BLOCK_BYTES + i), v128.load(weights + i)));
    }
  }
}

/**
 * Adds the products of a block to `sums` (columns x columns; only the tiles on and above the diagonal). `block` is
 * column-major with GRAM_BLOCK rows, filled up with zeros, and a multiple of four columns; `weights` 0: all rows count once,
 * else `weighted` has room for another block.
 */
export function addGram(block: usize, columns: usize, weights: usize, weighted: usize, sums: usize): void {
  const left = weights === 0 ? block : weighted;
  if (weights !== 0) weighColumns(block, columns, weights, weighted);
  const rowBytes = columns << 3;
  for (let j: usize = 0; j < columns; j += 4) {
    const a = left + j * BLOCK_BYTES;
    for (let k = j; k < columns; k += 2) {
      const b = block + k * BLOCK_BYTES;
      let s00 = f64x2.splat(0);
      let s01 = f64x2.splat(0);
      let s10 = f64x2.splat(0);
      let s11 = f64x2.splat(0);
      let s20 = f64x2.splat(0);
      let s21 = f64x2.splat(0);
      let s30 = f64x2.splat(0);
      let s31 = f64x2.splat(0);
      for (let i: usize = 0; i < BLOCK_BYTES; i += 16) {
        const b0 = v128.load(b + i);
        const b1 = v128.load(b + i, BLOCK_BYTES);
        const a0 = v128.load(a + i);
        s00 = f64x2.add(s00, f64x2.mul(a0, b0));
        s01 = f64x2.add(s01, f64x2.mul(a0, b1));
        const a1 = v128.load(a + i, BLOCK_BYTES);
        s10 = f64x2.add(s10, f64x2.mul(a1, b0));
        s11 = f64x2.add(s11, f64x2.mul(a1, b1));
        const a2 = v128.load(a + i, 2 * BLOCK_BYTES);
        s20 = f64x2.add(s20, f64x2.mul(a2, b0));
        s21 = f64x2.add(s21, f64x2.mul(a2, b1));
        const a3 = v128.load(a + i, 3 * BLOCK_BYTES);
        s30 = f64x2.add(s30, f64x2.mul(a3, b0));
        s31 = f64x2.add(s31, f64x2.mul(a3, b1));
      }
      const to = sums + j * rowBytes + (k << 3);
      add(to, s00);
      add(to + 8, s01);
      add(to + rowBytes, s10);
      add(to + rowBytes + 8, s11);
      add(to + 2 * rowBytes, s20);
      add(to + 2 * rowBytes + 8, s21);
      add(to + 3 * rowBytes, s30);
      add(to + 3 * rowBytes + 8, s31);
    }
  }
}
