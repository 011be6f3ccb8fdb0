// Bounds between bins of about equal count: LightGBM's greedy rule, in which frequent values get bins of their own (Ke and
// others, 2017).

/** Fewest sampled rows of a bin (LightGBM's min_data_in_bin). */
const MIN_IN_BIN = 3;

/** Halfway, and never rounded up to the upper value. */
function between(low: f64, high: f64): f64 {
  const middle = low / 2 + high / 2;
  return middle < high ? middle : low;
}

function valueAt(distinct: usize, i: i32): f64 {
  return load<f64>(distinct + ((<usize>i) << 3));
}

function sizeAt(sizes: usize, i: i32): f64 {
  return <f64>load<u32>(sizes + ((<usize>i) << 2));
}

/**
 * Writes the bounds of at most `maxBin` bins of `found` rising values and their sizes, which sum to `total`; returns how many
 * bounds that are. There is room for `maxBin` of them.
 */
export function boundsOf(distinct: usize, sizes: usize, found: i32, total: i32, maxBin: i32, to: usize): i32 {
  if (found <= maxBin) return boundsOfFew(distinct, sizes, found, to);
  return boundsOfMany(distinct, sizes, found, max<i32>(1, min<i32>(maxBin, total / MIN_IN_BIN)), total, to);
}

function boundsOfFew(distinct: usize, sizes: usize, found: i32, to: usize): i32 {
  let bounds: usize = 0;
  let inBin: f64 = 0;
  for (let i = 0; i + 1 < found; i++) {
    inBin += sizeAt(sizes, i);
    if (inBin < MIN_IN_BIN) continue;
    store<f64>(to + (bounds << 3), between(valueAt(distinct, i), valueAt(distinct, i + 1)));
    bounds++;
    inBin = 0;
  }
  return <i32>bounds;
}

function boundsOfMany(distinct: usize, sizes: usize, found: i32, maxBin: i32, total: i32, to: usize): i32 {
  const big = <f64>total / <f64>maxBin;
  let restBins = <f64>maxBin;
  let restRows: f64 = 0;
  for (let i = 0; i < found; i++) {
    const size = sizeAt(sizes, i);
    if (size >= big) restBins -= 1;
    else restRows += size;
  }
  let most = restRows / restBins;
  let bounds = 0;
  let inBin: f64 = 0;
  for (let i = 0; i + 1 < found && bounds < maxBin - 1; i++) {
    const size = sizeAt(sizes, i);
    const isBig = size >= big;
    if (!isBig) restRows -= size;
    inBin += size;
    const isFull = isBig || inBin >= most || (sizeAt(sizes, i + 1) >= big && inBin >= max<f64>(1, most / 2));
    if (!isFull) continue;
    store<f64>(to + ((<usize>bounds) << 3), between(valueAt(distinct, i), valueAt(distinct, i + 1)));
    bounds++;
    inBin = 0;
    if (isBig) continue;
    restBins -= 1;
    most = restRows / restBins;
  }
  return bounds;
}
