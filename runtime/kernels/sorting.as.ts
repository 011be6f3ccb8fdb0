// Sorting numbers by the bits in which they differ, least significant digit first.

/** A digit of few numbers has at most 8 bits, one of many 11: as many counts as there is room for. */
const FEW = 4096;

/**
 * Sorts `count` keys by their bits from `low` up to `high`. `spare` is as large, `counts` has room for 2048 words.
 * Returns where the result lies.
 */
export function sortKeys(keys: usize, spare: usize, counts: usize, count: i32, low: i32, high: i32): usize {
  if (high <= low) return keys;
  const most = count < FEW ? 8 : 11;
  const passes = (high - low + most - 1) / most;
  const width = (high - low + passes - 1) / passes;
  const values: usize = (<usize>1) << (<usize>width);
  const bytes = (<usize>count) << 3;
  let from = keys;
  let to = spare;
  for (let shift = low; shift < high; shift += width) {
    memory.fill(counts, 0, values << 2);
    for (let at: usize = 0; at < bytes; at += 8) {
      const place = counts + ((<usize>(load<u64>(from + at) >> <u64>shift) & (values - 1)) << 2);
      store<u32>(place, load<u32>(place) + 1);
    }
    let sum: u32 = 0;
    for (let i: usize = 0; i < values << 2; i += 4) {
      const size = load<u32>(counts + i);
      store<u32>(counts + i, sum);
      sum += size;
    }
    for (let at: usize = 0; at < bytes; at += 8) {
      const key = load<u64>(from + at);
      const place = counts + ((<usize>(key >> <u64>shift) & (values - 1)) << 2);
      const index = load<u32>(place);
      store<u32>(place, index + 1);
      store<u64>(to + ((<usize>index) << 3), key);
    }
    const other = from;
    from = to;
    to = other;
  }
  return from;
}

/** Sorts `count` floats (no NaN) at `values`; `spare` and `counts` as for `sortKeys`. Returns where the result lies. */
export function sortNumbers(values: usize, spare: usize, counts: usize, count: i32): usize {
  if (count === 0) return values;
  const end = values + ((<usize>count) << 3);
  const first = load<u64>(values);
  let differ: u64 = 0;
  // Keys are bits whose order as whole numbers is that of the floats.
  for (let at = values; at < end; at += 8) {
    const bits = load<u64>(at);
    differ |= bits ^ first;
    store<u64>(at, bits ^ (<u64>(<i64>bits >> 63) | 0x8000000000000000));
  }
  // Bits that are the same everywhere are, in the keys, that of the sign or its opposite: they order nothing.
  const sorted = sortKeys(values, spare, counts, count, <i32>ctz<u64>(differ), 64 - <i32>clz<u64>(differ));
  for (let at = sorted; at < sorted + (end - values); at += 8) {
    const key = load<u64>(at);
    store<u64>(at, key ^ (<u64>(<i64>~key >> 63) | 0x8000000000000000));
  }
  return sorted;
}
