// One tree of a forest, grown by one thread: bootstrap rows, a few features drawn at every node, the cut with the largest
// decrease of impurity (Breiman, 2001), or the best of one random cut per feature (Geurts and others, 2006).
import {
  FOREST_ALL_WEIGHT as ALL_WEIGHT,
  FOREST_BOOTSTRAP as BOOTSTRAP,
  FOREST_CENTRES as CENTRES,
  FOREST_CLASSES as CLASSES,
  FOREST_DRAWN as DRAWN,
  FEATURE_BYTES,
  FEATURE_TABLE,
  FOREST_FEATURES as FEATURES,
  FOREST_TREES,
  GROUP_BYTES,
  GROUP_TABLE,
  FOREST_LABELS as LABELS,
  FOREST_MAX_DEPTH as MAX_DEPTH,
  FOREST_MIN_DECREASE as MIN_DECREASE,
  FOREST_MIN_LEAF as MIN_LEAF,
  FOREST_MIN_SPLIT as MIN_SPLIT,
  FOREST_RANDOM_CUTS as RANDOM_CUTS,
  RANDOM_NODE_BYTES,
  ROWS,
  STACK_BYTES,
  FOREST_SUMS as SUMS,
  TREE_BYTES,
} from "./memory-map";
import { partByBin } from "./partition.as";

// CALL: see memory-map.ts. A tree has TREE_BYTES at FOREST_TREES: seed u64, addresses of nodes and values, counts of nodes
// and leaves, then what its thread works with: rows, spill, copies of rows, stack, histogram, features, and the best cut.
const NODES: usize = 8;
const VALUES: usize = 12;
const NODE_COUNT: usize = 16;
const LEAF_COUNT: usize = 20;
const TREE_ROWS: usize = 24;
const TREE_SPILL: usize = 28;
const COPIES: usize = 32;
const STACK: usize = 36;
const HISTOGRAM: usize = 40;
const ORDER_OF_FEATURES: usize = 44;
const BEST_FEATURE: usize = 48;
const BEST_BIN: usize = 52;
const BEST_MISSING_LEFT: usize = 56;
const BEST_SCORE: usize = 64;
function nextRandom(state: usize): u64 {
  // SplitMix64 (Steele and others, 2014).
  const seed = load<u64>(state) + (((<u64>0x9e3779b9) << 32) | <u64>0x7f4a7c15);
  store<u64>(state, seed);
  let z = (seed ^ (seed >> 30)) * (((<u64>0xbf58476d) << 32) | <u64>0x1ce4e5b9);
  z = (z ^ (z >> 27)) * (((<u64>0x94d049bb) << 32) | <u64>0x133111eb);
  return z ^ (z >> 31);
}

function below(state: usize, n: u32): u32 {
  return <u32>(((nextRandom(state) >> 32) * <u64>n) >> 32);
}

function uniform(state: usize): f64 {
  return <f64>(nextRandom(state) >> 11) * (1.0 / 9007199254740992.0);
}

/** Σ over classes of S²; for numbers the one sum. */
function squares(sums: usize, classes: i32): f64 {
  let total: f64 = 0;
  for (let k: usize = 0; k < <usize>max<i32>(1, classes); k++)
    total += load<f64>(sums + (k << 3)) * load<f64>(sums + (k << 3));
  return total;
}

/** A bin and the totals of a side have the same form. Numbers: sum and weight. Classes: weight, then the weight of each. */
function addRow(at: usize, row: usize, copies: f64, classes: i32): void {
  if (classes === 0) {
    const pair = f64x2.mul(v128.load(<usize>load<u32>(SUMS) + (row << 4)), f64x2.splat(copies));
    v128.store(at, f64x2.add(v128.load(at), pair));
    return;
  }
  const weight = load<f64>(<usize>load<u32>(SUMS) + (row << 3)) * copies;
  store<f64>(at, load<f64>(at) + weight);
  const place = at + 8 + ((<usize>load<u32>(<usize>load<u32>(LABELS) + (row << 2))) << 3);
  store<f64>(place, load<f64>(place) + weight);
}

function addSums(to: usize, from: usize, words: usize): void {
  for (let at: usize = 0; at < words << 3; at += 8) store<f64>(to + at, load<f64>(to + at) + load<f64>(from + at));
}

