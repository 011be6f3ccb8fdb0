// Scores moved by the leaves of the tree that was grown last: of the rows that it saw, which lie in the order by leaf, and of those
// that it did not see, which lie behind them and go through its splits.
import { leafAt } from "./leaf.as";
import {
  CALL,
  GROW_LEAVES,
  GROW_NODES,
  GROWN_BYTES,
  GROWN_LEFT,
  GROWN_RIGHT,
  LEAF_BYTES,
  LEAF_COUNT,
  LEAF_ROWS,
  LEAF_START,
  LEAF_VALUE,
  ORDER,
  ROW_BLOCK,
  SPILL,
} from "./memory-map";
import { partitionByNode } from "./partition.as";

function addValue(scores: usize, from: usize, to: usize, value: f64): void {
  for (let row = from; row < to; row += 4) {
    const at = scores + ((<usize>load<u32>(row)) << 3);
    store<f64>(at, load<f64>(at) + value);
  }
}

/** The first of `count` rising rows, at `order`, that is not below `row`. */
function firstFrom(order: usize, count: usize, row: u32): usize {
  let low: usize = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (load<u32>(order + (middle << 2)) < row) low = middle + 1;
    else high = middle;
  }
  return order + (low << 2);
}

/**
 * CALL: scores, leaves. Adds to the score of each row the value of its leaf, in which rows lie in rising order. An item is a block
 * of rows, not a leaf, so that no two threads write to the same part of the scores.
 */
export function addLeavesBlock(item: i32): void {
  const scores = <usize>load<u32>(CALL);
  const leaves = <usize>load<u32>(GROW_LEAVES);
  const end = leaves + <usize>load<u32>(CALL, 4) * LEAF_BYTES;
  const from = <u32>(item * LEAF_ROWS);
  for (let leaf = leaves; leaf < end; leaf += LEAF_BYTES) {
    const order = <usize>load<u32>(ORDER) + ((<usize>load<u32>(leaf, LEAF_START)) << 2);
    const count = <usize>load<u32>(leaf, LEAF_COUNT);
    const value = load<f64>(leaf, LEAF_VALUE);
    const first = firstFrom(order, count, from);
    const last = firstFrom(order, count, from + LEAF_ROWS);
    addValue(scores, first, last, value);
  }
}

/** Rows through the tree below a node (or a leaf, -1 - its number). The smaller side of each goes first: they nest no deeper than log2. */
function addBelow(node: i32, order: usize, count: usize, spill: usize, scores: usize): void {
  while (node >= 0) {
    const at = <usize>load<u32>(GROW_NODES) + <usize>node * GROWN_BYTES;
    const left = partitionByNode(at, order, count, spill);
    const right = count - left;
    const middle = order + (left << 2);
    if (left < right) {
      if (left > 0) addBelow(load<i32>(at, GROWN_LEFT), order, left, spill, scores);
      node = load<i32>(at, GROWN_RIGHT);
      order = middle;
      count = right;
    } else {
      if (right > 0) addBelow(load<i32>(at, GROWN_RIGHT), middle, right, spill, scores);
      node = load<i32>(at, GROWN_LEFT);
      count = left;
    }
  }
  addValue(scores, order, order + (count << 2), load<f64>(leafAt(-1 - node), LEAF_VALUE));
}

/**
 * CALL: scores, leaves, rows that the tree saw, rows. Adds to the score of each row that it did not see the value of its leaf. An item
 * is a block of the rows behind those that it saw.
 */
export function addUnseenBlock(item: i32): void {
  const from = load<i32>(CALL, 8) + item * ROW_BLOCK;
  const count = min<i32>(ROW_BLOCK, load<i32>(CALL, 12) - from);
  const place = (<usize>from) << 2;
  const root = load<i32>(CALL, 4) === 1 ? -1 : 0;
  addBelow(root, <usize>load<u32>(ORDER) + place, count, <usize>load<u32>(SPILL) + place, <usize>load<u32>(CALL));
}
