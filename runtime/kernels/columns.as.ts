// One pass over some numbers of a column. Missing ones are NaN. Every list has room up to a multiple of eight numbers, so that
// no loop needs an end of its own.

/** Makes what follows a list, up to a multiple of eight numbers, missing; returns the end. */
function padWithMissing(values: usize, count: i32): usize {
  const end = values + ((<usize>((count + 7) & ~7)) << 3);
  for (let at = values + ((<usize>count) << 3); at < end; at += 8) store<f64>(at, NaN);
  return end;
}

/** Missing numbers become `fill`, in place. */
export function fillMissing(values: usize, count: i32, fill: f64): void {
  const by = f64x2.splat(fill);
  const end = values + ((<usize>count) << 3);
  for (let at = values; at < end; at += 16) {
    const value = v128.load(at);
    v128.store(at, v128.bitselect(value, by, f64x2.eq(value, value)));
  }
}

/** (x - center) / scale, in place. */
export function scaleNumbers(values: usize, count: i32, center: f64, scale: f64): void {
  const shift = f64x2.splat(center);
  const unit = f64x2.splat(scale);
  const end = values + ((<usize>count) << 3);
  for (let at = values; at < end; at += 16) {
    v128.store(at, f64x2.div(f64x2.sub(v128.load(at), shift), unit));
  }
}

function sumOfLanes(a: v128, b: v128, c: v128, d: v128): f64 {
  const sum = f64x2.add(f64x2.add(a, b), f64x2.add(c, d));
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** To `to`: how many are present, their mean, and their squared deviations from it less what its rounding adds to them. */
export function summarizeNumbers(values: usize, count: i32, to: usize): void {
  const end = padWithMissing(values, count);
  let present = i64x2.splat(0);
  let a = f64x2.splat(0);
  let b = f64x2.splat(0);
  let c = f64x2.splat(0);
  let d = f64x2.splat(0);
  for (let at = values; at < end; at += 64) {
    const first = v128.load(at);
    const second = v128.load(at, 16);
    const third = v128.load(at, 32);
    const fourth = v128.load(at, 48);
    const isFirst = f64x2.eq(first, first);
    const isSecond = f64x2.eq(second, second);
    const isThird = f64x2.eq(third, third);
    const isFourth = f64x2.eq(fourth, fourth);
    present = i64x2.sub(present, i64x2.add(i64x2.add(isFirst, isSecond), i64x2.add(isThird, isFourth)));
    a = f64x2.add(a, v128.and(first, isFirst));
    b = f64x2.add(b, v128.and(second, isSecond));
    c = f64x2.add(c, v128.and(third, isThird));
    d = f64x2.add(d, v128.and(fourth, isFourth));
  }
  const n = <f64>(i64x2.extract_lane(present, 0) + i64x2.extract_lane(present, 1));
  const mean = sumOfLanes(a, b, c, d) / n;
  const center = f64x2.splat(mean);
  a = f64x2.splat(0);
  b = f64x2.splat(0);
  c = f64x2.splat(0);
  d = f64x2.splat(0);
  for (let at = values; at < end; at += 32) {
    const first = v128.load(at);
    const second = v128.load(at, 16);
    const left = v128.and(f64x2.sub(first, center), f64x2.eq(first, first));
    const right = v128.and(f64x2.sub(second, center), f64x2.eq(second, second));
    a = f64x2.add(a, f64x2.mul(left, left));
    b = f64x2.add(b, f64x2.mul(right, right));
    c = f64x2.add(c, left);
    d = f64x2.add(d, right);
  }
  const none = f64x2.splat(0);
  const rest = sumOfLanes(c, d, none, none);
  store<f64>(to, n);
  store<f64>(to, mean, 8);
  store<f64>(to, n === 0 ? 0 : sumOfLanes(a, b, none, none) - (rest * rest) / n, 16);
}

/** Widens the range at `to`, smallest and largest, by the present numbers. */
export function widenRange(values: usize, count: i32, to: usize): void {
  const end = padWithMissing(values, count);
  let low = v128.load64_splat(to);
  let high = v128.load64_splat(to, 8);
  let otherLow = low;
  let otherHigh = high;
  for (let at = values; at < end; at += 64) {
    const first = v128.load(at);
    const second = v128.load(at, 16);
    const third = v128.load(at, 32);
    const fourth = v128.load(at, 48);
    // The running end comes first: a comparison with what is missing keeps it.
    low = f64x2.pmin(f64x2.pmin(low, first), second);
    otherLow = f64x2.pmin(f64x2.pmin(otherLow, third), fourth);
    high = f64x2.pmax(f64x2.pmax(high, first), second);
    otherHigh = f64x2.pmax(f64x2.pmax(otherHigh, third), fourth);
  }
  low = f64x2.pmin(low, otherLow);
  high = f64x2.pmax(high, otherHigh);
  store<f64>(to, min<f64>(f64x2.extract_lane(low, 0), f64x2.extract_lane(low, 1)));
  store<f64>(to, max<f64>(f64x2.extract_lane(high, 0), f64x2.extract_lane(high, 1)), 8);
}

/**
 * Adds to the counts at `counts` (f64): numbers that are present, below `low`, at most `low`, below `high`, at most `high`.
 * Numbers between both are put to `between`; returns how many.
 */
export function splitNumbers(values: usize, count: i32, low: f64, high: f64, counts: usize, between: usize): i32 {
  const end = padWithMissing(values, count);
  const from = f64x2.splat(low);
  const to = f64x2.splat(high);
  let present = i64x2.splat(0);
  let belowLow = i64x2.splat(0);
  let atMostLow = i64x2.splat(0);
  let belowHigh = i64x2.splat(0);
  let atMostHigh = i64x2.splat(0);
  let next = between;
  for (let at = values; at < end; at += 16) {
    const value = v128.load(at);
    const isAtMostLow = f64x2.le(value, from);
    const isBelowHigh = f64x2.lt(value, to);
    present = i64x2.sub(present, f64x2.eq(value, value));
    belowLow = i64x2.sub(belowLow, f64x2.lt(value, from));
    atMostLow = i64x2.sub(atMostLow, isAtMostLow);
    belowHigh = i64x2.sub(belowHigh, isBelowHigh);
    atMostHigh = i64x2.sub(atMostHigh, f64x2.le(value, to));
    const isBetween = v128.andnot(isBelowHigh, isAtMostLow);
    if (!v128.any_true(isBetween)) continue;
    store<f64>(next, f64x2.extract_lane(value, 0));
    next += <usize>i64x2.extract_lane(isBetween, 0) & 8;
    store<f64>(next, f64x2.extract_lane(value, 1));
    next += <usize>i64x2.extract_lane(isBetween, 1) & 8;
  }
  addLanes(counts, present);
  addLanes(counts + 8, belowLow);
  addLanes(counts + 16, atMostLow);
  addLanes(counts + 24, belowHigh);
  addLanes(counts + 32, atMostHigh);
  return <i32>((next - between) >> 3);
}

function addLanes(to: usize, counts: v128): void {
  store<f64>(to, load<f64>(to) + <f64>(i64x2.extract_lane(counts, 0) + i64x2.extract_lane(counts, 1)));
}
