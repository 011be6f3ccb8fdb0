// Rows through small trees without walking them: every node whose condition a row fails rules out leaves, and the first leaf that is
// left is the row's (QuickScorer: Lucchese and others, 2015; bytes of leaves of many rows side by side as in RapidScorer: Ye and
// others, 2018). Values are ranks among the thresholds of their feature, one byte each, so that one instruction asks 16 rows.
import { countBelow } from "./binning.as";
import { layLanes } from "./lanes.as";
import {
  BIN_BOUNDS,
  CALL,
  SCORE_BLOCK,
  SCORE_ENTRY_BYTES,
  SCORE_FEATURE_BYTES,
  SCORE_RANK_BYTES,
  SCORE_SET_BYTES,
  SCORE_TREE_BYTES,
} from "./memory-map";

/**
 * Ranks of a block of a feature, SCORE_RANK_BYTES: how many thresholds lie below a value, where missing values are below all of
 * them, and above; then both counted down from 255, for conditions the other way round.
 */
export function rankBlock(feature: usize, from: usize, count: usize, to: usize): void {
  const column = <usize>load<u32>(feature) + (from << 3);
  const bounds = <usize>load<u32>(feature, 4);
  const isShort = load<u32>(feature, 8) <= 16;
  const sixteenths = bounds + 8 * BIN_BOUNDS;
  for (let i: usize = 0; i < count; i++) {
    const value = v128.load64_splat(column + (i << 3));
    const before: usize = isShort ? 0 : countBelow(sixteenths, value) << 4;
    const rank = before + countBelow(bounds + (before << 3), value);
    store<u8>(to + i, rank);
    const number = f64x2.extract_lane(value, 0);
    store<u8>(to + i, number <= Infinity ? rank : 255, SCORE_BLOCK);
  }
  for (let at: usize = 0; at < 2 * SCORE_BLOCK; at += 16) {
    v128.store(to + at, v128.not(v128.load(to + at)), 2 * SCORE_BLOCK);
  }
}

/**
 * Bins of a block of a feature, for swizzles: the byte of a set, which is none where it is not of the first half; the same for
 * the second half; the bit in that byte.
 */
function binBlock(feature: usize, from: usize, count: usize, to: usize): void {
  const column = <usize>load<u32>(feature) + (from << 3);
  for (let i: usize = 0; i < count; i++) store<u8>(to + i, <u32>load<f64>(column + (i << 3)));
  const bits = i8x16(1, 2, 4, 8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0, 0);
  for (let at = to; at < to + SCORE_BLOCK; at += 16) {
    const bins = v128.load(at);
    const bytes = i8x16.shr_u(bins, 3);
    v128.store(at, bytes);
    v128.store(at, i8x16.sub(bytes, i8x16.splat(16)), SCORE_BLOCK);
    v128.store(at, i8x16.swizzle(bits, v128.and(bins, i8x16.splat(7))), 2 * SCORE_BLOCK);
  }
}

/** Where each of 16 bins is in a set: what `binBlock` makes of them at `bins`. */
function isIn(bins: usize, low: v128, high: v128): v128 {
  const byte = v128.or(i8x16.swizzle(low, v128.load(bins)), i8x16.swizzle(high, v128.load(bins, SCORE_BLOCK)));
  return i8x16.ne(v128.and(byte, v128.load(bins, 2 * SCORE_BLOCK)), i8x16.splat(0));
}

/**
 * Per byte of leaves, the leaves that no condition rules out: SCORE_BLOCK rows each. `entries`: those of the tree.
 */
