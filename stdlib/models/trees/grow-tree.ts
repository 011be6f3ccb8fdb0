// One tree of boosting on binned rows, grown by the kernels. Memory is made once per fit (`createGrower`) and used by every tree.
import type { Kernels } from "../../../runtime/kernels/kernels.ts";
import {
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
  LEAF_BYTES,
  LEAF_COUNT,
  LEAF_START,
  LEAF_SUMS,
  LEAF_VALUE,
} from "../../../runtime/kernels/memory-map.ts";
import type { BinnedTable } from "./binned-table.ts";
import { ALL_LEFT, type ForestBuilder, IS_SET, MISSING_LEFT } from "./forest.ts";
import { type GrowerMemory, placeGrower } from "./grower-memory.ts";
import { orderLeaves } from "./order-leaves.ts";
import { type Derivatives, roundGradients } from "./round-gradients.ts";
import { type GrowRules, SET_BYTES } from "./split.ts";

export interface Grower {
  readonly kernels: Kernels;
  readonly table: BinnedTable;
  readonly memory: GrowerMemory;
  readonly rules: GrowRules;
  /** 1 rising, -1 falling, 0 free, per feature. */
  readonly direction: Int32Array;
}

/**
 * A leaf of the tree that was grown last: its rows in the order, the rounded sums of their derivatives, and its Newton step, not yet
 * shrunk by the learning rate.
 */
export interface GrownLeaf {
  readonly start: number;
  readonly count: number;
  readonly gradient: number;
  readonly hessian: number;
  readonly value: number;
}

export const createGrower = (
  kernels: Kernels,
  table: BinnedTable,
  rules: GrowRules,
  direction: Int32Array,
): Grower => ({ kernels, table, memory: placeGrower(kernels, table, rules), rules, direction });

/**
 * Grows a tree on the first `rows` rows of the order, for derivatives in the memory of the kernels, and appends its nodes to
 * `forest`; returns the number of leaves. The value of leaf k is appended by the caller at `firstLeaf + k`.
 */
export function growTree(
  grower: Grower,
  derivatives: Derivatives,
  rows: number,
  forest: ForestBuilder,
  firstLeaf: number,
): number {
  const { kernels, memory, table, rules } = grower;
  const { gradient, hessian } = roundGradients(kernels, memory, derivatives, rows);
  const helpers = kernels.helpersFor(rows * table.features.length);
  const leaves = kernels.functions.growTree(rows, gradient, hessian, helpers);
  const firstNode = forest.feature.length;
  for (let node = 0; node < leaves - 1; node++) appendNode(grower, forest, node, firstNode, firstLeaf);
  forest.roots.push(leaves === 1 ? -1 - firstLeaf : firstNode);
  for (let k = 0; k < leaves; k++) forest.leafRows.push(leafOf(grower, k).count);
  if (rules.growth === "symmetric") bindValues(grower, leaves);
  return leaves;
}

export function leafOf({ kernels: { words, numbers }, memory }: Grower, index: number): GrownLeaf {
  const at = memory.leaves + index * LEAF_BYTES;
  return {
    start: words[(at + LEAF_START) >>> 2]!,
    count: words[(at + LEAF_COUNT) >>> 2]!,
    gradient: numbers[(at + LEAF_SUMS) >>> 3]!,
    hessian: numbers[(at + LEAF_SUMS + 8) >>> 3]!,
    value: numbers[(at + LEAF_VALUE) >>> 3]!,
  };
}

export function setValue({ kernels: { numbers }, memory }: Grower, index: number, value: number): void {
  numbers[(memory.leaves + index * LEAF_BYTES + LEAF_VALUE) >>> 3] = value;
}

function appendNode(
  { kernels: { words, numbers, bytes }, memory, table }: Grower,
  forest: ForestBuilder,
  node: number,
  firstNode: number,
  firstLeaf: number,
): void {
  const at = memory.nodes + node * GROWN_BYTES;
  const feature = words[(at + GROWN_FEATURE) >>> 2]!;
  const isSet = words[(at + GROWN_IS_SET) >>> 2] === 1;
  const left = words[(at + GROWN_LEFT) >>> 2]!;
  const right = words[(at + GROWN_RIGHT) >>> 2]!;
  forest.feature.push(feature);
  forest.flags.push((words[(at + GROWN_MISSING_LEFT) >>> 2] === 1 ? MISSING_LEFT : 0) | (isSet ? IS_SET : 0));
  if (isSet) {
    forest.threshold.push(forest.sets.length / SET_BYTES);
    for (let k = 0; k < SET_BYTES; k++) forest.sets.push(bytes[at + GROWN_SET + k]!);
  } else {
    const { mapper } = table.features[feature]!;
    const bound = mapper.kind === "number" ? mapper.bounds[words[(at + GROWN_BIN) >>> 2]!] : undefined;
    // Past the last bound stands only the missing bin: every value goes left.
    forest.threshold.push(bound ?? ALL_LEFT);
  }
  forest.left.push(left >= 0 ? left + firstNode : left - firstLeaf);
  forest.right.push(right >= 0 ? right + firstNode : right - firstLeaf);
  forest.gain.push(numbers[(at + GROWN_GAIN) >>> 3]!);
  forest.rows.push(words[(at + GROWN_ROWS) >>> 2]!);
}

/** Puts the values of a symmetric tree in the order of the constraints: a side of a cut has often no rows that count, and no value. */
function bindValues(grower: Grower, leaves: number): void {
  const { kernels, memory, direction } = grower;
  // The first node of each level stands after all those above it.
  const directions = Array.from({ length: Math.log2(leaves) }, (_, level) => {
    const node = memory.nodes + (2 ** level - 1) * GROWN_BYTES;
    return direction[kernels.words[(node + GROWN_FEATURE) >>> 2]!]!;
  });
  if (directions.every((constraint) => constraint === 0)) return;
  const values = Float64Array.from({ length: leaves }, (_, k) => {
    const { gradient, hessian, value } = leafOf(grower, k);
    return gradient === 0 && hessian === 0 ? Number.NaN : value;
  });
  orderLeaves(values, directions).forEach((value, k) => {
    setValue(grower, k, value);
  });
}
