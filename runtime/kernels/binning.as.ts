// Columns to bins: bounds from a sorted sample, then every value to its bin.
import { boundsOf } from "./bin-bounds.as";
import { BIN_BOUNDS, BIN_COLUMN_BYTES, CALL } from "./memory-map";
import { sortKeys, sortNumbers } from "./sorting.as";

/** Whole numbers of a range below this are counted one by one, unless there are few of them. */
const COUNTED = 65_536;
/** Whole numbers of a range below this are sorted as their distance from the least one. */
const NARROW: f64 = 4_294_967_296;

/**
 * CALL: columns (see memory-map.ts), how many, the next one to take, rows, stride of the sample, most bins, rooms, bytes of a
 * room. An item is a lane with a room of its own, which takes columns as long as there are some.
 */
export function binColumns(lane: i32): void {
  const room = <usize>load<u32>(CALL, 24) + <usize>lane * <usize>load<u32>(CALL, 28);
  const columns = load<u32>(CALL, 4);
  for (;;) {
    const column = atomic.add<u32>(CALL, 1, 8);
    if (column >= columns) return;
    binColumn(<usize>load<u32>(CALL) + <usize>column * BIN_COLUMN_BYTES, room);
  }
}

/** The room holds a sample, as much again, sizes (u32 each), and counts. */
function binColumn(column: usize, room: usize): void {
  const rows = load<i32>(CALL, 12);
  const stride = load<i32>(CALL, 16);
  survey(column, rows);
  const sampled = (<usize>rows + <usize>stride - 1) / <usize>stride;
  const spare = room + (sampled << 3);
  const sizes = spare + (sampled << 3);
  const counts = (sizes + (sampled << 2) + 15) & ~15;
  const least = load<f64>(column, 32);
  // Without values there is no range.
  const range = max<f64>(0, load<f64>(column, 40) - least);
  const isWhole = load<u32>(column, 20) !== 0;
  const isCounted = isWhole && range < min<f64>(<f64>COUNTED, 4 * <f64>sampled);
  let kept = 0;
  let found = 0;
  let sorted = room;
  let distinct = room;
  if (isCounted) {
    kept = countWhole(column, rows, stride, <i32>range + 1, counts);
    found = listCounted(counts, <i32>range + 1, least, distinct, sizes);
  } else if (isWhole && range < NARROW) {
    kept = drawWhole(column, rows, stride, room);
    sorted = sortKeys(room, spare, counts, kept, 32, 64 - <i32>clz<u32>(<u32>range));
    distinct = sorted === room ? spare : room;
    found = listWhole(sorted, kept, least, distinct, sizes);
  } else {
    kept = drawNumbers(column, rows, stride, room);
    distinct = sortNumbers(room, spare, counts, kept);
    found = listNumbers(distinct, kept, sizes);
  }
  const bounds = <usize>load<u32>(column, 8);
  const hasMissing = load<i32>(column, 16);
  const above = boundsOf(distinct, sizes, found, kept, load<i32>(CALL, 20) - hasMissing, bounds);
  store<i32>(column, above, 12);
  const bins = <usize>load<u32>(column, 4);
  if (isCounted) assignCounted(column, rows, <i32>range + 1, above, counts);
  else if (isWhole && range < NARROW && stride === 1) {
    if (hasMissing !== 0) memory.fill(bins, <u8>(above + 1), rows);
    assignSorted(sorted, kept, least, bins, bounds, above);
  } else assignNumbers(column, rows, above);
}

/** The whole number of a float from 0 up to 2^32: 2^52 more leaves it in the low bits. */
function wholeOf(value: f64): u32 {
  return <u32>reinterpret<u64>(value + 4_503_599_627_370_496.0);
}

