// Grows one tree on binned rows. Memory is made once per fit (`createGrower`) and reused by every tree: row order, packed
// gradients, histograms. Only the smaller child's histogram is built; the larger one is the parent's minus it.
import { findSplit } from "./find-split.ts";
import type { ForestBuilder } from "./forest.ts";
import { IS_SET, MISSING_LEFT } from "./forest.ts";
import { fillHistogram, subtractHistogram, type UsedFeatures } from "./histogram.ts";
import { createPacked, type PackedGradients, packGradients } from "./pack-gradients.ts";
import {
  createSplit,
  type LeafSums,
  type Split,
  type SplitFeatures,
  type SplitRules,
  scaledRules,
  shrink,
} from "./split.ts";

export interface GrowRules extends SplitRules {
  readonly leaves: number;
  /** -1: no limit. */
  readonly maxDepth: number;
  readonly growth: "leafwise" | "depthwise";
}

/** A leaf of the tree that is being grown: its rows, sums and best split. */
export interface Leaf {
  start: number;
  count: number;
  depth: number;
  /** Sums in units of the packed gradients. */
  gradient: number;
  hessian: number;
  /** Added to l2 in the leaf's value (splits on sets of levels), not in units. */
  extraL2: number;
  histogram: number;
  /** Node that points to this leaf, and whether from its left; -1 for the root. */
  parent: number;
  isLeft: boolean;
  readonly split: Split;
}

export interface Grower {
  readonly features: SplitFeatures;
  /** Upper bound of each bin, per feature; empty for categories. */
  readonly bounds: readonly Float64Array[];
  readonly rules: GrowRules;
  /** Rows of leaf after leaf; the first `rows` of it are those the tree is grown on. */
  readonly order: Int32Array;
  readonly spill: Int32Array;
  readonly packed: PackedGradients;
  /** Packed gradients of the leaf at hand, in the order of its rows. */
  readonly gathered: Float64Array;
  readonly histograms: Float64Array[];
  readonly leaves: Leaf[];
  readonly sums: LeafSums;
  /** Sum of split gains per feature. */
  readonly importance: Float64Array;
}

export function createGrower(
  features: SplitFeatures,
  bounds: readonly Float64Array[],
  rules: GrowRules,
  rows: number,
): Grower {
  return {
    features,
    bounds,
    rules,
    order: new Int32Array(rows),
    spill: new Int32Array(rows),
    packed: createPacked(rows),
    gathered: new Float64Array(rows),
    histograms: [],
    leaves: [],
    sums: { unit: 1, gradient: 0, hessian: 0, rowsPerHessian: 1 },
    importance: new Float64Array(bounds.length),
  };
}

function leafAt(grower: Grower, index: number): Leaf {
  const found = grower.leaves[index];
  if (found !== undefined) return found;
  const leaf: Leaf = {
    start: 0,
    count: 0,
    depth: 0,
    gradient: 0,
    hessian: 0,
    extraL2: 0,
    histogram: index,
    parent: -1,
    isLeft: false,
    split: createSplit(),
  };
  grower.leaves.push(leaf);
  return leaf;
}

function histogramAt(grower: Grower, index: number): Float64Array {
  while (grower.histograms.length <= index) grower.histograms.push(new Float64Array(grower.features.layout.size));
  return grower.histograms[index]!;
}

/**
 * Grows a tree on `order[0 .. rows)` and appends its nodes to `forest`; returns the number of leaves. Leaf k of the tree is
 * `grower.leaves[k]`; its value is appended by the caller at `firstLeaf + k`.
 */
export function growTree(
  grower: Grower,
  rows: number,
  used: UsedFeatures,
  gradient: Float64Array,
  hessian: Float64Array,
  forest: ForestBuilder,
  firstLeaf: number,
): number {
  const { rules, sums, packed } = grower;
  packGradients(packed, gradient, hessian, grower.order, rows);
  const scaled = scaledRules(rules, packed.gradientScale, packed.hessianScale);
  const root = leafAt(grower, 0);
  root.start = 0;
  root.count = rows;
  root.depth = 0;
  root.parent = -1;
  root.extraL2 = 0;
  root.histogram = 0;
  gather(grower, root);
  let total = 0;
  for (let i = 0; i < rows; i++) total += grower.gathered[i]!;
  sums.unit = packed.unit;
  root.gradient = Math.floor(total / packed.unit);
  root.hessian = total - root.gradient * packed.unit;
  sums.rowsPerHessian = root.hessian > 0 ? rows / root.hessian : 0;
  fillLeaf(grower, root, used);
  searchLeaf(grower, root, used, scaled);
  let leaves = 1;
  while (leaves < rules.leaves) {
    const chosen = nextLeaf(grower, leaves);
    if (chosen < 0) break;
    const parent = grower.leaves[chosen]!;
    const leftCount = partition(grower, parent);
    if (leftCount === 0 || leftCount === parent.count) {
      // The row count estimated from hessians was wrong: nothing to split here.
      parent.split.gain = Number.NEGATIVE_INFINITY;
      continue;
    }
    const child = leafAt(grower, leaves);
    appendNode(grower, forest, parent, child, leftCount, firstLeaf + chosen, firstLeaf + leaves);
    leaves++;
    if (leaves < rules.leaves) searchChildren(grower, parent, child, used, scaled, leaves - 1);
  }
  if (leaves === 1) forest.roots.push(-1 - firstLeaf);
  return leaves;
}

