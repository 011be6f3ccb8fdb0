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

/** A forest whose nodes lie in the memory, and the most bytes that its trees take when they are laid out. */
export interface PlacedNodes {
  readonly trees: number;
  /** Of the entries. */
  readonly bytes: number;
  readonly leaves: number;
}

/** Null when a tree has more than SCORE_LEAVES leaves, or the trees are too many. The caller sets the places of features and their table. */
export function placeNodes(kernels: Kernels, forest: Forest): PlacedNodes | null {
  if (forest.width > 1) return null;
  const { feature, threshold, left, right, flags, leaves, roots, sets } = forest;
  const nodes = feature.length;
  const ofWords = [feature, left, right, roots].map(({ length }) => kernels.allocate(4 * length));
  const [features, lefts, rights, rootWords] = ofWords as [number, number, number, number];
  const thresholds = kernels.allocate(8 * nodes);
  const values = kernels.allocate(8 * leaves.length);
  const flagBytes = kernels.allocate(nodes);
  const below = kernels.allocate(4 * nodes);
  const room = kernels.allocate((SCORE_LEAVES / 8) * SCORE_LIST_BYTES);
  const setBytes = kernels.allocate(sets.length);
  const { words, numbers, bytes } = kernels;
  [feature, left, right, roots].forEach((list, index) => {
    words.set(list, ofWords[index]! >>> 2);
  });
  numbers.set(threshold, thresholds >>> 3);
  numbers.set(leaves, values >>> 3);
  bytes.set(flags, flagBytes);
  bytes.set(sets, setBytes);
  words.set([features, thresholds, lefts, rights, flagBytes, values, rootWords, nodes, roots.length], CALL >>> 2);
  words.set([below, room, setBytes], (CALL + 44) >>> 2);
  const entries = kernels.functions.measureTrees();
  return entries < 0 ? null : { trees: roots.length, bytes: entries, leaves: leaves.length };
}

/** The trees of the nodes that were placed last, which may be moved together. */
export function layTrees(kernels: Kernels, { trees, bytes: entries, leaves }: PlacedNodes) {
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