/** Σ S²/W of both sides: the decrease of squared error or of the Gini index, but for a constant. */
function scoreOf(left: usize, total: usize, classes: i32): f64 {
  const weightAt: usize = classes === 0 ? 8 : 0;
  const sumsAt: usize = 8 - weightAt;
  const leftWeight = load<f64>(left + weightAt);
  const rightWeight = load<f64>(total + weightAt) - leftWeight;
  if (leftWeight <= 0 || rightWeight <= 0) return -Infinity;
  let onRight: f64 = 0;
  for (let k: usize = 0; k < <usize>max<i32>(1, classes); k++) {
    const rest = load<f64>(total + sumsAt + (k << 3)) - load<f64>(left + sumsAt + (k << 3));
    onRight += rest * rest;
  }
  return squares(left + sumsAt, classes) / leftWeight + onRight / rightWeight;
}

/** Bootstrap: as many draws as rows. Otherwise every row that weighs something once. Returns how many rows there are. */
function drawRows(tree: usize, copies: usize, order: usize): i32 {
  const rows = load<u32>(ROWS);
  const sums = <usize>load<u32>(SUMS);
  const step: usize = load<i32>(CLASSES) === 0 ? 4 : 3;
  memory.fill(copies, 0, (<usize>rows) << 2);
  if (load<i32>(BOOTSTRAP) === 0) {
    for (let row: usize = 0; row < <usize>rows; row++) store<u32>(copies + (row << 2), 1);
  } else {
    for (let i: u32 = 0; i < rows; i++) {
      const at = copies + ((<usize>below(tree, rows)) << 2);
      store<u32>(at, load<u32>(at) + 1);
    }
  }
  let count: usize = 0;
  // The weight stands first for classes and second for numbers.
  const offset: usize = step === 4 ? 8 : 0;
  for (let row: usize = 0; row < <usize>rows; row++) {
    if (load<u32>(copies + (row << 2)) === 0 || load<f64>(sums + (row << step) + offset) <= 0) continue;
    store<u32>(order + (count << 2), <u32>row);
    count++;
  }
  return <i32>count;
}

/** All rows have the same label. */
function isPure(first: usize, size: i32, classes: i32): bool {
  const labels = <usize>load<u32>(LABELS);
  if (classes === 0) {
    const label = load<f64>(labels + ((<usize>load<u32>(first)) << 3));
    for (let i: usize = 1; i < <usize>size; i++) {
      if (load<f64>(labels + ((<usize>load<u32>(first + (i << 2))) << 3)) !== label) return false;
    }
    return true;
  }
  const label = load<u32>(labels + ((<usize>load<u32>(first)) << 2));
  for (let i: usize = 1; i < <usize>size; i++) {
    if (load<u32>(labels + ((<usize>load<u32>(first + (i << 2))) << 2)) !== label) return false;
  }
  return true;
}

function keepBest(tree: usize, score: f64, feature: i32, bin: i32, missingLeft: i32): void {
  if (score <= load<f64>(tree + BEST_SCORE)) return;
  store<f64>(tree + BEST_SCORE, score);
  store<i32>(tree + BEST_FEATURE, feature);
  store<i32>(tree + BEST_BIN, bin);
  store<i32>(tree + BEST_MISSING_LEFT, missingLeft);
}

