// Where small trees lie in the memory of the kernels while they are laid out (runtime/kernels/place-trees.as.ts: a first prediction
// would wait for loops of the host, whose code has not been compiled yet) and while rows are scored (score-rows.as.ts).
import type { Kernels } from "../../../runtime/kernels/kernels.ts";
import {
  BIN_BOUNDS,
  CALL,
  SCORE_BLOCK,
  SCORE_FEATURE_BYTES,
  SCORE_LEAVES,
  SCORE_LIST_BYTES,
  SCORE_RANK_BYTES,
  SCORE_TREE_BYTES,
  TASK_SCORE,
} from "../../../runtime/kernels/memory-map.ts";
import type { Forest } from "./forest.ts";
import { placeForest } from "./place-forest.ts";

/** Rows that go through the trees by one thread at a time. */
const SCORE_ROWS = 16 * SCORE_BLOCK;
/** Thresholds of a feature, those that are not there infinite, and every sixteenth of them. */
export const THRESHOLD_NUMBERS = BIN_BOUNDS + BIN_BOUNDS / 16;

/** Writes the rising thresholds of a feature to its place in a list that is infinite so far. */
export function setThresholds(all: Float64Array, place: number, rising: Float64Array): void {
  all.set(rising, THRESHOLD_NUMBERS * place);
  setSixteenths(all, place);
}

export function setSixteenths(all: Float64Array, place: number): void {
  const own = all.subarray(THRESHOLD_NUMBERS * place, THRESHOLD_NUMBERS * (place + 1));
  for (let i = 0; i < BIN_BOUNDS / 16; i++) own[BIN_BOUNDS + i] = own[16 * i + 15]!;
}

export interface ScoredFeature {
  /** Of its thresholds. */
  readonly count: number;
  /** Its values are bins, of which splits ask for sets. */
  readonly isOnSets: boolean;
}

/** Addresses of the table of features and of the lists of their thresholds; the caller says where their values lie. */
export function placeFeatures(kernels: Kernels, thresholds: Float64Array, features: readonly ScoredFeature[]) {
  const address = kernels.allocate(SCORE_FEATURE_BYTES * features.length);
  const lists = kernels.allocate(8 * thresholds.length);
  kernels.numbers.set(thresholds, lists >>> 3);
  features.forEach(({ count, isOnSets }, place) => {
    const row = [lists + 8 * THRESHOLD_NUMBERS * place, count, isOnSets ? 1 : 0];
    kernels.words.set(row, (address + SCORE_FEATURE_BYTES * place + 4) >>> 2);
  });
  return { address, lists };
}

export function setColumns({ words }: Kernels, table: number, columns: readonly number[]): void {
  columns.forEach((column, place) => {
    words[(table + SCORE_FEATURE_BYTES * place) >>> 2] = column;
  });
}

/** A forest that lies in the memory, and how many bytes its entries take at most when it is laid out. */
export interface MeasuredForest {
  readonly trees: number;
  readonly leaves: number;
  readonly bytes: number;
}

/**
 * Null when a tree has more than SCORE_LEAVES leaves, or the trees are too many. The caller then sets the places of features and their
 * table.
 */
export function measureForest(kernels: Kernels, forest: Forest): MeasuredForest | null {
  const nodes = forest.feature.length;
  const trees = forest.roots.length;
  // Of large trees it is known before anything is copied.
  if (forest.width > 1 || nodes > trees * (SCORE_LEAVES - 1)) return null;
  placeForest(kernels, forest);
  const below = kernels.allocate(4 * nodes);
  const room = kernels.allocate((SCORE_LEAVES / 8) * SCORE_LIST_BYTES);
  kernels.words[(CALL + 36) >>> 2] = nodes;
  kernels.words.set([below, room], (CALL + 48) >>> 2);
  const bytes = kernels.functions.measureTrees();
  return bytes < 0 ? null : { trees, leaves: forest.leaves.length, bytes };
}

/** Where `measureForest` looks for the places of features, for thresholds and for sets each, and for their table. */
export function setPlaces({ words }: Kernels, places: number, table: number): void {
  words.set([places, table], (CALL + 40) >>> 2);
}

/** The trees of the forest that was measured last, which may be moved together. */
export function layTrees(kernels: Kernels, { trees, bytes: entries, leaves }: MeasuredForest) {
  const table = SCORE_TREE_BYTES * trees;
  const bytes = table + entries + 8 * leaves;
  const address = kernels.allocate(bytes);
  kernels.functions.placeTrees(address, address + table + 8 * leaves, address + table);
  return { address, bytes };
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
