// Rows through any trees. The rows that come to a node are parted by its split, without a branch on what a processor cannot foresee,
// so that a node is looked at once for all of them; where few are left they walk on alone.
import {
  featureOf,
  flagsOf,
  IS_ON_SET,
  leafAt,
  leftOf,
  MISSING_LEFT,
  rightOf,
  rootOf,
  setAt,
  thresholdOf,
  treeCount,
} from "./forest.as";
import { CALL, PREDICT_ROW_BYTES } from "./memory-map";

/** Rows that walk alone. */
const FEW = 2;
const PENDING_BYTES: usize = 16;

/** Values of the feature of a node, from the first row of the block. */
function columnOf(node: i32, from: usize): usize {
  return <usize>load<u32>(<usize>load<u32>(CALL, 40) + (featureOf(node) << 2)) + (from << 3);
}

function isIn(set: usize, value: f64): u32 {
  const bin = <u32>value;
  return (<u32>load<u8>(set + <usize>(bin >> 3)) >> (bin & 7)) & 1;
}

/** Whether a value goes left. */
function goesLeft(node: i32, value: f64): u32 {
  const flags = flagsOf(node);
  if ((flags & IS_ON_SET) !== 0) return isIn(setAt(node), value);
  const threshold = thresholdOf(node);
  // What is missing compares as false.
  return (flags & MISSING_LEFT) !== 0 ? <u32>!(value > threshold) : <u32>(value <= threshold);
}

/**
 * Rows of a node, two bytes each, to the same stretch `away`: those that go left from its begin, the others from its end. Returns
 * where the others begin. `T` u8: missing values go right, u16: left, u32: a split on a set.
 */
function part<T>(node: i32, from: usize, begin: usize, end: usize, away: usize): usize {
  const column = columnOf(node, from);
  const threshold = thresholdOf(node);
  const set: usize = sizeof<T>() === 4 ? setAt(node) : 0;
  let left = begin + away;
  let right = end + away - 2;
  for (let at = begin; at < end; at += 2) {
    const row = load<u16>(at);
    const value = load<f64>(column + ((<usize>row) << 3));
    let goes: u32 = 0;
    if (sizeof<T>() === 1) goes = <u32>(value <= threshold);
    else if (sizeof<T>() === 2) goes = <u32>!(value > threshold);
    else goes = isIn(set, value);
    store<u16>(left, row);
    store<u16>(right, row);
    left += <usize>(goes << 1);
    right -= <usize>((goes ^ 1) << 1);
  }
  return left;
}

/** Adds a leaf's values to the scores of a row. */
function addLeaf(leaf: usize, width: usize, to: usize): void {
  for (let k: usize = 0; k < width; k++) {
    const place = to + (k << 3);
    store<f64>(place, load<f64>(place) + load<f64>(leaf + (k << 3)));
  }
}

/** Adds a tree to the scores of a block of rows, which begin at `scores`. `order`: see PREDICT_ROW_BYTES. */
function addTree(root: i32, from: usize, count: usize, order: usize, scores: usize, width: usize): void {
  const pending = order + (count << 2);
  let top = pending;
  let node = root;
  let begin = order;
  let end = order + (count << 1);
  // From one list of rows to the other one.
  let away = count << 1;
  for (let row: usize = 0; row < count; row++) store<u16>(order + (row << 1), <u16>row);
  while (true) {
    if (node >= 0 && end - begin > 2 * FEW) {
      const flags = flagsOf(node);
      let middle: usize = 0;
      if ((flags & IS_ON_SET) !== 0) middle = part<u32>(node, from, begin, end, away);
      else if ((flags & MISSING_LEFT) !== 0) middle = part<u16>(node, from, begin, end, away);
      else middle = part<u8>(node, from, begin, end, away);
      begin += away;
      end += away;
      away = -away;
      if (middle === begin) node = rightOf(node);
      else {
        if (middle < end) {
          store<i32>(top, rightOf(node));
          store<u32>(top, <u32>middle, 4);
          store<u32>(top, <u32>end, 8);
          store<u32>(top, <u32>away, 12);
          top += PENDING_BYTES;
          end = middle;
        }
        node = leftOf(node);
      }
      continue;
    }
    for (; begin < end; begin += 2) {
      const row = <usize>load<u16>(begin);
      let child = node;
      while (child >= 0) {
        const value = load<f64>(columnOf(child, from) + (row << 3));
        child = goesLeft(child, value) !== 0 ? leftOf(child) : rightOf(child);
      }
      addLeaf(leafAt(child, width), width, scores + ((row * width) << 3));
    }
    if (top === pending) return;
    top -= PENDING_BYTES;
    node = load<i32>(top);
    begin = <usize>load<u32>(top, 4);
    end = <usize>load<u32>(top, 8);
    away = <usize>load<u32>(top, 12);
  }
}

/**
 * CALL: a forest (forest.as.ts), values per leaf, columns (as many addresses as features), rows of an item (at most 65,536), rows,
 * PREDICT_ROW_BYTES of room for each, scores, outputs. One output per tree in turn, output by output; or several values per leaf,
 * row by row.
 */
export function predictRows(item: i32): void {
  const width = <usize>load<u32>(CALL, 36);
  const most = <usize>load<u32>(CALL, 44);
  const rows = <usize>load<u32>(CALL, 48);
  const outputs = <usize>load<u32>(CALL, 60);
  const from = <usize>item * most;
  const count = min<usize>(most, rows - from);
  const order = <usize>load<u32>(CALL, 52) + from * PREDICT_ROW_BYTES;
  const scores = <usize>load<u32>(CALL, 56);
  const trees = treeCount();
  for (let tree: usize = 0; tree < trees; tree++) {
    const to = width === 1 ? (tree % outputs) * rows + from : from * width;
    addTree(rootOf(tree), from, count, order, scores + (to << 3), width);
  }
}