export function keepLeaves(tree: usize, entries: usize, ranks: usize, kept: usize): void {
  const bytes = load<u32>(tree, 8);
  let at = entries;
  for (let byte: usize = 0; byte < bytes; byte++) {
    const end = at + <usize>load<u16>(tree + (byte << 1), 16) * SCORE_ENTRY_BYTES;
    let first = i8x16.splat(-1);
    let second = first;
    for (; at < end; at += SCORE_ENTRY_BYTES) {
      const column = ranks + <usize>load<u32>(at);
      const most = v128.load8_splat(at, 4);
      const others = v128.load8_splat(at, 5);
      first = v128.and(first, v128.or(others, i8x16.le_u(v128.load(column), most)));
      second = v128.and(second, v128.or(others, i8x16.le_u(v128.load(column, 16), most)));
    }
    const endOfSets = at + <usize>load<u16>(tree + (byte << 1), 32) * SCORE_SET_BYTES;
    for (; at < endOfSets; at += SCORE_SET_BYTES) {
      const bins = ranks + <usize>load<u32>(at);
      const others = v128.load8_splat(at, 5);
      const low = v128.load(at, 8);
      const high = v128.load(at, 24);
      first = v128.and(first, v128.or(others, isIn(bins, low, high)));
      second = v128.and(second, v128.or(others, isIn(bins + 16, low, high)));
    }
    v128.store(kept + byte * SCORE_BLOCK, first);
    v128.store(kept + byte * SCORE_BLOCK, second, 16);
  }
}

/** The ranks of all features in a block of rows. */
function rankFeatures(from: usize, count: usize, ranks: usize): void {
  const features = <usize>load<u32>(CALL, 4);
  const end = features + <usize>load<u32>(CALL, 8) * SCORE_FEATURE_BYTES;
  let to = ranks;
  for (let feature = features; feature < end; feature += SCORE_FEATURE_BYTES) {
    if (load<u32>(feature, 12) === 0) rankBlock(feature, from, count, to);
    else binBlock(feature, from, count, to);
    to += SCORE_RANK_BYTES;
  }
}

/** CALL: as for `scoreRows`. The ranks of all rows, for trees that are still to come: an item is a block. */
export function rankRows(item: i32): void {
  const from = <usize>item * SCORE_BLOCK;
  const count = min<usize>(SCORE_BLOCK, <usize>load<u32>(CALL, 24) - from);
  rankFeatures(from, count, <usize>load<u32>(CALL, 40) + <usize>item * <usize>load<u32>(CALL, 8) * SCORE_RANK_BYTES);
}

/**
 * CALL: rows of an item, features, how many, trees, how many, outputs, rows, rooms, bytes of a room, scores, ranks of all rows (0: none
 * are known). Trees take turns over the outputs. See memory-map.ts for features and trees; a room holds leaves by row, leaves by byte,
 * and the ranks of a block that are not known.
 */
export function scoreRows(item: i32): void {
  const most = load<i32>(CALL);
  const blockBytes = <usize>load<u32>(CALL, 8) * SCORE_RANK_BYTES;
  const trees = load<i32>(CALL, 16);
  const outputs = load<i32>(CALL, 20);
  const rows = <usize>load<u32>(CALL, 24);
  const leaves = <usize>load<u32>(CALL, 28) + <usize>item * <usize>load<u32>(CALL, 32);
  const kept = leaves + 8 * SCORE_BLOCK;
  const scores = <usize>load<u32>(CALL, 36);
  const known = <usize>load<u32>(CALL, 40);
  const first = <usize>(item * most);
  const last = min<usize>(rows, first + most);
  for (let from = first; from < last; from += SCORE_BLOCK) {
    const count = min<usize>(SCORE_BLOCK, last - from);
    let ranks = kept + 8 * SCORE_BLOCK;
    if (known === 0) rankFeatures(from, count, ranks);
    else ranks = known + (from / SCORE_BLOCK) * blockBytes;
    const table = <usize>load<u32>(CALL, 12);
    let tree = table;
    let output = 0;
    for (let k = 0; k < trees; k++) {
      keepLeaves(tree, table + <usize>load<u32>(tree), ranks, kept);
      // Bytes past those of the tree lie behind a leaf that is left: nobody looks at them.
      layLanes(kept, SCORE_BLOCK, SCORE_BLOCK, leaves);
      const values = table + <usize>load<u32>(tree, 4);
      const place = scores + ((<usize>output * rows + from) << 3);
      for (let i: usize = 0; i < count; i++) {
        const leaf = <usize>ctz<u64>(load<u64>(leaves + (i << 3)));
        store<f64>(place + (i << 3), load<f64>(place + (i << 3)) + load<f64>(values + (leaf << 3)));
      }
      tree += SCORE_TREE_BYTES;
      output = output + 1 === outputs ? 0 : output + 1;
    }
  }
}
