// Where a fit keeps its rows, and the tree that it grows, in the memory of the kernels.
import type { Kernels } from "../../../runtime/kernels/kernels.ts";
import {
  BLOCK_COUNTS,
  CAT_L2,
  CAT_MOST,
  CAT_ONEHOT,
  CAT_ROWS,
  CAT_SMOOTH,
  DEPTHWISE,
  FOUND,
  FOUND_BYTES,
  FOUND_LARGER,
  GRADIENTS,
  GROW_BINS,
  GROW_DEPTH,
  GROW_FEATURES,
  GROW_FREE,
  GROW_GROUPS,
  GROW_HAS_CATEGORIES,
  GROW_HISTOGRAM_BYTES,
  GROW_KIND,
  GROW_LEAVES,
  GROW_MOST,
  GROW_NODES,
  GROW_PLAYERS,
  GROW_WINNERS,
  GROWN_BYTES,
  L1,
  L2,
  LEAF_BYTES,
  LEAFWISE,
  LEVEL_GAINS,
  MAX_STEP,
  MIN_GAIN,
  MIN_HESSIAN,
  MIN_LEAF,
  ORDER,
  ROW_BLOCK,
  SPILL,
  SYMMETRIC,
} from "../../../runtime/kernels/memory-map.ts";
import type { BinnedTable } from "./binned-table.ts";
import type { GrowRules } from "./split.ts";

/** Addresses. */
export interface GrowerMemory {
  readonly rows: number;
  /** Rows of leaf after leaf; the first of it are those that the tree is grown on. */
  readonly order: number;
  /** Rounded derivatives of the output at hand per row: pairs of i32. */
  readonly rounded: number;
  /** LEAF_BYTES and GROWN_BYTES each. */
  readonly leaves: number;
  readonly nodes: number;
}

const KINDS = { leafwise: LEAFWISE, depthwise: DEPTHWISE, symmetric: SYMMETRIC } as const;
/** Levels of a symmetric tree whose depth has no limit (CatBoost's default), and the most that there may be: 2^16 leaves. */
const DEFAULT_LEVELS = 6;
const MOST_LEVELS = 16;
/** A search takes two bins at a time and may read one behind the last: the memory may end there. */
const HISTOGRAM_SLACK = 8;

const levelsOf = ({ growth, maxDepth }: GrowRules): number =>
  growth === "symmetric" ? Math.min(MOST_LEVELS, maxDepth < 0 ? DEFAULT_LEVELS : maxDepth) : maxDepth;

/** Leaves that a tree can have. */
function mostLeaves(rules: GrowRules, rows: number): number {
  const levels = levelsOf(rules);
  const ofLevels = levels < 0 ? Number.POSITIVE_INFINITY : 2 ** levels;
  return rules.growth === "symmetric" ? ofLevels : Math.max(1, Math.min(rules.leaves, ofLevels, rows));
}

export function placeGrower(kernels: Kernels, table: BinnedTable, rules: GrowRules): GrowerMemory {
  const { rows, features } = table;
  const most = mostLeaves(rules, rows);
  const players = 2 ** Math.ceil(Math.log2(most));
  const memory = {
    rows,
    order: kernels.allocate(4 * rows),
    rounded: kernels.allocate(8 * rows),
    leaves: kernels.allocate(LEAF_BYTES * most),
    nodes: kernels.allocate(GROWN_BYTES * most),
  };
  const places: readonly (readonly [number, number])[] = [
    [ORDER, memory.order],
    [GRADIENTS, memory.rounded],
    [SPILL, kernels.allocate(4 * rows)],
    [FOUND, kernels.allocate(features.length * FOUND_BYTES)],
    [FOUND_LARGER, kernels.allocate(features.length * FOUND_BYTES)],
    [BLOCK_COUNTS, kernels.allocate(4 * (1 + Math.ceil(rows / ROW_BLOCK)))],
    [LEVEL_GAINS, rules.growth === "symmetric" ? kernels.allocate(8 * 256 * features.length) : 0],
    [GROW_LEAVES, memory.leaves],
    [GROW_NODES, memory.nodes],
    [GROW_MOST, most],
    [GROW_WINNERS, kernels.allocate(8 * players)],
    [GROW_PLAYERS, players],
    [GROW_DEPTH, levelsOf(rules)],
    [GROW_KIND, KINDS[rules.growth]],
    [GROW_FREE, 0],
    [GROW_HISTOGRAM_BYTES, table.histogramBytes + HISTOGRAM_SLACK],
    [GROW_GROUPS, table.groups],
    [GROW_FEATURES, features.length],
    [GROW_BINS, table.bins],
    [GROW_HAS_CATEGORIES, features.some(({ mapper }) => mapper.kind === "category") ? 1 : 0],
    [CAT_MOST, rules.maxCatThreshold],
    [CAT_ONEHOT, rules.maxCatOnehot],
  ];
  const amounts: readonly (readonly [number, number])[] = [
    [L1, rules.l1],
    [L2, rules.l2],
    [MIN_HESSIAN, rules.minHessian],
    [MIN_GAIN, rules.minGain],
    [MIN_LEAF, rules.minLeaf],
    [MAX_STEP, rules.maxStep],
    [CAT_SMOOTH, rules.catSmooth],
    [CAT_ROWS, rules.catRows],
    [CAT_L2, rules.catL2],
  ];
  const { words, numbers } = kernels;
  for (const [at, value] of places) words[at >>> 2] = value;
  for (const [at, value] of amounts) numbers[at >>> 3] = value;
  return memory;
}
