// Rows that every tree of a fit is scored on as soon as it is grown, in the memory of the kernels: their values are ranked once among
// the bounds of the bins, which are all thresholds that there will be.
import type { Kernels } from "../../../runtime/kernels/kernels.ts";
import { CALL, SCORE_BLOCK, SCORE_RANK_BYTES, TASK_RANK } from "../../../runtime/kernels/memory-map.ts";
import type { BinnedColumn } from "./binning.ts";
import { ALL_LEFT, addTree, type Forest } from "./forest.ts";
import { placeFeatures, placeRooms, placeTrees, runScores } from "./score-trees.ts";
import { type NodeRanks, placeLeaves, setThresholds, sizesOf, THRESHOLD_NUMBERS } from "./scored-forest.ts";

/** Ranks that take more memory than this are not kept. */
const MOST_BYTES = 2 ** 28;

export interface WatchedRows {
  readonly rows: number;
  /** Address: outputs x rows. */
  readonly scores: number;
  /** Adds the trees of a round, one per output. */
  readonly add: (trees: Forest) => void;
}

/** The scores are to be set by the caller. `inputs` as prediction sees them. */
export function watchRows(
  kernels: Kernels,
  features: readonly BinnedColumn[],
  inputs: readonly Float64Array[],
  rows: number,
  outputs: number,
): WatchedRows {
  const scores = kernels.allocate(8 * rows * outputs);
  const blocks = Math.ceil(rows / SCORE_BLOCK);
  const bytes = blocks * features.length * SCORE_RANK_BYTES;
  const ranks = bytes > MOST_BYTES ? 0 : rankAll(kernels, features, inputs, rows, bytes);
  const room = placeRooms(kernels, 0, rows);
  const rankOf = features.map((feature) => new Map(Array.from(thresholdsOf(feature), (value, rank) => [value, rank])));
  const ranksOf = ({ feature, threshold }: Forest): NodeRanks => ({
    columnOf: feature.map((used) => used * SCORE_RANK_BYTES),
    rankOf: Uint8Array.from(feature, (used, node) => rankOf[used]!.get(threshold[node]!)!),
  });
  const add = (trees: Forest): void => {
    const sizes = ranks === 0 ? null : sizesOf(trees);
    if (sizes === null) {
      const all = kernels.numbers.subarray(scores >>> 3, (scores >>> 3) + rows * outputs);
      for (let output = 0; output < outputs; output++) addTree(trees, output, inputs, rows, all, output * rows);
      return;
    }
    const mark = kernels.mark();
    const place = placeTrees(kernels, placeLeaves(trees, sizes, ranksOf(trees)));
    const used = features.length;
    runScores(kernels, { features: 0, used, trees: place, count: outputs, outputs, rows, room, ranks }, scores);
    kernels.release(mark);
  };
  return { rows, scores, add };
}

/** All that a split of a feature may ask for. Categories are split by sets. */
function thresholdsOf({ mapper }: BinnedColumn): Float64Array {
  if (mapper.kind === "category") return new Float64Array(0);
  return mapper.missingBin < 0 ? mapper.bounds : Float64Array.of(...mapper.bounds, ALL_LEFT);
}

/** The address of the ranks, block after block. */
function rankAll(
  kernels: Kernels,
  features: readonly BinnedColumn[],
  inputs: readonly Float64Array[],
  rows: number,
  bytes: number,
): number {
  const ranks = kernels.allocate(bytes);
  const mark = kernels.mark();
  const columns = features.map(() => kernels.allocate(8 * rows));
  const thresholds = new Float64Array(THRESHOLD_NUMBERS * features.length).fill(Number.POSITIVE_INFINITY);
  features.forEach((feature, place) => {
    setThresholds(thresholds, place, thresholdsOf(feature));
    kernels.numbers.set(inputs[place]!, columns[place]! >>> 3);
  });
  const counts = Int32Array.from(features, (feature) => thresholdsOf(feature).length);
  const table = placeFeatures(kernels, columns, { thresholds, counts });
  kernels.words.set([0, table, features.length, 0, 0, 0, rows, 0], CALL >>> 2);
  kernels.words.set([0, 0, ranks], (CALL + 32) >>> 2);
  kernels.run(TASK_RANK, Math.ceil(rows / SCORE_BLOCK), 10 * rows * features.length);
  kernels.release(mark);
  return ranks;
}
