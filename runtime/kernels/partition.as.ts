// Rows of a node moved to the side of its split, keeping their order.
import {
  BLOCK_COUNTS,
  FEATURE_BYTES,
  FEATURE_TABLE,
  GROUP_BYTES,
  GROUP_TABLE,
  GROWN_BIN,
  GROWN_FEATURE,
  GROWN_IS_SET,
  GROWN_MISSING_LEFT,
  GROWN_SET,
  LEAF_COUNT,
  LEAF_START,
  ORDER,
  PART_BIN,
  PART_BLOCK,
  PART_COUNT,
  PART_GROUP,
  PART_IS_SET,
  PART_LANE,
  PART_MISSING,
  PART_MISSING_LEFT,
  PART_SET,
  PART_START,
  ROW_BLOCK,
  SPILL,
  SPLIT_BIN,
  SPLIT_FEATURE,
  SPLIT_IS_SET,
  SPLIT_MISSING_LEFT,
  SPLIT_SET,
  TASK_PARTITION,
} from "./memory-map";
import { share } from "./team.as";

/** Parts rows by a set of bins: those of the left side stay at their head, the others go to `spill`; returns how many are left. */
function partBySet(order: usize, count: usize, spill: usize, bins: usize, set: usize): usize {
  const end = order + (count << 2);
  let left = order;
  let right = spill;
  for (let at = order; at < end; at += 4) {
    const row = load<u32>(at);
    const bin = <u32>load<u8>(bins + ((<usize>row) << 3));
    const goesLeft = <usize>((<u32>load<u8>(set + <usize>(bin >> 3)) >> (bin & 7)) & 1);
    store<u32>(left, row);
    store<u32>(right, row);
    left += goesLeft << 2;
    right += (goesLeft ^ 1) << 2;
  }
  return (left - order) >> 2;
}

/** As `partBySet`: bins up to `last` go left. */
export function partByBin(
  order: usize,
  count: usize,
  spill: usize,
  bins: usize,
  last: i32,
  missing: i32,
  missingLeft: i32,
): usize {
  const end = order + (count << 2);
  let left = order;
  let right = spill;
  for (let at = order; at < end; at += 4) {
    const row = load<u32>(at);
    const bin = <i32>load<u8>(bins + ((<usize>row) << 3));
    const goesLeft = <usize>select<i32>(missingLeft, i32(bin <= last), bin === missing);
    store<u32>(left, row);
    store<u32>(right, row);
    left += goesLeft << 2;
    right += (goesLeft ^ 1) << 2;
  }
  return (left - order) >> 2;
}

/** One block of the node: rows of the left side stay at the block's head, the others go to the same place in `spill`. */
export function partitionBlock(item: i32): void {
  const block = load<i32>(PART_BLOCK);
  const from = item * block;
  const count = <usize>min<i32>(block, load<i32>(PART_COUNT) - from);
  const start = (<usize>(load<i32>(PART_START) + from)) << 2;
  const order = <usize>load<u32>(ORDER) + start;
  const spill = <usize>load<u32>(SPILL) + start;
  const group = <usize>load<u32>(GROUP_TABLE) + <usize>load<i32>(PART_GROUP) * GROUP_BYTES;
  const bins = <usize>load<u32>(group) + <usize>load<i32>(PART_LANE);
  let left: usize = 0;
  if (load<i32>(PART_IS_SET) !== 0) {
    left = partBySet(order, count, spill, bins, PART_SET);
  } else {
    const last = load<i32>(PART_BIN);
    left = partByBin(order, count, spill, bins, last, load<i32>(PART_MISSING), load<i32>(PART_MISSING_LEFT));
  }
  store<u32>(<usize>load<u32>(BLOCK_COUNTS) + ((<usize>item) << 2), <u32>left);
}

/** Moves those of some rows that a node of the tree sends left before the others, keeping their order; returns how many are left. */
export function partitionByNode(node: usize, order: usize, count: usize, spill: usize): usize {
  const feature = <usize>load<u32>(FEATURE_TABLE) + <usize>load<u32>(node, GROWN_FEATURE) * FEATURE_BYTES;
  const group = <usize>load<u32>(GROUP_TABLE) + <usize>load<i32>(feature, 20) * GROUP_BYTES;
  const bins = <usize>load<u32>(group) + <usize>load<i32>(feature, 24);
  let left: usize = 0;
  if (load<i32>(node, GROWN_IS_SET) !== 0) {
    left = partBySet(order, count, spill, bins, node + GROWN_SET);
  } else {
    const last = load<i32>(node, GROWN_BIN);
    left = partByBin(order, count, spill, bins, last, load<i32>(feature, 4), load<i32>(node, GROWN_MISSING_LEFT));
  }
  memory.copy(order + (left << 2), spill, (count - left) << 2);
  return left;
}

/** Closes the gaps between blocks: all left rows, then all right ones; returns how many are left. */
function joinBlocks(blocks: i32): i32 {
  const block = load<i32>(PART_BLOCK);
  const count = load<i32>(PART_COUNT);
  const start = (<usize>load<i32>(PART_START)) << 2;
  const order = <usize>load<u32>(ORDER) + start;
  const spill = <usize>load<u32>(SPILL) + start;
  const counts = <usize>load<u32>(BLOCK_COUNTS);
  let to = order;
  for (let i = 0; i < blocks; i++) {
    const bytes = (<usize>load<u32>(counts + ((<usize>i) << 2))) << 2;
    if (i > 0) memory.copy(to, order + ((<usize>(i * block)) << 2), bytes);
    to += bytes;
  }
  const leftCount = <i32>((to - order) >> 2);
  for (let i = 0; i < blocks; i++) {
    const rows = min<i32>(block, count - i * block);
    const bytes = (<usize>rows - <usize>load<u32>(counts + ((<usize>i) << 2))) << 2;
    memory.copy(to, spill + ((<usize>(i * block)) << 2), bytes);
    to += bytes;
  }
  return leftCount;
}

function blocksOf(rows: i32): i32 {
  return (rows + ROW_BLOCK - 1) / ROW_BLOCK;
}

/** Moves the rows of the left side of a leaf's split before those of the right, keeping their order; returns how many are left. */
export function partitionLeaf(leaf: usize): i32 {
  const count = load<i32>(leaf, LEAF_COUNT);
  const feature = <usize>load<u32>(FEATURE_TABLE) + <usize>load<u32>(leaf, SPLIT_FEATURE) * FEATURE_BYTES;
  store<i32>(PART_START, load<i32>(leaf, LEAF_START));
  store<i32>(PART_COUNT, count);
  store<i32>(PART_BLOCK, ROW_BLOCK);
  store<i32>(PART_GROUP, load<i32>(feature, 20));
  store<i32>(PART_LANE, load<i32>(feature, 24));
  store<i32>(PART_BIN, load<i32>(leaf, SPLIT_BIN));
  store<i32>(PART_MISSING, load<i32>(feature, 4));
  store<i32>(PART_MISSING_LEFT, load<i32>(leaf, SPLIT_MISSING_LEFT));
  store<i32>(PART_IS_SET, load<i32>(leaf, SPLIT_IS_SET));
  memory.copy(PART_SET, leaf + SPLIT_SET, 32);
  share(TASK_PARTITION, blocksOf(count), 2 * <f64>count);
  return joinBlocks(blocksOf(count));
}
