// Where small trees lie in the memory of the kernels while rows are scored (runtime/kernels/score-rows.as.ts).
import type { Kernels } from "../../../runtime/kernels/kernels.ts";
import {
  CALL,
  SCORE_BLOCK,
  SCORE_ENTRY_BYTES,
  SCORE_FEATURE_BYTES,
  SCORE_RANK_BYTES,
  SCORE_TREE_BYTES,
  TASK_SCORE,
} from "../../../runtime/kernels/memory-map.ts";
import { type ScoredForest, type ScoredTrees, THRESHOLD_NUMBERS } from "./scored-forest.ts";

/** Rows that go through the trees by one thread at a time. */
const SCORE_ROWS = 16 * SCORE_BLOCK;

/** The table of features whose values lie at `columns`. */
export function placeFeatures(
  kernels: Kernels,
  columns: readonly number[],
  { thresholds, counts }: Pick<ScoredForest, "thresholds" | "counts">,
): number {
  const table = kernels.allocate(SCORE_FEATURE_BYTES * columns.length);
  const lists = kernels.allocate(8 * thresholds.length);
  kernels.numbers.set(thresholds, lists >>> 3);
  columns.forEach((column, place) => {
    const row = [column, lists + 8 * THRESHOLD_NUMBERS * place, counts[place]!];
    kernels.words.set(row, (table + SCORE_FEATURE_BYTES * place) >>> 2);
  });
  return table;
}

/** The table of trees. */
export function placeTrees(kernels: Kernels, scored: ScoredTrees): number {
  const table = kernels.allocate(SCORE_TREE_BYTES * scored.trees.length);
  const entries = kernels.allocate(4 * scored.entries.length);
  const leaves = kernels.allocate(8 * scored.leaves.length);
  const { words, numbers } = kernels;
  words.set(scored.entries, entries >>> 2);
  numbers.set(scored.leaves, leaves >>> 3);
  const halves = new Uint16Array(words.buffer);
  scored.trees.forEach(({ firstEntry, firstLeaf, entries: perByte }, tree) => {
    const at = table + SCORE_TREE_BYTES * tree;
    words[at >>> 2] = entries + SCORE_ENTRY_BYTES * firstEntry;
    words[(at + 4) >>> 2] = leaves + 8 * firstLeaf;
    words[(at + 8) >>> 2] = perByte.length;
    halves.set(perByte, (at + 16) >>> 1);
  });
  return table;
}

/** Room of each item, for ranks of so many features. */
export interface Rooms {
  readonly first: number;
  readonly bytes: number;
}

export function placeRooms(kernels: Kernels, features: number, rows: number): Rooms {
  // Eight bytes of leaves per row, twice.
  const bytes = SCORE_RANK_BYTES * features + 2 * 8 * SCORE_BLOCK;
  return { first: kernels.allocate(bytes * Math.ceil(rows / SCORE_ROWS)), bytes };
}

export interface Scoring {
  /** Addresses of tables; of the ranks of all rows, or 0 where they are found on the way. */
  readonly features: number;
  readonly trees: number;
  readonly ranks: number;
  /** How many features and trees. */
  readonly used: number;
  readonly count: number;
  readonly outputs: number;
  readonly rows: number;
  readonly room: Rooms;
}

/** Adds the trees to the scores of rows (outputs x rows). */
export function runScores(kernels: Kernels, scoring: Scoring, scores: number): void {
  const { features, used, trees, count, outputs, rows, room, ranks } = scoring;
  kernels.words.set([SCORE_ROWS, features, used, trees, count, outputs, rows, room.first], CALL >>> 2);
  kernels.words.set([room.bytes, scores, ranks], (CALL + 32) >>> 2);
  kernels.run(TASK_SCORE, Math.ceil(rows / SCORE_ROWS), 3 * rows * (count + (ranks === 0 ? 8 * used : 0)));
}
