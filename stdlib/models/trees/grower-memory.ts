// Where a fit keeps its rows in the memory of the kernels.
import type { Kernels } from "../../../runtime/kernels/kernels.ts";
import {
  BLOCK_COUNTS,
  FOUND,
  FOUND_BYTES,
  FOUND_LARGER,
  GATHERED,
  GRADIENTS,
  L1,
  L2,
  MAX_STEP,
  MIN_GAIN,
  MIN_HESSIAN,
  MIN_LEAF,
  ORDER,
  ROW_BLOCK,
  SPILL,
} from "../../../runtime/kernels/memory-map.ts";
import type { SplitRules } from "./split.ts";

/** Addresses. */
export interface GrowerMemory {
  readonly rows: number;
  /** Rows of leaf after leaf; the first of it are those that the tree is grown on. */
  readonly order: number;
  /** Rounded derivatives of the output at hand per row: pairs of i32; and those of a node's rows side by side. */
  readonly rounded: number;
  readonly gathered: number;
  readonly found: number;
  readonly foundLarger: number;
}

export function placeGrower(kernels: Kernels, rows: number, features: number, rules: SplitRules): GrowerMemory {
  const memory = {
    rows,
    order: kernels.allocate(4 * rows),
    rounded: kernels.allocate(8 * rows),
    gathered: kernels.allocate(8 * rows),
    found: kernels.allocate(features * FOUND_BYTES),
    foundLarger: kernels.allocate(features * FOUND_BYTES),
  };
  const spill = kernels.allocate(4 * rows);
  const counts = kernels.allocate(4 * (1 + Math.ceil(rows / ROW_BLOCK)));
  const { words, numbers } = kernels;
  words[ORDER >> 2] = memory.order;
  words[GRADIENTS >> 2] = memory.rounded;
  words[GATHERED >> 2] = memory.gathered;
  words[SPILL >> 2] = spill;
  words[FOUND >> 2] = memory.found;
  words[FOUND_LARGER >> 2] = memory.foundLarger;
  words[BLOCK_COUNTS >> 2] = counts;
  numbers[L1 >> 3] = rules.l1;
  numbers[L2 >> 3] = rules.l2;
  numbers[MIN_HESSIAN >> 3] = rules.minHessian;
  numbers[MIN_GAIN >> 3] = rules.minGain;
  numbers[MIN_LEAF >> 3] = rules.minLeaf;
  numbers[MAX_STEP >> 3] = rules.maxStep;
  return memory;
}
