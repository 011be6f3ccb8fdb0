// Symmetric (oblivious) trees: all leaves of a level are split by one cut (Prokhorenkova and others, 2018).
import {
  LEVEL_GAINS,
  LEVEL_LEAF_BYTES,
  LEVEL_LEAVES,
  LEVEL_TABLE,
  TASK_LEVEL,
} from "../../../runtime/kernels/memory-map.ts";
import type { ForestBuilder } from "./forest.ts";
import {
  appendNode,
  fill,
  finishTree,
  type Grower,
  type Leaf,
  type LevelPlaces,
  leafAt,
  leafValue,
  plantRoot,
  takeHistogram,
} from "./grow-tree.ts";
import { bestFound, partitionRows } from "./grower-tasks.ts";
import { orderLeaves } from "./order-leaves.ts";
import { createSplit, leafGain, type Split } from "./split.ts";

/** Levels where the depth has no limit (CatBoost's default). */
const DEFAULT_DEPTH = 6;
/** 2^16 leaves. */
const MOST_LEVELS = 16;

/** As `growTree`, with `max_depth` levels at most. */
export function growSymmetricTree(grower: Grower, rows: number, forest: ForestBuilder, firstLeaf: number): number {
  const { rules, kernels } = grower;
  const levels = Math.min(MOST_LEVELS, rules.maxDepth < 0 ? DEFAULT_DEPTH : rules.maxDepth);
  const root = plantRoot(grower, rows);
  fill(grower, root, null, false, false);
  // Kept for the trees to come, as histograms are.
  grower.level ??= {
    leaves: kernels.allocate(LEVEL_LEAF_BYTES * 2 ** levels),
    gains: kernels.allocate(8 * 256 * grower.table.features.length),
  };
  const shared = createSplit();
  let leaves = 1;
  const directions: number[] = [];
  for (let level = 0; level < levels; level++) {
    searchLevel(grower, grower.level, leaves, shared);
    if (!(shared.gain > 0)) break;
    directions.push(grower.direction[shared.feature]!);
    const before = leaves;
    for (let k = 0; k < before; k++) {
      const parent = grower.leaves[k]!;
      readLeft(grower, parent, shared);
      const leftCount =
        parent.count === 0 ? 0 : partitionRows(kernels, grower.table, parent.start, parent.count, shared);
      const child = leafAt(grower, leaves);
      appendNode(grower, forest, parent, child, leftCount, firstLeaf + k, firstLeaf + leaves);
      leaves++;
      divide(grower, parent, child, level + 1 < levels);
    }
  }
  if (directions.some((direction) => direction !== 0)) bindValues(grower, leaves, directions);
  finishTree(grower, forest, leaves, firstLeaf);
  return leaves;
}

/** Bounds that leave each leaf the one value it has when all stand in the order of the constraints. */
function bindValues(grower: Grower, leaves: number, directions: readonly number[]): void {
  const own = grower.leaves.slice(0, leaves);
  const values = orderLeaves(
    Float64Array.from(own, (leaf) => (leaf.count === 0 ? Number.NaN : leafValue(grower, leaf))),
    directions,
  );
  own.forEach((leaf, k) => {
    leaf.least = leaf.most = values[k]!;
  });
}

function searchLevel(grower: Grower, places: LevelPlaces, leaves: number, split: Split): void {
  const { kernels, memory, rowsPerHessian } = grower;
  const { words, numbers } = kernels;
  for (let k = 0; k < leaves; k++) {
    const at = places.leaves + k * LEVEL_LEAF_BYTES;
    const leaf = grower.leaves[k]!;
    words[at >> 2] = leaf.count === 0 ? 0 : leaf.histogram;
    numbers.set([leaf.gradient, leaf.hessian, rowsPerHessian], (at + 16) >> 3);
  }
  words[LEVEL_LEAVES >> 2] = leaves;
  words[LEVEL_TABLE >> 2] = places.leaves;
  words[LEVEL_GAINS >> 2] = places.gains;
  kernels.run(TASK_LEVEL, grower.table.groups, 4 * leaves * grower.table.bins);
  bestFound(kernels, memory.found, grower.table.features.length, 0, 0, split);
}

/** Writes the shared cut as the split of a leaf: the sums of its left side, and what the leaf gains by it. */
function readLeft(grower: Grower, leaf: Leaf, shared: Split): void {
  const { table, kernels, units, rules } = grower;
  const { split } = leaf;
  split.feature = shared.feature;
  split.bin = shared.bin;
  split.missingLeft = shared.missingLeft;
  split.isSet = false;
  split.extraL2 = 0;
  split.leftGradient = 0;
  split.leftHessian = 0;
  split.gain = 0;
  if (leaf.count === 0) return;
  const { mapper } = table.features[shared.feature]!;
  const first = (leaf.histogram + table.placeOf[shared.feature]!) >> 2;
  const add = (bin: number): void => {
    split.leftHessian += kernels.words[first + 2 * bin]!;
    split.leftGradient += kernels.words[first + 2 * bin + 1]!;
  };
  for (let bin = 0; bin <= shared.bin; bin++) add(bin);
  if (shared.missingLeft && mapper.kind === "number") add(mapper.missingBin);
  const gain = (gradient: number, hessian: number): number => {
    return hessian === 0 ? 0 : leafGain(gradient * units.gradient, hessian * units.hessian, rules.l1, rules.l2);
  };
  const left = gain(split.leftGradient, split.leftHessian);
  const right = gain(leaf.gradient - split.leftGradient, leaf.hessian - split.leftHessian);
  split.gain = left + right - gain(leaf.gradient, leaf.hessian);
}

/** Histograms of both children; a side without rows needs none. */
function divide(grower: Grower, left: Leaf, right: Leaf, isNeeded: boolean): void {
  const inherited = left.histogram;
  left.histogram = 0;
  right.histogram = 0;
  if (inherited === 0) return;
  const smaller = left.count <= right.count ? left : right;
  const larger = smaller === left ? right : left;
  larger.histogram = inherited;
  if (!isNeeded || smaller.count === 0) return;
  smaller.histogram = takeHistogram(grower);
  fill(grower, smaller, larger, false, false);
}