/** Cuts of one feature; returns false when it is constant in the node. */
function searchOne(tree: usize, feature: i32, first: usize, size: i32, classes: i32, words: usize): bool {
  const row0 = <usize>load<u32>(FEATURE_TABLE) + <usize>feature * FEATURE_BYTES;
  const missing = load<i32>(row0 + 4);
  const group = <usize>load<u32>(GROUP_TABLE) + <usize>load<i32>(row0 + 20) * GROUP_BYTES;
  const bins = <usize>load<u32>(group) + <usize>load<i32>(row0 + 24);
  const histogram = <usize>load<u32>(tree + HISTOGRAM);
  const binBytes = words << 3;
  const counts = histogram + 256 * binBytes;
  const totals = counts + 256 * 4;
  const left = totals + binBytes;
  const copies = <usize>load<u32>(tree + COPIES);
  let lowest: i32 = 256;
  let highest: i32 = -1;
  for (let i: usize = 0; i < <usize>size; i++) {
    const row = <usize>load<u32>(first + (i << 2));
    const bin = <i32>load<u8>(bins + (row << 3));
    lowest = min<i32>(lowest, bin);
    highest = max<i32>(highest, bin);
    addRow(histogram + <usize>bin * binBytes, row, <f64>load<u32>(copies + (row << 2)), classes);
    const place = counts + ((<usize>bin) << 2);
    store<u32>(place, load<u32>(place) + 1);
  }
  const isConstant = lowest === highest;
  if (!isConstant) {
    const minLeaf = load<i32>(MIN_LEAF);
    const hasMissing = missing >= 0 && highest === missing;
    if (load<i32>(RANDOM_CUTS) !== 0) {
      const bin = randomCut(tree, feature, lowest, hasMissing ? missing - 1 : highest);
      const missingLeft = hasMissing && below(tree, 2) === 1;
      memory.fill(left, 0, binBytes);
      let rows: i32 = 0;
      for (let b = lowest; b <= highest; b++) {
        if (!(b === missing ? missingLeft : b <= bin)) continue;
        addSums(left, histogram + <usize>b * binBytes, words);
        rows += load<i32>(counts + ((<usize>b) << 2));
      }
      if (rows >= minLeaf && size - rows >= minLeaf) {
        keepBest(tree, scoreOf(left, totals, classes), feature, bin, missingLeft ? 1 : 0);
      }
    } else {
      const last = hasMissing ? missing : highest;
      const ways = hasMissing ? 2 : 1;
      for (let way = 0; way < ways; way++) {
        memory.fill(left, 0, binBytes);
        let rows: i32 = 0;
        if (way === 1) {
          addSums(left, histogram + <usize>missing * binBytes, words);
          rows = load<i32>(counts + ((<usize>missing) << 2));
        }
        for (let b = lowest; b < last; b++) {
          const inBin = load<i32>(counts + ((<usize>b) << 2));
          if (inBin === 0) continue;
          addSums(left, histogram + <usize>b * binBytes, words);
          rows += inBin;
          if (rows < minLeaf) continue;
          if (size - rows < minLeaf) break;
          keepBest(tree, scoreOf(left, totals, classes), feature, b, way);
        }
      }
    }
  }
  const bytes = <usize>(highest - lowest + 1);
  memory.fill(histogram + <usize>lowest * binBytes, 0, bytes * binBytes);
  memory.fill(counts + ((<usize>lowest) << 2), 0, bytes << 2);
  return !isConstant;
}

/** A value drawn between the lowest and the highest of the node, as the bin that it falls into. */
function randomCut(tree: usize, feature: i32, lowest: i32, highest: i32): i32 {
  const centres = <usize>load<u32>(CENTRES) + ((<usize>feature) << 11);
  const from = load<f64>(centres + ((<usize>lowest) << 3));
  const value = from + uniform(tree) * (load<f64>(centres + ((<usize>highest) << 3)) - from);
  let bin = lowest;
  while (bin + 1 < highest && load<f64>(centres + ((<usize>(bin + 1)) << 3)) <= value) bin++;
  return bin;
}

/** Draws features until enough were looked at and one of them was not constant; true when a cut was found. */
function searchNode(tree: usize, first: usize, size: i32, classes: i32, words: usize): bool {
  const features = <usize>load<u32>(tree + ORDER_OF_FEATURES);
  const totals = <usize>load<u32>(tree + HISTOGRAM) + 256 * (words << 3) + 256 * 4;
  const weight = load<f64>(totals + (classes === 0 ? 8 : 0));
  const unsplit = squares(totals + (classes === 0 ? 0 : 8), classes) / weight;
  store<f64>(tree + BEST_SCORE, -Infinity);
  let open = load<i32>(FEATURES);
  let looked = 0;
  let varied = 0;
  while (open > 0 && (looked < load<i32>(DRAWN) || varied === 0)) {
    const at = features + ((<usize>below(tree, <u32>open)) << 2);
    const feature = load<i32>(at);
    open--;
    const last = features + ((<usize>open) << 2);
    store<i32>(at, load<i32>(last));
    store<i32>(last, feature);
    looked++;
    if (searchOne(tree, feature, first, size, classes, words)) varied++;
  }
  const decrease = (load<f64>(tree + BEST_SCORE) - unsplit) / load<f64>(ALL_WEIGHT);
  store<f64>(tree + BEST_SCORE, decrease);
  // A cut that decreases nothing still separates rows (an exclusive or), as in scikit-learn.
  return decrease > -Infinity && decrease + 1e-15 >= load<f64>(MIN_DECREASE);
}