/** Whether a value is missing, whether all others are whole, their range. */
export function survey(column: usize, rows: i32): void {
  const values = <usize>load<u32>(column);
  const end = values + ((<usize>rows) << 3);
  let missing = i64x2.splat(0);
  let parted = i64x2.splat(0);
  let least = f64x2.splat(Infinity);
  let most = f64x2.splat(-Infinity);
  // Columns end on 16 bytes; the last pair of an odd number of rows is its last value twice.
  if ((rows & 1) !== 0) store<f64>(end, load<f64>(end - 8));
  for (let at = values; at < end; at += 16) {
    const pair = v128.load(at);
    const isMissing = f64x2.ne(pair, pair);
    missing = v128.or(missing, isMissing);
    parted = v128.or(parted, v128.andnot(f64x2.ne(f64x2.trunc(pair), pair), isMissing));
    // These keep what they have where the pair is missing.
    least = f64x2.pmin(least, pair);
    most = f64x2.pmax(most, pair);
  }
  store<u32>(column, <u32>v128.any_true(missing), 16);
  store<u32>(column, <u32>!v128.any_true(parted), 20);
  store<f64>(column, min<f64>(f64x2.extract_lane(least, 0), f64x2.extract_lane(least, 1)), 32);
  store<f64>(column, max<f64>(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1)), 40);
}

/** How often each of `range` whole numbers from the least one on occurs in the sample; returns how many values that are. */
export function countWhole(column: usize, rows: i32, stride: i32, range: i32, counts: usize): i32 {
  const values = <usize>load<u32>(column);
  const least = load<f64>(column, 32);
  const end = values + ((<usize>rows) << 3);
  memory.fill(counts, 0, (<usize>range) << 2);
  let kept = 0;
  for (let at = values; at < end; at += (<usize>stride) << 3) {
    const value = load<f64>(at);
    if (!(value <= Infinity)) continue;
    const place = counts + ((<usize>wholeOf(value - least)) << 2);
    store<u32>(place, load<u32>(place) + 1);
    kept++;
  }
  return kept;
}

function listCounted(counts: usize, values: i32, least: f64, distinct: usize, sizes: usize): i32 {
  let found: usize = 0;
  for (let i = 0; i < values; i++) {
    const size = load<u32>(counts + ((<usize>i) << 2));
    if (size === 0) continue;
    store<f64>(distinct + (found << 3), least + <f64>i);
    store<u32>(sizes + (found << 2), size);
    found++;
  }
  return <i32>found;
}

/** The sample as distances from the least value, rows below them. */
export function drawWhole(column: usize, rows: i32, stride: i32, to: usize): i32 {
  const values = <usize>load<u32>(column);
  const least = load<f64>(column, 32);
  let place = to;
  for (let row: usize = 0; row < <usize>rows; row += <usize>stride) {
    const value = load<f64>(values + (row << 3));
    store<u64>(place, ((<u64>wholeOf(value - least)) << 32) | <u64>row);
    place += (<usize>(value <= Infinity)) << 3;
  }
  return <i32>((place - to) >> 3);
}

function listWhole(sorted: usize, count: i32, least: f64, distinct: usize, sizes: usize): i32 {
  const end = sorted + ((<usize>count) << 3);
  let found: usize = 0;
  for (let at = sorted; at < end; ) {
    const value = load<u32>(at, 4);
    const start = at;
    do at += 8;
    while (at < end && load<u32>(at, 4) === value);
    store<f64>(distinct + (found << 3), least + <f64>value);
    store<u32>(sizes + (found << 2), <u32>((at - start) >> 3));
    found++;
  }
  return <i32>found;
}

/** The sample without missing values. Adding 0 makes -0 the same value as 0. */
function drawNumbers(column: usize, rows: i32, stride: i32, to: usize): i32 {
  const values = <usize>load<u32>(column);
  const end = values + ((<usize>rows) << 3);
  let place = to;
  for (let at = values; at < end; at += (<usize>stride) << 3) {
    const value = load<f64>(at);
    store<f64>(place, value + 0);
    place += (<usize>(value <= Infinity)) << 3;
  }
  return <i32>((place - to) >> 3);
}

/** Different values take the place of the sorted ones. */
function listNumbers(sorted: usize, count: i32, sizes: usize): i32 {
  const end = sorted + ((<usize>count) << 3);
  let found: usize = 0;
  for (let at = sorted; at < end; ) {
    const value = load<f64>(at);
    const start = at;
    do at += 8;
    while (at < end && load<f64>(at) === value);
    store<f64>(sorted + (found << 3), value);
    store<u32>(sizes + (found << 2), <u32>((at - start) >> 3));
    found++;
  }
  return <i32>found;
}

