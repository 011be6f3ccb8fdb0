// One tree of boosting: which leaf is split next, and what becomes of its rows and sums. Only the smaller child's histogram is
// built; the larger one is the parent's minus it.
import { growLevels } from "./grow-symmetric.as";
import { dropHistogram, fillLeaf, leafAt, leafValue, takeHistogram } from "./leaf.as";
import { clearLeaves, enterLeaf, nextLeaf } from "./leaf-choice.as";
import {
  FEATURE_BYTES,
  FEATURE_TABLE,
  GROW_DEPTH,
  GROW_KIND,
  GROW_MOST,
  GROW_NODES,
  GROWN_BIN,
  GROWN_BYTES,
  GROWN_FEATURE,
  GROWN_GAIN,
  GROWN_IS_SET,
  GROWN_LEFT,
  GROWN_MISSING_LEFT,
  GROWN_RIGHT,
  GROWN_ROWS,
  GROWN_SET,
  HELPERS,
  LEAF_COUNT,
  LEAF_DEPTH,
  LEAF_EXTRA_L2,
  LEAF_HISTOGRAM,
  LEAF_IS_LEFT,
  LEAF_PARENT,
  LEAF_START,
  LEAF_SUMS,
  LEAF_VALUE,
  MIN_LEAF,
  PER_UNIT,
  SPLIT_BIN,
  SPLIT_EXTRA_L2,
  SPLIT_FEATURE,
  SPLIT_GAIN,
  SPLIT_IS_SET,
  SPLIT_MISSING_LEFT,
  SPLIT_SET,
  SPLIT_SUMS,
  SYMMETRIC,
} from "./memory-map";
import { partitionLeaf } from "./partition.as";

/**
 * Grows a tree on the first `rows` rows of the order, whose rounded derivatives sum to `gradient` and `hessian`; returns how many
 * leaves it has. There is one node less, each before its children.
 */
export function growTree(rows: i32, gradient: f64, hessian: f64, helpers: i32): i32 {
  store<i32>(HELPERS, helpers);
  const root = plantRoot(rows, gradient, hessian);
  const leaves = load<i32>(GROW_KIND) === SYMMETRIC ? growLevels(root) : growLeaves(root);
  for (let k = 0; k < leaves; k++) {
    const leaf = leafAt(k);
    dropHistogram(leaf);
    store<f64>(leaf, leafValue(leaf), LEAF_VALUE);
  }
  return leaves;
}

function plantRoot(rows: i32, gradient: f64, hessian: f64): usize {
  const root = leafAt(0);
  store<i32>(root, 0, LEAF_START);
  store<i32>(root, rows, LEAF_COUNT);
  store<i32>(root, 0, LEAF_DEPTH);
  store<i32>(root, -1, LEAF_PARENT);
  store<f64>(root, 0, LEAF_EXTRA_L2);
  store<f64>(root, gradient, LEAF_SUMS);
  store<f64>(root, hessian, LEAF_SUMS + 8);
  store<f64>(root, hessian > 0 ? <f64>rows / (hessian * load<f64>(PER_UNIT, 8)) : 0, LEAF_SUMS + 16);
  store<f64>(root, -Infinity, LEAF_SUMS + 24);
  store<f64>(root, Infinity, LEAF_SUMS + 32);
  takeHistogram(root);
  return root;
}

function growLeaves(root: usize): i32 {
  const most = load<i32>(GROW_MOST);
  let leaves = 1;
  clearLeaves();
  fillLeaf(root, 0, canSplit(root), false);
  enterLeaf(0);
  while (leaves < most) {
    const chosen = nextLeaf();
    if (chosen < 0) break;
    const parent = leafAt(chosen);
    const leftCount = partitionLeaf(parent);
    if (leftCount === 0 || leftCount === load<i32>(parent, LEAF_COUNT)) {
      // The row count estimated from hessians was wrong: nothing to split here.
      store<f64>(parent, -Infinity, SPLIT_GAIN);
      enterLeaf(chosen);
      continue;
    }
    splitLeaf(chosen, leaves, leftCount);
    leaves++;
    searchChildren(parent, leafAt(leaves - 1), leaves < most);
    enterLeaf(chosen);
    enterLeaf(leaves - 1);
  }
  return leaves;
}

function canSplit(leaf: usize): bool {
  const depth = load<i32>(GROW_DEPTH);
  const count = load<i32>(leaf, LEAF_COUNT);
  return (depth < 0 || load<i32>(leaf, LEAF_DEPTH) < depth) && <f64>count >= 2 * load<f64>(MIN_LEAF) && count >= 2;
}

