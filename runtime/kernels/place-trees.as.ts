// Small trees as score-rows.as.ts takes them: the condition of a node is an entry that rules out the leaves of its smaller side, which
// comes first in the order of leaves, where it says the other side.
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
import {
  CALL,
  SCORE_BLOCK,
  SCORE_ENTRY_BYTES,
  SCORE_FEATURE_BYTES,
  SCORE_LEAVES,
  SCORE_LIST_BYTES,
  SCORE_RANK_BYTES,
  SCORE_SET_BYTES,
  SCORE_THRESHOLDS,
  SCORE_TREE_BYTES,
} from "./memory-map";

// CALL, for all functions here: a forest (forest.as.ts); how many nodes; the places of each feature in a table (i32, for thresholds and
// for sets), the table (see SCORE_FEATURE_BYTES); room for a word per node, and SCORE_LIST_BYTES for each byte of leaves.

/** What entries take at most. */
const MOST_BYTES: usize = 2 ** 30;

/** 1 for a split on a set. */
function isOnSet(node: i32): usize {
  return <usize>((flagsOf(node) & IS_ON_SET) >> 1);
}

/** Where the place of its feature stands. */
function placeOf(node: i32): usize {
  return <usize>load<u32>(CALL, 40) + (featureOf(node) << 3) + (isOnSet(node) << 2);
}

function leavesBelow(node: i32): i32 {
  return node < 0 ? 1 : load<i32>(<usize>load<u32>(CALL, 48) + ((<usize>node) << 2));
}

/** More than SCORE_LEAVES where they are not counted to the end. */
function countLeaves(node: i32, depth: i32): i32 {
  if (node < 0) return 1;
  if (depth > SCORE_LEAVES) return SCORE_LEAVES + 1;
  let leaves = countLeaves(leftOf(node), depth + 1);
  if (leaves <= SCORE_LEAVES) leaves += countLeaves(rightOf(node), depth + 1);
  store<i32>(<usize>load<u32>(CALL, 48) + ((<usize>node) << 2), leaves);
  return leaves;
}

/** How many bytes the entries take at most; -1 when a tree has more than SCORE_LEAVES leaves, or they are too many. */
export function measureTrees(): i32 {
  const trees = treeCount();
  for (let tree: usize = 0; tree < trees; tree++) {
    if (countLeaves(rootOf(tree), 0) > SCORE_LEAVES) return -1;
  }
  let bytes: usize = 0;
  const nodes = load<i32>(CALL, 36);
  for (let node = 0; node < nodes; node++) {
    const smaller = min(leavesBelow(leftOf(node)), leavesBelow(rightOf(node)));
    // They may begin anywhere in a byte.
    bytes += <usize>((smaller + 14) >> 3) * (isOnSet(node) === 0 ? SCORE_ENTRY_BYTES : SCORE_SET_BYTES);
    if (bytes > MOST_BYTES) return -1;
  }
  return <i32>bytes;
}

/** Gives features that a split asks for places in the order in which they are met, where they are -1 so far; returns how many. */
export function listFeatures(): i32 {
  const nodes = load<i32>(CALL, 36);
  let used = 0;
  for (let node = 0; node < nodes; node++) {
    const place = placeOf(node);
    if (load<i32>(place) < 0) store<i32>(place, used++);
  }
  return used;
}

