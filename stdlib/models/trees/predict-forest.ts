// Scores of rows from a forest: by the kernels, or for few rows in a large forest without copying it there.
import type { Kernels } from "../../../runtime/kernels/kernels.ts";
import { CALL, PREDICT_ROW_BYTES, TASK_PREDICT } from "../../../runtime/kernels/memory-map.ts";
import { addTree, type Forest } from "./forest.ts";
import { placeForest } from "./place-forest.ts";
import { placeFeatures, placeRooms, runScores, setColumns } from "./score-trees.ts";
import { type ScoredForest, scoredOf } from "./scored-forest.ts";

/** Rows that lie in the memory of the kernels at a time, and how many values they may have: fewer rows of a wide table. */
const CHUNK = 32_768;
const CHUNK_VALUES = 2 ** 23;
const WIDE_ROWS = 1024;
/** Rows that go through a tree together, at most: their values of a feature stay in the second cache. */
const TOGETHER = 8192;
/** A guess, which only speed depends on. */
const NODES_ON_A_WAY = 32;

/**
 * Adds the trees to `scores`. Trees with one value per leaf take turns over the `outputs` (outputs x rows); trees with
 * several values per leaf add them row by row (rows x values).
 */
export function addForest(
  kernels: Kernels,
  forest: Forest,
  inputs: readonly Float64Array[],
  rows: number,
  outputs: number,
  scores: Float64Array,
): void {
  const trees = forest.roots.length;
  if (rows === 0 || trees === 0) return;
  if (rows * trees * NODES_ON_A_WAY < forest.feature.length) {
    for (let tree = 0; tree < trees; tree++) addTree(forest, tree, inputs, rows, scores, rows * (tree % outputs));
    return;
  }
  const mark = kernels.mark();
  try {
    addChunks(kernels, forest, inputs, rows, outputs, scores);
  } finally {
    kernels.release(mark);
  }
}

function addChunks(
  kernels: Kernels,
  forest: Forest,
  inputs: readonly Float64Array[],
  rows: number,
  outputs: number,
  scores: Float64Array,
): void {
  const chunk = Math.min(CHUNK, WIDE_ROWS * Math.ceil(CHUNK_VALUES / (WIDE_ROWS * inputs.length)));
  const most = Math.min(rows, chunk);
  const { width } = forest;
  const columns = inputs.map(() => kernels.allocate(8 * most));
  const results = kernels.allocate(8 * most * (width === 1 ? outputs : width));
  const small = scoredOf(kernels, forest, inputs.length);
  const addChunk =
    small === null
      ? partRows(kernels, forest, columns, outputs, most, results)
      : scoreTrees(kernels, small, columns, outputs, most, results);
  const { numbers } = kernels;
  for (let from = 0; from < rows; from += chunk) {
    const count = Math.min(chunk, rows - from);
    inputs.forEach((values, f) => {
      numbers.set(values.subarray(from, from + count), columns[f]! >>> 3);
    });
    const pieces = piecesOf(width, outputs, rows, from, count);
    for (const { ours, theirs, length } of pieces)
      numbers.set(scores.subarray(ours, ours + length), (results >>> 3) + theirs);
    addChunk(count);
    for (const { ours, theirs, length } of pieces) {
      scores.set(numbers.subarray((results >>> 3) + theirs, (results >>> 3) + theirs + length), ours);
    }
  }
}

/** Adds all trees to the results of the first rows of `columns`, of which there are at most `most`. */
type AddChunk = (rows: number) => void;

function partRows(
  kernels: Kernels,
  forest: Forest,
  columns: readonly number[],
  outputs: number,
  most: number,
  results: number,
): AddChunk {
  const table = kernels.allocate(4 * columns.length);
  const room = kernels.allocate(PREDICT_ROW_BYTES * most);
  kernels.words.set(columns, table >>> 2);
  placeForest(kernels, forest);
  return (rows) => {
    const work = 20 * rows * forest.roots.length;
    const threads = 1 + kernels.helpersFor(work);
    const together = Math.ceil(rows / (threads * Math.ceil(rows / (threads * TOGETHER))));
    kernels.words.set([forest.width, table, together, rows, room, results, outputs], (CALL + 36) >>> 2);
    kernels.run(TASK_PREDICT, Math.ceil(rows / together), work);
  };
}

function scoreTrees(
  kernels: Kernels,
  forest: ScoredForest,
  columns: readonly number[],
  outputs: number,
  most: number,
  results: number,
): AddChunk {
  const used = forest.features.length;
  const { address } = placeFeatures(kernels, forest.thresholds, forest.features);
  setColumns(
    kernels,
    address,
    forest.features.map(({ input }) => columns[input]!),
  );
  const trees = kernels.allocate(forest.trees.length);
  kernels.bytes.set(forest.trees, trees);
  const room = placeRooms(kernels, used, most);
  return (rows) =>
    runScores(kernels, { features: address, used, trees, count: forest.count, outputs, rows, room, ranks: 0 }, results);
}

/** Which stretches of the scores belong to a chunk of rows. */
function piecesOf(width: number, outputs: number, rows: number, from: number, count: number) {
  if (width > 1) return [{ ours: from * width, theirs: 0, length: count * width }];
  return Array.from({ length: outputs }, (_, k) => ({ ours: k * rows + from, theirs: k * count, length: count }));
}
