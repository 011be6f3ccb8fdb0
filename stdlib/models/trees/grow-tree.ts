// Grows one tree on binned rows. Memory is made once per fit (`createGrower`) and reused by every tree: row order, rounded
// gradients, histograms. Only the smaller child's histogram is built; the larger one is the parent's minus it.
import type { Kernels } from "../../../runtime/kernels/kernels.ts";
import {
  NODE_COUNT,
  NODE_HISTOGRAM,
  NODE_PARENT,
  NODE_SEARCH,
  NODE_SEARCH_LARGER,
  NODE_START,
  NODE_SUMS,
  NODE_SUMS_LARGER,
  PER_UNIT,
  TASK_FILL,
} from "../../../runtime/kernels/memory-map.ts";
import type { BinnedTable } from "./binned-table.ts";
import { findCategorySplit } from "./category-split.ts";
import { type ForestBuilder, IS_SET, MISSING_LEFT } from "./forest.ts";
import { type GrowerMemory, placeGrower } from "./grower-memory.ts";
import { bestFound, type Derivatives, gatherRows, partitionRows, roundGradients } from "./grower-tasks.ts";
import { createSplit, leafGain, type Split, type SplitRules, shrink, type Units } from "./split.ts";

export interface GrowRules extends SplitRules {
  readonly leaves: number;
  /** -1: no limit. */
  readonly maxDepth: number;
  readonly growth: "leafwise" | "depthwise" | "symmetric";
}

/** A leaf of the tree that is being grown: its rows, sums and best split. */
export interface Leaf {
  start: number;
  count: number;
  depth: number;
  /** Sums in units of the rounded gradients. */
  gradient: number;
  hessian: number;
  /** Bounds of its value, from monotone constraints above it. */
  least: number;
  most: number;
  /** Added to l2 in the leaf's value (splits on sets of levels). */
  extraL2: number;
  /** Address; 0 when it has none. */
  histogram: number;
  /** Node that points to this leaf, and whether from its left; -1 for the root. */
  parent: number;
  isLeft: boolean;
  readonly split: Split;
}

/** Addresses of what the search of a level of a symmetric tree works on. */
export interface LevelPlaces {
  readonly leaves: number;
  readonly gains: number;
}

export interface Grower {
  readonly kernels: Kernels;
  readonly table: BinnedTable;
  readonly memory: GrowerMemory;
  readonly rules: GrowRules;
  /** 1 rising, -1 falling, 0 free, per feature. */
  readonly direction: Int32Array;
  readonly units: Units;
  readonly leaves: Leaf[];
  /** Histograms that no leaf holds. */
  readonly free: number[];
  /** Of the output of the tree at hand. */
  derivatives: Derivatives;
  /** Features of the tree at hand. */
  used: Uint8Array;
  /** Rows per true hessian of the tree at hand. */
  rowsPerHessian: number;
  level: LevelPlaces | null;
}

export function createGrower(kernels: Kernels, table: BinnedTable, rules: GrowRules, direction: Int32Array): Grower {
  return {
    kernels,
    table,
    memory: placeGrower(kernels, table.rows, table.features.length, rules),
    rules,
    direction,
    units: { gradient: 1, hessian: 1 },
    leaves: [],
    free: [],
    derivatives: { gradient: 0, hessian: 0 },
    used: new Uint8Array(table.features.length).fill(1),
    rowsPerHessian: 1,
    level: null,
  };
}

export function leafAt(grower: Grower, index: number): Leaf {
  const found = grower.leaves[index];
  if (found !== undefined) return found;
  const leaf: Leaf = {
    start: 0,
    count: 0,
    depth: 0,
    gradient: 0,
    hessian: 0,
    least: Number.NEGATIVE_INFINITY,
    most: Number.POSITIVE_INFINITY,
    extraL2: 0,
    histogram: 0,
    parent: -1,
    isLeft: false,
    split: createSplit(),
  };
  grower.leaves.push(leaf);
  return leaf;
}

/**
 * Grows a tree on the first `rows` rows of the order, for the derivatives in the grower's memory, and appends its nodes to
 * `forest`; returns the number of leaves. Leaf k of the tree is `grower.leaves[k]`; its value is appended by the caller at
 * `firstLeaf + k`.
 */
export function growTree(grower: Grower, rows: number, forest: ForestBuilder, firstLeaf: number): number {
  const { rules } = grower;
  const root = plantRoot(grower, rows);
  fill(grower, root, null, canSplit(grower, root), false);
  let leaves = 1;
  while (leaves < rules.leaves) {
    const chosen = nextLeaf(grower, leaves);
    if (chosen < 0) break;
    const parent = grower.leaves[chosen]!;
    const leftCount = partitionRows(grower.kernels, grower.table, parent.start, parent.count, parent.split);
    if (leftCount === 0 || leftCount === parent.count) {
      // The row count estimated from hessians was wrong: nothing to split here.
      parent.split.gain = Number.NEGATIVE_INFINITY;
      continue;
    }
    const child = leafAt(grower, leaves);
    appendNode(grower, forest, parent, child, leftCount, firstLeaf + chosen, firstLeaf + leaves);
    leaves++;
    searchChildren(grower, parent, child, leaves < rules.leaves);
  }
  finishTree(grower, forest, leaves, firstLeaf);
  return leaves;
}