/** How many thresholds of a feature lie below a value. */
function rankOf(feature: usize, value: f64): usize {
  const thresholds = <usize>load<u32>(feature, 4);
  let from: usize = 0;
  let to = <usize>load<u32>(feature, 8);
  while (from < to) {
    const middle = (from + to) >> 1;
    if (load<f64>(thresholds + (middle << 3)) < value) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Adds the thresholds of all nodes to the lists of the table; 0 when one is not a number or a feature has too many. */
export function listThresholds(): i32 {
  const table = <usize>load<u32>(CALL, 44);
  const nodes = load<i32>(CALL, 36);
  for (let node = 0; node < nodes; node++) {
    if (isOnSet(node) !== 0) continue;
    const value = thresholdOf(node);
    if (!(value <= Infinity)) return 0;
    const feature = table + <usize>load<i32>(placeOf(node)) * SCORE_FEATURE_BYTES;
    const count = <usize>load<u32>(feature, 8);
    const rank = rankOf(feature, value);
    const at = <usize>load<u32>(feature, 4) + (rank << 3);
    if (rank < count && load<f64>(at) === value) continue;
    if (count === SCORE_THRESHOLDS) return 0;
    memory.copy(at + 8, at, (count - rank) << 3);
    store<f64>(at, value);
    store<u32>(feature, <u32>(count + 1), 8);
  }
  return 1;
}

/** How the leaves of one byte are ruled out by a node, all but `others`. `counter`: how many of its byte are there. */
function addEntry(node: i32, isLeftFirst: bool, others: i32, list: usize, counter: usize): void {
  const place = <usize>load<i32>(placeOf(node));
  const rank = <i32>rankOf(<usize>load<u32>(CALL, 44) + place * SCORE_FEATURE_BYTES, thresholdOf(node));
  const missingLeft = (flagsOf(node) & MISSING_LEFT) !== 0;
  const column = place * SCORE_RANK_BYTES + ((missingLeft ? 0 : 1) + (isLeftFirst ? 0 : 2)) * SCORE_BLOCK;
  const count = <usize>load<u16>(counter, 16);
  const entry = list + SCORE_LEAVES * SCORE_SET_BYTES + count * SCORE_ENTRY_BYTES;
  store<u32>(entry, <u32>column);
  store<u32>(entry, (isLeftFirst ? rank : SCORE_THRESHOLDS - rank) | (others << 8), 4);
  store<u16>(counter, <u16>(count + 1), 16);
}

function addSetEntry(node: i32, isLeftFirst: bool, others: i32, list: usize, counter: usize): void {
  const set = setAt(node);
  const otherSide = i8x16.splat(isLeftFirst ? 0 : -1);
  const count = <usize>load<u16>(counter, 32);
  const entry = list + count * SCORE_SET_BYTES;
  store<u32>(entry, <u32>(<usize>load<i32>(placeOf(node)) * SCORE_RANK_BYTES));
  store<u32>(entry, others << 8, 4);
  v128.store(entry, v128.xor(v128.load(set), otherSide), 8);
  v128.store(entry, v128.xor(v128.load(set, 16), otherSide), 24);
  store<u16>(counter, <u16>(count + 1), 32);
}

/** Writes the leaves below a node, the first of which has bit `start`, and the entries that rule them out. */
function placeNode(node: i32, start: i32, tree: usize, values: usize): void {
  if (node < 0) {
    store<f64>(values + ((<usize>start) << 3), load<f64>(leafAt(node, 1)));
    return;
  }
  const left = leftOf(node);
  const right = rightOf(node);
  const isLeftFirst = leavesBelow(left) <= leavesBelow(right);
  const first = isLeftFirst ? left : right;
  const end = start + leavesBelow(first);
  for (let byte = start >> 3; byte << 3 < end; byte++) {
    const from = max(start - (byte << 3), 0);
    const to = min(end - (byte << 3), 8);
    const others = 255 - (1 << to) + (1 << from);
    const list = <usize>load<u32>(CALL, 52) + <usize>byte * SCORE_LIST_BYTES;
    const counter = tree + ((<usize>byte) << 1);
    if (isOnSet(node) === 0) addEntry(node, isLeftFirst, others, list, counter);
    else addSetEntry(node, isLeftFirst, others, list, counter);
  }
  placeNode(first, start, tree, values);
  placeNode(isLeftFirst ? right : left, end, tree, values);
}

/** Writes the table of the trees, which refers to both others by offsets from it, their entries and the values of their leaves. */
export function placeTrees(table: usize, entries: usize, values: usize): void {
  const trees = treeCount();
  for (let index: usize = 0; index < trees; index++) {
    const tree = table + index * SCORE_TREE_BYTES;
    const root = rootOf(index);
    const leaves = <usize>leavesBelow(root);
    const bytes = (leaves + 7) >> 3;
    store<u32>(tree, <u32>(entries - table));
    store<u32>(tree, <u32>(values - table), 4);
    store<u32>(tree, <u32>bytes, 8);
    memory.fill(tree + 16, 0, 32);
    placeNode(root, 0, tree, values);
    for (let byte: usize = 0; byte < bytes; byte++) {
      const list = <usize>load<u32>(CALL, 52) + byte * SCORE_LIST_BYTES;
      const length = <usize>load<u16>(tree + (byte << 1), 16) * SCORE_ENTRY_BYTES;
      const lengthOfSets = <usize>load<u16>(tree + (byte << 1), 32) * SCORE_SET_BYTES;
      memory.copy(entries, list + SCORE_LEAVES * SCORE_SET_BYTES, length);
      memory.copy(entries + length, list, lengthOfSets);
      entries += length + lengthOfSets;
    }
    values += leaves << 3;
  }
}
