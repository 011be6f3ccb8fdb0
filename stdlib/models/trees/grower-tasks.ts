// Work on all rows of a node, done by the kernels.
import type { Kernels } from "../../../runtime/kernels/kernels.ts";
import {
  CALL,
  FOUND_BYTES,
  GATHERED,
  PART_BIN,
  PART_BLOCK,
  PART_COUNT,
  PART_GROUP,
  PART_IS_SET,
  PART_LANE,
  PART_MISSING,
  PART_MISSING_LEFT,
  PART_SET,
  PART_START,
  ROW_BLOCK,
  TASK_GATHER,
  TASK_PARTITION,
  TASK_ROUND,
} from "../../../runtime/kernels/memory-map.ts";
import type { BinnedTable } from "./binned-table.ts";
import type { GrowerMemory } from "./grower-memory.ts";
import type { Split, Units } from "./split.ts";

/** Sums of a histogram have 31 bits and a sign. */
const LARGEST_SUM = 2 ** 31 - 1;

const blocksOf = (rows: number): number => Math.ceil(rows / ROW_BLOCK);

/** Addresses of the derivatives of all rows, f64 each. */
export interface Derivatives {
  readonly gradient: number;
  readonly hessian: number;
}

/**
 * Rounds the derivatives of all rows to whole units: the smallest powers of two that leave room for the sum of all rows; returns
 * the sums of the first `rows` rows of the order. Shi and others (2022) show that a few bits per row choose good splits.
 */
export function roundGradients(
  { functions, words, numbers, run }: Kernels,
  { rows: all, rounded, order }: GrowerMemory,
  { gradient, hessian }: Derivatives,
  rows: number,
  units: Units,
): { readonly gradient: number; readonly hessian: number } {
  units.gradient = unitOf(functions.sumAbsolute(gradient, all), all);
  units.hessian = unitOf(functions.sumAbsolute(hessian, all), all);
  words.set([gradient, hessian, rounded, all], CALL >> 2);
  // The hessian is the lower half of a pair.
  numbers[(CALL + 32) >> 3] = 1 / units.hessian;
  numbers[(CALL + 40) >> 3] = 1 / units.gradient;
  run(TASK_ROUND, blocksOf(all), 2 * all);
  functions.sumPairs(rounded, rows === all ? 0 : order, rows, CALL + 48);
  return { gradient: numbers[(CALL + 48) >> 3]!, hessian: numbers[(CALL + 56) >> 3]! };
}

/** The power of two in which a sum of absolute values, each of which may be rounded up, has at most `LARGEST_SUM`. */
function unitOf(sum: number, rows: number): number {
  if (!(sum > 0)) return 1;
  return 2 ** Math.max(-1000, Math.ceil(Math.log2(sum / (LARGEST_SUM - rows))));
}

/** Puts the rounded derivatives of the rows of a node side by side, in their order; all rows in theirs lie so already. */
export function gatherRows(
  { words, run }: Kernels,
  { rows, rounded, gathered }: GrowerMemory,
  start: number,
  count: number,
): void {
  words[GATHERED >> 2] = count === rows ? rounded : gathered;
  if (count === rows) return;
  words.set([start, count, ROW_BLOCK], CALL >> 2);
  run(TASK_GATHER, blocksOf(count), 2 * count);
}

/** Moves the rows of the left side before those of the right, keeping their order; returns the count of the left. */
export function partitionRows(
  { functions, words, bytes, run }: Kernels,
  table: BinnedTable,
  start: number,
  count: number,
  split: Split,
): number {
  const { mapper } = table.features[split.feature]!;
  words[PART_START >> 2] = start;
  words[PART_COUNT >> 2] = count;
  words[PART_BLOCK >> 2] = ROW_BLOCK;
  words[PART_GROUP >> 2] = table.groupOf[split.feature]!;
  words[PART_LANE >> 2] = table.laneOf[split.feature]!;
  words[PART_BIN >> 2] = split.bin;
  words[PART_MISSING >> 2] = mapper.kind === "number" ? mapper.missingBin : -1;
  words[PART_MISSING_LEFT >> 2] = split.missingLeft ? 1 : 0;
  words[PART_IS_SET >> 2] = split.isSet ? 1 : 0;
  if (split.isSet) bytes.set(split.set, PART_SET);
  run(TASK_PARTITION, blocksOf(count), 2 * count);
  return functions.joinBlocks(blocksOf(count));
}

/** The best of what the search found per feature; the first of equals. `histogram` and `sums` are those of the node. */
export function bestFound(
  { functions, numbers, words }: Kernels,
  found: number,
  features: number,
  histogram: number,
  sums: number,
  split: Split,
): void {
  const at = functions.bestFound(found, features, histogram, sums);
  split.gain = at === 0 ? Number.NEGATIVE_INFINITY : numbers[at >> 3]!;
  if (at === 0) return;
  split.feature = (at - found) / FOUND_BYTES;
  split.bin = words[(at + 32) >> 2]!;
  split.missingLeft = words[(at + 36) >> 2] === 1;
  split.isSet = false;
  split.leftGradient = numbers[(at + 16) >> 3]!;
  split.leftHessian = numbers[(at + 24) >> 3]!;
  split.extraL2 = 0;
}