/** The root over the first `rows` rows of the order, with the derivatives rounded and a histogram that is not filled yet. */
export function plantRoot(grower: Grower, rows: number): Leaf {
  const { units, kernels } = grower;
  const root = leafAt(grower, 0);
  const sums = roundGradients(kernels, grower.memory, grower.derivatives, rows, units);
  root.start = 0;
  root.count = rows;
  root.depth = 0;
  root.parent = -1;
  root.extraL2 = 0;
  root.least = Number.NEGATIVE_INFINITY;
  root.most = Number.POSITIVE_INFINITY;
  root.gradient = sums.gradient;
  root.hessian = sums.hessian;
  grower.rowsPerHessian = root.hessian > 0 ? rows / (root.hessian * units.hessian) : 0;
  kernels.numbers[PER_UNIT >> 3] = units.gradient;
  kernels.numbers[(PER_UNIT >> 3) + 1] = units.hessian;
  root.histogram = takeHistogram(grower);
  return root;
}

export function finishTree(grower: Grower, forest: ForestBuilder, leaves: number, firstLeaf: number): void {
  for (let k = 0; k < leaves; k++) {
    dropHistogram(grower, grower.leaves[k]!);
    forest.leafRows.push(grower.leaves[k]!.count);
  }
  if (leaves === 1) forest.roots.push(-1 - firstLeaf);
}

/** Newton step of a leaf, not yet shrunk by the learning rate. */
export function leafValue({ rules, units }: Grower, leaf: Leaf): number {
  const weight = leaf.hessian * units.hessian + rules.l2 + leaf.extraL2;
  const step = weight > 0 ? -shrink(leaf.gradient * units.gradient, rules.l1) / weight : 0;
  const limited = rules.maxStep > 0 ? Math.max(-rules.maxStep, Math.min(rules.maxStep, step)) : step;
  return Math.max(leaf.least, Math.min(leaf.most, limited));
}

export function takeHistogram(grower: Grower): number {
  return grower.free.pop() ?? grower.kernels.allocate(grower.table.histogramBytes);
}

export function dropHistogram(grower: Grower, leaf: Leaf): void {
  if (leaf.histogram !== 0) grower.free.push(leaf.histogram);
  leaf.histogram = 0;
}

function canSplit({ rules }: Grower, leaf: Leaf): boolean {
  const isDeepEnough = rules.maxDepth >= 0 && leaf.depth >= rules.maxDepth;
  return !isDeepEnough && leaf.count >= 2 * rules.minLeaf && leaf.count >= 2;
}

/** Fills the histogram of `leaf`, turns that of its parent into its sibling's, and searches both. */
export function fill(
  grower: Grower,
  leaf: Leaf,
  larger: Leaf | null,
  searchLeaf: boolean,
  searchLarger: boolean,
): void {
  const { kernels, table } = grower;
  gatherRows(kernels, grower.memory, leaf.start, leaf.count);
  const { words, numbers } = kernels;
  words[NODE_START >> 2] = leaf.start;
  words[NODE_COUNT >> 2] = leaf.count;
  words[NODE_HISTOGRAM >> 2] = leaf.histogram;
  words[NODE_PARENT >> 2] = larger === null ? 0 : larger.histogram;
  words[NODE_SEARCH >> 2] = searchLeaf ? 1 : 0;
  words[NODE_SEARCH_LARGER >> 2] = searchLarger ? 1 : 0;
  const writeSums = (at: number, of: Leaf): void => {
    numbers.set([of.gradient, of.hessian, grower.rowsPerHessian, of.least, of.most], at >> 3);
  };
  writeSums(NODE_SUMS, leaf);
  if (larger !== null) writeSums(NODE_SUMS_LARGER, larger);
  kernels.run(TASK_FILL, table.groups, leaf.count * table.features.length + 3 * table.bins);
  leaf.split.gain = Number.NEGATIVE_INFINITY;
  if (searchLeaf) choose(grower, leaf, false);
  if (larger === null) return;
  larger.split.gain = Number.NEGATIVE_INFINITY;
  if (searchLarger) choose(grower, larger, true);
}

