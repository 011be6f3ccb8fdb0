// Rows that every tree of a fit is scored on as soon as it is grown, in the memory of the kernels: their values are ranked once among
// the bounds of the bins, which are all thresholds that there will be.
import { type Kernels, numbersAt } from "../../../runtime/kernels/kernels.ts";
import { CALL, SCORE_BLOCK, SCORE_RANK_BYTES, TASK_RANK } from "../../../runtime/kernels/memory-map.ts";
import type { BinnedColumn } from "./binning.ts";
import { ALL_LEFT, addTree, type Forest } from "./forest.ts";
import {
  layTrees,
  measureForest,
  placeFeatures,
  placeRooms,
  runScores,
  setColumns,
  setPlaces,
  setThresholds,
  THRESHOLD_NUMBERS,
} from "./score-trees.ts";

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
  const ranked = bytes > MOST_BYTES ? null : rankAll(kernels, features, inputs, rows, bytes);
  const room = placeRooms(kernels, 0, rows);
  const used = features.length;
  const add = (trees: Forest): void => {
    const mark = kernels.mark();
    const measured = ranked === null ? null : measureForest(kernels, trees);
    if (ranked === null || measured === null) {
      const all = numbersAt(kernels, scores, rows * outputs);
      for (let output = 0; output < outputs; output++) addTree(trees, output, inputs, rows, all, output * rows);
    } else {
      const { places, table, ranks } = ranked;
      setPlaces(kernels, places, table);
      const { address } = layTrees(kernels, measured);
      runScores(kernels, { features: 0, used, trees: address, count: outputs, outputs, rows, room, ranks }, scores);
    }
    kernels.release(mark);
  };
  return { rows, scores, add };
}

/** All that a split of a feature may ask for. Categories are split by sets. */
function thresholdsOf({ mapper }: BinnedColumn): Float64Array {
  if (mapper.kind === "category") return new Float64Array(0);
  return mapper.missingBin < 0 ? mapper.bounds : Float64Array.of(...mapper.bounds, ALL_LEFT);
}

/** Addresses: the ranks, block after block; the place of each feature; the table of them. */
interface Ranked {
  readonly ranks: number;
  readonly places: number;
  readonly table: number;
}

function rankAll(
  kernels: Kernels,
  features: readonly BinnedColumn[],
  inputs: readonly Float64Array[],
  rows: number,
  bytes: number,
): Ranked {
  const ranks = kernels.allocate(bytes);
  // Of each feature, for thresholds and for sets.
  const places = kernels.allocate(8 * features.length);
  const thresholds = new Float64Array(THRESHOLD_NUMBERS * features.length).fill(Number.POSITIVE_INFINITY);
  features.forEach((feature, place) => {
    setThresholds(thresholds, place, thresholdsOf(feature));
    kernels.words.set([place, place], (places + 8 * place) >>> 2);
  });
  const scored = features.map((feature) => ({
    count: thresholdsOf(feature).length,
    isOnSets: feature.mapper.kind === "category",
  }));
  const table = placeFeatures(kernels, thresholds, scored).address;
  const mark = kernels.mark();
  const columns = inputs.map((values) => {
    const column = kernels.allocate(8 * rows);
    kernels.numbers.set(values, column >>> 3);
    return column;
  });
  setColumns(kernels, table, columns);
  kernels.words.set([0, table, features.length, 0, 0, 0, rows, 0], CALL >>> 2);
  kernels.words.set([0, 0, ranks], (CALL + 32) >>> 2);
  kernels.run(TASK_RANK, Math.ceil(rows / SCORE_BLOCK), 10 * rows * features.length);
  kernels.release(mark);
  return { ranks, places, table };
}