/** Turns a leaf into its left child and the next one into the right child, and writes the node that joins them. */
export function splitLeaf(index: i32, next: i32, leftCount: i32): void {
  const parent = leafAt(index);
  const child = leafAt(next);
  const count = load<i32>(parent, LEAF_COUNT);
  const number = next - 1;
  writeNode(parent, number, leftCount);
  const node = nodeAt(number);
  store<i32>(node, -1 - index, GROWN_LEFT);
  store<i32>(node, -1 - next, GROWN_RIGHT);
  store<i32>(child, load<i32>(parent, LEAF_START) + leftCount, LEAF_START);
  store<i32>(child, count - leftCount, LEAF_COUNT);
  store<i32>(parent, leftCount, LEAF_COUNT);
  const left = v128.load(parent, SPLIT_SUMS);
  v128.store(child, f64x2.sub(v128.load(parent, LEAF_SUMS), left), LEAF_SUMS);
  v128.store(parent, left, LEAF_SUMS);
  // Rows per hessian, least and most value.
  memory.copy(child + LEAF_SUMS + 16, parent + LEAF_SUMS + 16, 24);
  const depth = load<i32>(parent, LEAF_DEPTH) + 1;
  const extraL2 = load<f64>(parent, SPLIT_EXTRA_L2);
  store<i32>(parent, depth, LEAF_DEPTH);
  store<i32>(child, depth, LEAF_DEPTH);
  store<f64>(parent, extraL2, LEAF_EXTRA_L2);
  store<f64>(child, extraL2, LEAF_EXTRA_L2);
  store<i32>(parent, number, LEAF_PARENT);
  store<i32>(child, number, LEAF_PARENT);
  store<i32>(parent, 1, LEAF_IS_LEFT);
  store<i32>(child, 0, LEAF_IS_LEFT);
  constrain(parent, child);
}

export function nodeAt(number: i32): usize {
  return <usize>load<u32>(GROW_NODES) + <usize>number * GROWN_BYTES;
}

function featureOf(leaf: usize): usize {
  return <usize>load<u32>(FEATURE_TABLE) + <usize>load<u32>(leaf, SPLIT_FEATURE) * FEATURE_BYTES;
}

/** Rows without a value go where most rows go if training had none. Levels that it did not see are in bin 0, which a set holds or not. */
function writeNode(parent: usize, number: i32, leftCount: i32): void {
  const above = load<i32>(parent, LEAF_PARENT);
  if (above >= 0)
    store<i32>(nodeAt(above) + (load<i32>(parent, LEAF_IS_LEFT) === 1 ? GROWN_LEFT : GROWN_RIGHT), number);
  const count = load<i32>(parent, LEAF_COUNT);
  const node = nodeAt(number);
  const hasMissing = load<i32>(featureOf(parent), 4) >= 0;
  const missingLeft = hasMissing ? load<i32>(parent, SPLIT_MISSING_LEFT) : i32(2 * <i64>leftCount >= <i64>count);
  store<i32>(node, load<i32>(parent, SPLIT_FEATURE), GROWN_FEATURE);
  store<i32>(node, load<i32>(parent, SPLIT_BIN), GROWN_BIN);
  store<i32>(node, missingLeft, GROWN_MISSING_LEFT);
  store<i32>(node, load<i32>(parent, SPLIT_IS_SET), GROWN_IS_SET);
  store<f64>(node, load<f64>(parent, SPLIT_GAIN), GROWN_GAIN);
  store<i32>(node, count, GROWN_ROWS);
  memory.copy(node + GROWN_SET, parent + SPLIT_SET, 32);
}

/**
 * The values of both sides of a constrained split stay on their side of the middle (as LightGBM's `basic` method). Symmetric
 * trees put their leaves in order when they are grown: one side of a cut has often no rows there, and no value.
 */
function constrain(left: usize, right: usize): void {
  const direction = load<i32>(featureOf(left), 12);
  if (direction === 0 || load<i32>(GROW_KIND) === SYMMETRIC) return;
  const middle = (leafValue(left) + leafValue(right)) / 2;
  const lower = direction > 0 ? left : right;
  const upper = direction > 0 ? right : left;
  store<f64>(lower, min<f64>(load<f64>(lower, LEAF_SUMS + 32), middle), LEAF_SUMS + 32);
  store<f64>(upper, max<f64>(load<f64>(upper, LEAF_SUMS + 24), middle), LEAF_SUMS + 24);
}

function searchChildren(left: usize, right: usize, isNeeded: bool): void {
  const leftIsSmaller = load<i32>(left, LEAF_COUNT) <= load<i32>(right, LEAF_COUNT);
  const smaller = leftIsSmaller ? left : right;
  const larger = leftIsSmaller ? right : left;
  store<u32>(larger, load<u32>(left, LEAF_HISTOGRAM), LEAF_HISTOGRAM);
  store<u32>(smaller, 0, LEAF_HISTOGRAM);
  store<f64>(left, -Infinity, SPLIT_GAIN);
  store<f64>(right, -Infinity, SPLIT_GAIN);
  if (isNeeded && canSplit(larger)) {
    takeHistogram(smaller);
    fillLeaf(smaller, larger, canSplit(smaller), true);
  }
  // A leaf that gains nothing needs no histogram any more.
  if (!(load<f64>(smaller, SPLIT_GAIN) > 0)) dropHistogram(smaller);
  if (!(load<f64>(larger, SPLIT_GAIN) > 0)) dropHistogram(larger);
}