/** Rows of the left side first; returns how many they are. */
function splitRows(tree: usize, first: usize, size: i32): i32 {
  const row0 = <usize>load<u32>(FEATURE_TABLE) + <usize>load<i32>(tree + BEST_FEATURE) * FEATURE_BYTES;
  const missing = load<i32>(row0 + 4);
  const group = <usize>load<u32>(GROUP_TABLE) + <usize>load<i32>(row0 + 20) * GROUP_BYTES;
  const bins = <usize>load<u32>(group) + <usize>load<i32>(row0 + 24);
  const last = load<i32>(tree + BEST_BIN);
  const missingLeft = load<i32>(tree + BEST_MISSING_LEFT);
  const spill = <usize>load<u32>(tree + TREE_SPILL);
  const count = <usize>size;
  const left = partByBin(first, count, spill, bins, last, missing, missingLeft);
  memory.copy(first + (left << 2), spill, (count - left) << 2);
  return <i32>left;
}

function push(at: usize, start: i32, size: i32, level: i32, parent: i32, place: i32): void {
  store<i32>(at, start);
  store<i32>(at, size, 4);
  store<i32>(at, level, 8);
  store<i32>(at, parent, 12);
  store<i32>(at, place, 16);
}

/** Values of a leaf: rows, then the mean label, or the share of each class. */
function writeLeaf(to: usize, size: i32, totals: usize, classes: i32, words: usize): void {
  store<f64>(to, <f64>size);
  if (classes === 0) {
    store<f64>(to + 8, load<f64>(totals) / load<f64>(totals, 8));
    return;
  }
  for (let k: usize = 1; k < words; k++) store<f64>(to + (k << 3), load<f64>(totals + (k << 3)) / load<f64>(totals));
}

export function growRandomTree(item: i32): void {
  const tree = <usize>load<u32>(FOREST_TREES) + <usize>item * TREE_BYTES;
  const order = <usize>load<u32>(tree + TREE_ROWS);
  const copies = <usize>load<u32>(tree + COPIES);
  const stack = <usize>load<u32>(tree + STACK);
  const histogram = <usize>load<u32>(tree + HISTOGRAM);
  const features = <usize>load<u32>(tree + ORDER_OF_FEATURES);
  const nodes = <usize>load<u32>(tree + NODES);
  const classes = load<i32>(CLASSES);
  const words = <usize>max<i32>(1, classes) + 1;
  const binBytes = words << 3;
  const totals = histogram + 256 * binBytes + 256 * 4;
  const deep = load<i32>(MAX_DEPTH);
  const fewest = max<i32>(load<i32>(MIN_SPLIT), 2 * load<i32>(MIN_LEAF));
  for (let f = 0; f < load<i32>(FEATURES); f++) store<i32>(features + ((<usize>f) << 2), f);
  memory.fill(histogram, 0, 256 * binBytes + 256 * 4);
  let nodeCount = 0;
  let leafCount = 0;
  let waiting = 1;
  push(stack, 0, drawRows(tree, copies, order), 0, -1, 0);
  while (waiting > 0) {
    waiting--;
    const entry = stack + <usize>waiting * STACK_BYTES;
    const start = load<i32>(entry);
    const size = load<i32>(entry, 4);
    const level = load<i32>(entry, 8);
    const parent = load<i32>(entry, 12);
    const place = <usize>load<i32>(entry, 16);
    const first = order + ((<usize>start) << 2);
    memory.fill(totals, 0, binBytes);
    for (let i: usize = 0; i < <usize>size; i++) {
      const row = <usize>load<u32>(first + (i << 2));
      addRow(totals, row, <f64>load<u32>(copies + (row << 2)), classes);
    }
    const mayCut = size >= fewest && (deep < 0 || level < deep) && !isPure(first, size, classes);
    let self: i32;
    if (mayCut && searchNode(tree, first, size, classes, words)) {
      self = nodeCount++;
      const node = nodes + <usize>self * RANDOM_NODE_BYTES;
      v128.store(node, v128.load(tree + BEST_FEATURE));
      store<f64>(node, load<f64>(tree + BEST_SCORE), 16);
      store<f64>(node, <f64>size, 32);
      const leftCount = splitRows(tree, first, size);
      push(entry, start + leftCount, size - leftCount, level + 1, self, 28);
      push(entry + STACK_BYTES, start, leftCount, level + 1, self, 24);
      waiting += 2;
    } else {
      self = -1 - leafCount;
      writeLeaf(<usize>load<u32>(tree + VALUES) + <usize>leafCount * binBytes, size, totals, classes, words);
      leafCount++;
    }
    if (parent >= 0) store<i32>(nodes + <usize>parent * RANDOM_NODE_BYTES + place, self);
  }
  store<i32>(tree + NODE_COUNT, nodeCount);
  store<i32>(tree + LEAF_COUNT, leafCount);
}
