// Rows of a node moved to the side of its split, keeping their order; and their gradients laid side by side.
import {
  BLOCK_COUNTS,
  CALL,
  GATHERED,
  GRADIENTS,
  GROUP_BYTES,
  GROUP_TABLE,
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
  SPILL,
} from "./memory-map";

/** The order of all rows as they come. */
export function listRows(order: usize, rows: i32): void {
  for (let row = 0; row < rows; row++) store<i32>(order + ((<usize>row) << 2), row);
}

/** One block of the node: rows of the left side stay at the block's head, the others go to the same place in `spill`. */
export function partitionBlock(item: i32): void {
  const block = load<i32>(PART_BLOCK);
  const from = item * block;
  const count = min<i32>(block, load<i32>(PART_COUNT) - from);
  const start = (<usize>(load<i32>(PART_START) + from)) << 2;
  const order = <usize>load<u32>(ORDER) + start;
  const spill = <usize>load<u32>(SPILL) + start;
  const group = <usize>load<u32>(GROUP_TABLE) + <usize>load<i32>(PART_GROUP) * GROUP_BYTES;
  const bins = <usize>load<u32>(group) + <usize>load<i32>(PART_LANE);
  const end = order + ((<usize>count) << 2);
  let left = order;
  let right = spill;
  if (load<i32>(PART_IS_SET) !== 0) {
    for (let at = order; at < end; at += 4) {
      const row = load<u32>(at);
      const bin = <u32>load<u8>(bins + ((<usize>row) << 3));
      const goesLeft = <usize>((<u32>load<u8>(<usize>PART_SET + <usize>(bin >> 3)) >> (bin & 7)) & 1);
      store<u32>(left, row);
      store<u32>(right, row);
      left += goesLeft << 2;
      right += (goesLeft ^ 1) << 2;
    }
  } else {
    const last = load<i32>(PART_BIN);
    const missing = load<i32>(PART_MISSING);
    const missingLeft = load<i32>(PART_MISSING_LEFT);
    for (let at = order; at < end; at += 4) {
      const row = load<u32>(at);
      const bin = <i32>load<u8>(bins + ((<usize>row) << 3));
      const goesLeft = <usize>select<i32>(missingLeft, i32(bin <= last), bin === missing);
      store<u32>(left, row);
      store<u32>(right, row);
      left += goesLeft << 2;
      right += (goesLeft ^ 1) << 2;
    }
  }
  store<u32>(<usize>load<u32>(BLOCK_COUNTS) + ((<usize>item) << 2), <u32>((left - order) >> 2));
}

/** Closes the gaps between blocks: all left rows, then all right ones; returns how many are left. */
export function joinBlocks(blocks: i32): i32 {
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

/** CALL: first row in the order, rows, rows per item. */
export function gatherBlock(item: i32): void {
  const block = load<i32>(CALL, 8);
  const from = item * block;
  const count = min<i32>(block, load<i32>(CALL, 4) - from);
  const order = <usize>load<u32>(ORDER) + ((<usize>(load<i32>(CALL) + from)) << 2);
  const to = <usize>load<u32>(GATHERED) + ((<usize>from) << 3);
  const gradients = <usize>load<u32>(GRADIENTS);
  for (let i: usize = 0; i < <usize>count; i++) {
    store<u64>(to + (i << 3), load<u64>(gradients + ((<usize>load<u32>(order + (i << 2))) << 3)));
  }
}