/** Newton step of a leaf from the unrounded derivatives of its rows, not yet shrunk by the learning rate. */
export function leafValue(grower: Grower, leaf: Leaf, gradient: Float64Array, hessian: Float64Array): number {
  const { order, rules } = grower;
  let gradients = 0;
  let weight = rules.l2 + leaf.extraL2;
  for (let i = leaf.start; i < leaf.start + leaf.count; i++) {
    gradients += gradient[order[i]!]!;
    weight += hessian[order[i]!]!;
  }
  return weight > 0 ? -shrink(gradients, rules.l1) / weight : 0;
}

function gather({ order, packed, gathered }: Grower, leaf: Leaf): void {
  for (let i = 0; i < leaf.count; i++) gathered[i] = packed.packed[order[leaf.start + i]!]!;
}

function fillLeaf(grower: Grower, leaf: Leaf, used: UsedFeatures): void {
  const histogram = histogramAt(grower, leaf.histogram);
  const { layout } = grower.features;
  fillHistogram(layout, used, grower.order, leaf.start, leaf.count, grower.gathered, histogram);
}

function searchLeaf(grower: Grower, leaf: Leaf, used: UsedFeatures, scaled: SplitRules): void {
  const { rules, sums, features } = grower;
  leaf.split.gain = Number.NEGATIVE_INFINITY;
  const deepEnough = rules.maxDepth >= 0 && leaf.depth >= rules.maxDepth;
  if (deepEnough || leaf.count < 2 * rules.minLeaf || leaf.count < 2) return;
  sums.gradient = leaf.gradient;
  sums.hessian = leaf.hessian;
  findSplit(grower.histograms[leaf.histogram]!, features, used.features, sums, scaled, leaf.split);
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

/** Moves the rows of the left side before those of the right, keeping their order; returns the count of the left. */
function partition(grower: Grower, leaf: Leaf): number {
  const { order, spill, features } = grower;
  const { split } = leaf;
  const bins = features.layout.bins[split.feature]!;
  const missing = features.missingBins[split.feature]!;
  const end = leaf.start + leaf.count;
  let left = leaf.start;
  let right = 0;
  for (let i = leaf.start; i < end; i++) {
    const row = order[i]!;
    const bin = bins[row]!;
    const goesLeft = split.isSet
      ? ((split.set[bin >> 3]! >> (bin & 7)) & 1) === 1
      : bin === missing
        ? split.missingLeft
        : bin <= split.bin;
    if (goesLeft) order[left++] = row;
    else spill[right++] = row;
  }
  for (let i = 0; i < right; i++) order[left + i] = spill[i]!;
  return left - leaf.start;
}

const gainPerUnit = ({ gradientScale, hessianScale }: PackedGradients): number =>
  gradientScale > 0 ? hessianScale / (gradientScale * gradientScale) : 0;

/** Turns `parent` into its left child and `child` into the right one, and writes the node that joins them. */
function appendNode(
  grower: Grower,
  forest: ForestBuilder,
  parent: Leaf,
  child: Leaf,
  leftCount: number,
  leftLeaf: number,
  rightLeaf: number,
): void {
  const { split } = parent;
  const node = forest.feature.length;
  if (parent.parent < 0) forest.roots.push(node);
  else if (parent.isLeft) forest.left[parent.parent] = node;
  else forest.right[parent.parent] = node;
  const unseenMissing = grower.features.missingBins[split.feature]! < 0;
  const missingLeft = unseenMissing ? 2 * leftCount >= parent.count : split.missingLeft;
  forest.feature.push(split.feature);
  forest.flags.push((missingLeft ? MISSING_LEFT : 0) | (split.isSet ? IS_SET : 0));
  if (split.isSet) {
    forest.threshold.push(forest.sets.length / split.set.length);
    forest.sets.push(...split.set);
  } else {
    // Past the last bound stands only the missing bin: every value goes left.
    forest.threshold.push(grower.bounds[split.feature]![split.bin] ?? Number.MAX_VALUE);
  }
  forest.left.push(-1 - leftLeaf);
  forest.right.push(-1 - rightLeaf);
  grower.importance[split.feature] = grower.importance[split.feature]! + split.gain * gainPerUnit(grower.packed);
  child.start = parent.start + leftCount;
  child.count = parent.count - leftCount;
  child.gradient = parent.gradient - split.leftGradient;
  child.hessian = parent.hessian - split.leftHessian;
  parent.count = leftCount;
  parent.gradient = split.leftGradient;
  parent.hessian = split.leftHessian;
  child.depth = ++parent.depth;
  child.extraL2 = parent.extraL2 = split.isSet && split.extraL2 > 0 ? grower.rules.catL2 : 0;
  child.parent = parent.parent = node;
  parent.isLeft = true;
  child.isLeft = false;
}

function searchChildren(
  grower: Grower,
  left: Leaf,
  right: Leaf,
  used: UsedFeatures,
  scaled: SplitRules,
  freshHistogram: number,
): void {
  const smaller = left.count <= right.count ? left : right;
  const larger = smaller === left ? right : left;
  const inherited = left.histogram;
  smaller.histogram = freshHistogram;
  larger.histogram = inherited;
  const { maxDepth, minLeaf } = grower.rules;
  const bothAreDone = larger.count < 2 * minLeaf || (maxDepth >= 0 && left.depth >= maxDepth);
  if (!bothAreDone) {
    gather(grower, smaller);
    fillLeaf(grower, smaller, used);
    subtractHistogram(grower.histograms[inherited]!, grower.histograms[freshHistogram]!);
  }
  searchLeaf(grower, left, used, scaled);
  searchLeaf(grower, right, used, scaled);
}
