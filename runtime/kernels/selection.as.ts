// Whole numbers at places of the rising order, without sorting: those on the wrong side of a pivot are left out again and again.

/** 2^32 over the golden ratio. */
const GOLDEN: u32 = 2654435769;

/** The key that follows the one that this thread selected last. */
export let following: i64 = 0;

function keyAt(keys: usize, count: usize, step: u32): i64 {
  const place = <usize>((<u64>(step * GOLDEN) * <u64>count) >> 32);
  return load<i64>(keys + (place << 3));
}

/** The middle one of three keys, which lie where multiples of the golden ratio say: no usual order of the keys is a bad one. */
function pivotOf(keys: usize, count: usize, step: u32): i64 {
  const a = keyAt(keys, count, step);
  const b = keyAt(keys, count, step + 1);
  const c = keyAt(keys, count, step + 2);
  return max<i64>(min<i64>(a, b), min<i64>(max<i64>(a, b), c));
}

/** The key at `rank` of the rising order. `first` and `second` have room for as many; the latter may be where the keys are. */
export function selectKey(keys: usize, count: usize, rank: usize, first: usize, second: usize): i64 {
  let place = rank;
  let from = keys;
  let left = count;
  let to = first;
  let other = second;
  // The smallest key above those that are left.
  let above = i64.MAX_VALUE;
  let step: u32 = 1;
  while (true) {
    const pivot = pivotOf(from, left, step);
    const end = to + (left << 3);
    let low = to;
    let high = end - 8;
    // Each is written to both ends, of which the one it does not belong to is overwritten.
    for (let at = from; at < from + (left << 3); at += 8) {
      const key = load<i64>(at);
      store<i64>(low, key);
      store<i64>(high, key);
      low += (<usize>(key < pivot)) << 3;
      high -= (<usize>(key > pivot)) << 3;
    }
    const below = (low - to) >> 3;
    const notAbove = (high + 8 - to) >> 3;
    if (place >= below && place < notAbove) {
      following = place + 1 < notAbove ? pivot : smallest(high + 8, end, above);
      return pivot;
    }
    if (place < below) {
      above = pivot;
      from = to;
      left = below;
    } else {
      from = high + 8;
      place -= notAbove;
      left -= notAbove;
    }
    const free = other;
    other = to;
    to = free;
    step += 3;
  }
}

function smallest(from: usize, end: usize, above: i64): i64 {
  let least = above;
  for (let at = from; at < end; at += 8) least = min<i64>(least, load<i64>(at));
  return least;
}
