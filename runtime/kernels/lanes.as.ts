// Columns of bytes side by side: eight bytes per row.

/** The bytes of two lists in turn, from the first or the second half of each. */
function zip(a: v128, b: v128, second: bool): v128 {
  return second
    ? v128.shuffle<u8>(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
    : v128.shuffle<u8>(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

function zipPairs(a: v128, b: v128, second: bool): v128 {
  return second
    ? v128.shuffle<u16>(a, b, 4, 12, 5, 13, 6, 14, 7, 15)
    : v128.shuffle<u16>(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}

/** Eight rows of four bytes from `low` and of four from `high`. */
function storeRows(low: v128, high: v128, to: usize): void {
  v128.store(to, v128.shuffle<u32>(low, high, 0, 4, 1, 5));
  v128.store(to, v128.shuffle<u32>(low, high, 2, 6, 3, 7), 16);
}

/**
 * Eight columns, `stride` bytes apart, both they and `to` with room for a multiple of 16 rows. Bytes of columns that nobody reads
 * may be any.
 */
export function layLanes(lanes: usize, stride: usize, rows: i32, to: usize): void {
  for (let from: usize = 0; from < <usize>rows; from += 16) {
    const at = lanes + from;
    const a = v128.load(at);
    const b = v128.load(at + stride);
    const c = v128.load(at + 2 * stride);
    const d = v128.load(at + 3 * stride);
    const e = v128.load(at + 4 * stride);
    const f = v128.load(at + 5 * stride);
    const g = v128.load(at + 6 * stride);
    const h = v128.load(at + 7 * stride);
    const place = to + (from << 3);
    for (let half = 0; half < 2; half++) {
      const ab = zip(a, b, half === 1);
      const cd = zip(c, d, half === 1);
      const ef = zip(e, f, half === 1);
      const gh = zip(g, h, half === 1);
      const rowsAt = place + ((<usize>half) << 6);
      storeRows(zipPairs(ab, cd, false), zipPairs(ef, gh, false), rowsAt);
      storeRows(zipPairs(ab, cd, true), zipPairs(ef, gh, true), rowsAt + 32);
    }
  }
}
