// Leaves whose value is a quantile of their residuals, an item each: what `weightedQuantile` of runtime/numeric/statistics.ts says,
// bit by bit.
import { leafAt } from "./leaf.as";
import { CALL, LEAF_COUNT, LEAF_START, LEAF_VALUE, ORDER } from "./memory-map";
import { following, selectKey } from "./selection.as";

/**
 * CALL: scores, labels, weights (0: all 1), room (16 bytes per row, 32 with weights); level f64 at +32. A leaf without rows, or
 * without any that counts, says nothing.
 */
export function renewLeaf(item: i32): void {
  const leaf = leafAt(item);
  const start = <usize>load<u32>(leaf, LEAF_START);
  const count = <usize>load<u32>(leaf, LEAF_COUNT);
  const order = <usize>load<u32>(ORDER) + (start << 2);
  const room = <usize>load<u32>(CALL, 12);
  const isWeighted = load<u32>(CALL, 8) !== 0;
  let value: f64 = 0;
  if (isWeighted) {
    const pairs = room + (start << 5);
    const kept = gatherPairs(order, count, pairs);
    if (kept > 0) value = quantileOfPairs(pairs, kept);
  } else if (count > 0) {
    const keys = room + (start << 4);
    gatherKeys(order, count, keys);
    value = quantileOfKeys(keys, count);
  }
  store<f64>(leaf, value, LEAF_VALUE);
}

function residualOf(row: usize): f64 {
  return load<f64>(<usize>load<u32>(CALL, 4) + (row << 3)) - load<f64>(<usize>load<u32>(CALL) + (row << 3));
}

/** Bits whose order as whole numbers is that of the floats, and back. */
function turn(bits: i64): i64 {
  return bits ^ ((bits >> 63) & i64.MAX_VALUE);
}

/** What is no number comes last. */
function gatherKeys(order: usize, count: usize, to: usize): void {
  for (let i: usize = 0; i < count; i++) {
    const residual = residualOf(<usize>load<u32>(order + (i << 2)));
    const key = residual <= Infinity ? turn(reinterpret<i64>(residual)) : i64.MAX_VALUE;
    store<i64>(to + (i << 3), key);
  }
}

/** Of `count` keys, with as much room behind them. */
function quantileOfKeys(keys: usize, count: usize): f64 {
  const place = load<f64>(CALL, 32) * <f64>count;
  const isBetween = place > 0 && place <= <f64>(count - 1) && place === floor(place);
  const rank = min<usize>(<usize>place, count - 1) - usize(isBetween);
  const value = reinterpret<f64>(turn(selectKey(keys, count, rank, keys + (count << 3), keys)));
  return isBetween ? (value + reinterpret<f64>(turn(following))) / 2 : value;
}

/** Bytes of a run that is sorted by insertion. */
const RUN_BYTES: usize = 8 << 4;

/** Residuals and weights of the rows that count, in sorted runs; returns how many. */
function gatherPairs(order: usize, count: usize, to: usize): usize {
  const weights = <usize>load<u32>(CALL, 8);
  let end = to;
  for (let i: usize = 0; i < count; i++) {
    const row = <usize>load<u32>(order + (i << 2));
    const weight = load<f64>(weights + (row << 3));
    if (!(weight > 0)) continue;
    const residual = residualOf(row);
    const run = to + ((end - to) & ~(RUN_BYTES - 1));
    let place = end;
    for (; place > run && residual < load<f64>(place - 16); place -= 16) v128.store(place, v128.load(place - 16));
    store<f64>(place, residual);
    store<f64>(place, weight, 8);
    end += 16;
  }
  return (end - to) >> 4;
}

/** Weights are summed in the order of the residuals, as the definition does: any other order would round another way. */
function quantileOfPairs(pairs: usize, count: usize): f64 {
  const sorted = sortPairs(pairs, pairs + (count << 4), count);
  const last = sorted + ((count - 1) << 4);
  let total: f64 = 0;
  for (let at = sorted; at <= last; at += 16) total += load<f64>(at, 8);
  const goal = load<f64>(CALL, 32) * total;
  let cumulated: f64 = 0;
  for (let at = sorted; at < last; at += 16) {
    cumulated += load<f64>(at, 8);
    if (cumulated > goal) return load<f64>(at);
    if (cumulated === goal) return (load<f64>(at) + load<f64>(at, 16)) / 2;
  }
  return load<f64>(last);
}

/** Merges runs to ones of twice the length, again and again; equal ones stay in their order. Returns where the result lies. */
function sortPairs(pairs: usize, spare: usize, count: usize): usize {
  const bytes = count << 4;
  let from = pairs;
  let to = spare;
  for (let width = RUN_BYTES; width < bytes; width <<= 1) {
    for (let start: usize = 0; start < bytes; start += width << 1) {
      mergeRuns(from + start, from + min(start + width, bytes), from + min(start + (width << 1), bytes), to + start);
    }
    const other = from;
    from = to;
    to = other;
  }
  return from;
}

function mergeRuns(first: usize, second: usize, end: usize, to: usize): void {
  let left = first;
  let right = second;
  let next = to;
  while (left < second && right < end) {
    const isRight = <usize>(load<f64>(right) < load<f64>(left));
    v128.store(next, v128.load(isRight !== 0 ? right : left));
    right += isRight << 4;
    left += (1 - isRight) << 4;
    next += 16;
  }
  memory.copy(next, left, second - left);
  memory.copy(next + (second - left), right, end - right);
}
