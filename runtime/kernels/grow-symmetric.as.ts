// Symmetric (oblivious) trees: all leaves of a level are split by one cut (Prokhorenkova and others, 2018).
import { nodeAt, splitLeaf } from "./grow-tree.as";
import { fillLeaf, leafAt, leafValue, takeHistogram, writeSplit } from "./leaf.as";
import { leastHessian } from "./level-search.as";
import {
  FEATURE_BYTES,
  FEATURE_TABLE,
  FOUND,
  FOUND_BYTES,
  GROW_BINS,
  GROW_DEPTH,
  GROW_FEATURES,
  GROW_GROUPS,
  GROWN_MISSING_LEFT,
  L1,
  L2,
  LEAF_COUNT,
  LEAF_HISTOGRAM,
  LEAF_SUMS,
  LEVEL_LEAVES,
  PER_UNIT,
  SPLIT_GAIN,
  SPLIT_MISSING_LEFT,
  SPLIT_SUMS,
  TASK_LEVEL,
} from "./memory-map";
import { partitionLeaf } from "./partition.as";
import { bestFound, gainOfSide, hasLimits, placeOf } from "./split-search.as";
import { share } from "./team.as";

export function growLevels(root: usize): i32 {
  const levels = load<i32>(GROW_DEPTH);
  const rows = load<i32>(root, LEAF_COUNT);
  fillLeaf(root, 0, false, false);
  let leaves = 1;
  for (let level = 0; level < levels; level++) {
    const found = searchLevel(leaves);
    if (found === 0) break;
    const before = leaves;
    let onLeft = 0;
    for (let k = 0; k < before; k++) {
      const parent = leafAt(k);
      readLeft(parent, found);
      const leftCount = load<i32>(parent, LEAF_COUNT) === 0 ? 0 : partitionLeaf(parent);
      onLeft += leftCount;
      const value = leafValue(parent);
      splitLeaf(k, leaves, leftCount);
      keepValue(parent, value);
      keepValue(leafAt(leaves), value);
      divide(parent, leafAt(leaves), level + 1 < levels);
      leaves++;
    }
    if (missingOf(found) < 0) sendMissing(before, 2 * <i64>onLeft >= <i64>rows);
  }
  return leaves;
}

function isTooSmall(leaf: usize, hessian: f64): bool {
  return hessian * load<f64>(PER_UNIT, 8) < leastHessian(leaf + LEAF_SUMS);
}

/** A side that is too small keeps the value of the leaf that it comes from: its own step would have no bound where its hessian is tiny. */
function keepValue(side: usize, value: f64): void {
  const hessian = load<f64>(side, LEAF_SUMS + 8);
  if (hessian === 0 || !isTooSmall(side, hessian)) return;
  store<f64>(side, value, LEAF_SUMS + 24);
  store<f64>(side, value, LEAF_SUMS + 32);
}

/**
 * Rows without a value that training did not see go the same way in all leaves of a level: if each sent them where most of its own
 * rows go, they would end in leaves that no constraint orders.
 */
function sendMissing(leaves: i32, isLeft: bool): void {
  for (let k = 0; k < leaves; k++) store<i32>(nodeAt(leaves - 1 + k), i32(isLeft), GROWN_MISSING_LEFT);
}

/** The cut that gains most over all leaves; 0 when none gains anything. */
function searchLevel(leaves: i32): usize {
  store<i32>(LEVEL_LEAVES, leaves);
  share(TASK_LEVEL, load<i32>(GROW_GROUPS), 4 * <f64>leaves * load<i32>(GROW_BINS));
  return bestFound(<usize>load<u32>(FOUND), load<i32>(GROW_FEATURES), 0, 0);
}

function gainOfUnits(leaf: usize, gradient: f64, hessian: f64): f64 {
  if (hessian === 0) return 0;
  const limits: usize = hasLimits(leaf + LEAF_SUMS) ? leaf + LEAF_SUMS : 0;
  const trueHessian = hessian * load<f64>(PER_UNIT, 8);
  return gainOfSide(gradient * load<f64>(PER_UNIT), trueHessian, load<f64>(L1), load<f64>(L2), limits);
}

function featureOf(found: usize): i32 {
  return <i32>((found - <usize>load<u32>(FOUND)) / FOUND_BYTES);
}

function rowOf(found: usize): usize {
  return <usize>load<u32>(FEATURE_TABLE) + <usize>featureOf(found) * FEATURE_BYTES;
}

/** The bin of missing values of the feature that is cut; -1 when training had none. */
function missingOf(found: usize): i32 {
  return load<i32>(rowOf(found), 4);
}

/** Writes the shared cut as the split of a leaf: the sums of its left side, and what the leaf gains by it. */
function readLeft(leaf: usize, found: usize): void {
  writeSplit(leaf, featureOf(found), found);
  let gradient: f64 = 0;
  let hessian: f64 = 0;
  let gain: f64 = 0;
  if (load<i32>(leaf, LEAF_COUNT) > 0) {
    const histogram = <usize>load<u32>(leaf, LEAF_HISTOGRAM) + placeOf(rowOf(found));
    const last = load<i32>(found, 32);
    let sum: u64 = 0;
    for (let bin = 0; bin <= last; bin++) sum += load<u64>(histogram + ((<usize>bin) << 3));
    const missing = missingOf(found);
    if (load<i32>(leaf, SPLIT_MISSING_LEFT) === 1 && missing >= 0)
      sum += load<u64>(histogram + ((<usize>missing) << 3));
    gradient = <f64>(<i32>(sum >> 32));
    hessian = <f64>(<i32>sum);
    const allGradient = load<f64>(leaf, LEAF_SUMS);
    const allHessian = load<f64>(leaf, LEAF_SUMS + 8);
    const others = allHessian - hessian;
    if (!isTooSmall(leaf, hessian) && !isTooSmall(leaf, others)) {
      gain = gainOfUnits(leaf, gradient, hessian) + gainOfUnits(leaf, allGradient - gradient, others);
      gain -= gainOfUnits(leaf, allGradient, allHessian);
    }
  }
  store<f64>(leaf, gradient, SPLIT_SUMS);
  store<f64>(leaf, hessian, SPLIT_SUMS + 8);
  store<f64>(leaf, gain, SPLIT_GAIN);
}

/** Histograms of both children; a side without rows needs none. */
function divide(left: usize, right: usize, isNeeded: bool): void {
  const inherited = load<u32>(left, LEAF_HISTOGRAM);
  store<u32>(left, 0, LEAF_HISTOGRAM);
  store<u32>(right, 0, LEAF_HISTOGRAM);
  if (inherited === 0) return;
  const leftIsSmaller = load<i32>(left, LEAF_COUNT) <= load<i32>(right, LEAF_COUNT);
  const smaller = leftIsSmaller ? left : right;
  const larger = leftIsSmaller ? right : left;
  store<u32>(larger, inherited, LEAF_HISTOGRAM);
  if (!isNeeded || load<i32>(smaller, LEAF_COUNT) === 0) return;
  takeHistogram(smaller);
  fillLeaf(smaller, larger, false, false);
}