function choose(grower: Grower, leaf: Leaf, isLarger: boolean): void {
  const { kernels, table, memory, rules, units, used } = grower;
  const found = isLarger ? memory.foundLarger : memory.found;
  const place = isLarger ? NODE_SUMS_LARGER : NODE_SUMS;
  bestFound(kernels, found, table.features.length, leaf.histogram, place, leaf.split);
  const sums = {
    gradient: leaf.gradient * units.gradient,
    hessian: leaf.hessian * units.hessian,
    rowsPerHessian: grower.rowsPerHessian,
  };
  const floor = leafGain(sums.gradient, sums.hessian, rules.l1, rules.l2) + rules.minGain;
  for (let f = 0; f < used.length; f++) {
    const { mapper } = table.features[f]!;
    if (mapper.kind !== "category" || used[f] === 0) continue;
    const first = (leaf.histogram + table.placeOf[f]!) >> 2;
    findCategorySplit(kernels.words, first, mapper.bins, f, sums, units, rules, floor, leaf.split);
  }
}

/** The leaf to split next; -1 when none gains anything. */
function nextLeaf(grower: Grower, leaves: number): number {
  let chosen = -1;
  for (let k = 0; k < leaves; k++) {
    const leaf = grower.leaves[k]!;
    if (!(leaf.split.gain > 0)) continue;
    const best = grower.leaves[chosen];
    const shallower = grower.rules.growth === "depthwise" && best !== undefined && leaf.depth !== best.depth;
    const better = best === undefined || (shallower ? leaf.depth < best.depth : leaf.split.gain > best.split.gain);
    if (better) chosen = k;
  }
  return chosen;
}

/** Turns `parent` into its left child and `child` into the right one, and writes the node that joins them. */
export function appendNode(
  grower: Grower,
  forest: ForestBuilder,
  parent: Leaf,
  child: Leaf,
  leftCount: number,
  leftLeaf: number,
  rightLeaf: number,
): void {
  const { split } = parent;
  const { mapper } = grower.table.features[split.feature]!;
  const node = forest.feature.length;
  if (parent.parent < 0) forest.roots.push(node);
  else if (parent.isLeft) forest.left[parent.parent] = node;
  else forest.right[parent.parent] = node;
  const unseenMissing = mapper.kind === "category" || mapper.missingBin < 0;
  const missingLeft = unseenMissing ? 2 * leftCount >= parent.count : split.missingLeft;
  forest.feature.push(split.feature);
  forest.flags.push((missingLeft ? MISSING_LEFT : 0) | (split.isSet ? IS_SET : 0));
  if (split.isSet) {
    forest.threshold.push(forest.sets.length / split.set.length);
    forest.sets.push(...split.set);
  } else {
    // Past the last bound stands only the missing bin: every value goes left.
    forest.threshold.push((mapper.kind === "number" ? mapper.bounds[split.bin] : undefined) ?? Number.MAX_VALUE);
  }
  forest.left.push(-1 - leftLeaf);
  forest.right.push(-1 - rightLeaf);
  forest.gain.push(split.gain);
  forest.rows.push(parent.count);
  child.start = parent.start + leftCount;
  child.count = parent.count - leftCount;
  child.gradient = parent.gradient - split.leftGradient;
  child.hessian = parent.hessian - split.leftHessian;
  parent.count = leftCount;
  parent.gradient = split.leftGradient;
  parent.hessian = split.leftHessian;
  child.depth = ++parent.depth;
  child.extraL2 = parent.extraL2 = split.extraL2;
  child.parent = parent.parent = node;
  parent.isLeft = true;
  child.isLeft = false;
  child.least = parent.least;
  child.most = parent.most;
  constrain(grower, parent, child, grower.direction[split.feature]!);
}

/**
 * The values of both sides of a constrained split stay on their side of the middle (as LightGBM's `basic` method). Symmetric
 * trees put their leaves in order when they are grown: one side of a cut has often no rows there, and no value.
 */
function constrain(grower: Grower, left: Leaf, right: Leaf, direction: number): void {
  if (direction === 0 || grower.rules.growth === "symmetric") return;
  const middle = (leafValue(grower, left) + leafValue(grower, right)) / 2;
  const [lower, upper] = direction > 0 ? [left, right] : [right, left];
  lower.most = Math.min(lower.most, middle);
  upper.least = Math.max(upper.least, middle);
}

function searchChildren(grower: Grower, left: Leaf, right: Leaf, isNeeded: boolean): void {
  const smaller = left.count <= right.count ? left : right;
  const larger = smaller === left ? right : left;
  larger.histogram = left.histogram;
  smaller.histogram = 0;
  left.split.gain = right.split.gain = Number.NEGATIVE_INFINITY;
  const searchSmaller = isNeeded && canSplit(grower, smaller);
  const searchLarger = isNeeded && canSplit(grower, larger);
  if (searchLarger) {
    smaller.histogram = takeHistogram(grower);
    fill(grower, smaller, larger, searchSmaller, true);
  }
  // A leaf that gains nothing needs no histogram any more.
  if (!(smaller.split.gain > 0)) dropHistogram(grower, smaller);
  if (!(larger.split.gain > 0)) dropHistogram(grower, larger);
}