/** The bin of each whole number takes the place of its count. */
export function assignCounted(column: usize, rows: i32, values: i32, above: i32, counts: usize): void {
  const from = <usize>load<u32>(column);
  const bins = <usize>load<u32>(column, 4);
  const bounds = <usize>load<u32>(column, 8);
  const least = load<f64>(column, 32);
  const missing = load<u32>(column, 16) !== 0 ? above + 1 : 0;
  let bin = 0;
  for (let i = 0; i < values; i++) {
    while (bin < above && load<f64>(bounds + ((<usize>bin) << 3)) < least + <f64>i) bin++;
    store<u32>(counts + ((<usize>i) << 2), bin);
  }
  for (let row: usize = 0; row < <usize>rows; row++) {
    const value = load<f64>(from + (row << 3));
    // Of a missing value any place will do.
    const place = <usize>(wholeOf(value - least) & (COUNTED - 1));
    store<u8>(bins + row, value <= Infinity ? load<u32>(counts + (place << 2)) : missing);
  }
}

/** Rows in the order of their values meet the bounds in order. */
export function assignSorted(sorted: usize, count: i32, least: f64, bins: usize, bounds: usize, above: i32): void {
  const end = sorted + ((<usize>count) << 3);
  let at = sorted;
  for (let bin = 0; bin <= above; bin++) {
    // What lies at a bound belongs below it. The last bin takes the rest.
    const bound = bin < above ? wholeOf(Math.floor(load<f64>(bounds + ((<usize>bin) << 3))) - least) : 0xffffffff;
    for (; at < end && load<u32>(at, 4) <= bound; at += 8) store<u8>(bins + <usize>load<u32>(at), bin);
  }
}

/** How many of sixteen rising bounds lie below a value that fills both lanes. */
export function countBelow(bounds: usize, value: v128): usize {
  let below = f64x2.lt(v128.load(bounds), value);
  let others = f64x2.lt(v128.load(bounds, 16), value);
  below = i64x2.add(below, f64x2.lt(v128.load(bounds, 32), value));
  others = i64x2.add(others, f64x2.lt(v128.load(bounds, 48), value));
  below = i64x2.add(below, f64x2.lt(v128.load(bounds, 64), value));
  others = i64x2.add(others, f64x2.lt(v128.load(bounds, 80), value));
  below = i64x2.add(below, f64x2.lt(v128.load(bounds, 96), value));
  others = i64x2.add(others, f64x2.lt(v128.load(bounds, 112), value));
  below = i64x2.add(below, others);
  // True is -1.
  return <usize>-(<i32>i64x2.extract_lane(below, 0) + <i32>i64x2.extract_lane(below, 1));
}

/**
 * The bin of a value is how many bounds lie below it: first every sixteenth bound is asked, then the fifteen between two of
 * them. No branch depends on what a processor cannot foresee.
 */
export function assignNumbers(column: usize, rows: i32, above: i32): void {
  const from = <usize>load<u32>(column);
  const bins = <usize>load<u32>(column, 4);
  const bounds = <usize>load<u32>(column, 8);
  const missing = load<u32>(column, 16) !== 0 ? above + 1 : 0;
  for (let i = above; i < BIN_BOUNDS; i++) store<f64>(bounds + ((<usize>i) << 3), Infinity);
  const sixteenths = bounds + 8 * BIN_BOUNDS;
  for (let i: usize = 0; i < 16; i++) {
    store<f64>(sixteenths + (i << 3), load<f64>(bounds + (((i << 4) + 15) << 3)));
  }
  for (let row: usize = 0; row < <usize>rows; row++) {
    const value = v128.load64_splat(from + (row << 3));
    const before = countBelow(sixteenths, value) << 4;
    const below = before + countBelow(bounds + (before << 3), value);
    const number = f64x2.extract_lane(value, 0);
    store<u8>(bins + row, number <= Infinity ? <u32>below : missing);
  }
}
