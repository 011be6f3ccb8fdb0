// Scores of rows from a forest, by the kernels.
import type { Kernels } from "../../../runtime/kernels/kernels.ts";
import { CALL, PREDICT_ROWS, TASK_PREDICT } from "../../../runtime/kernels/memory-map.ts";
import type { Forest } from "./forest.ts";
import { SET_BYTES } from "./split.ts";

/** Rows that lie in the memory of the kernels at a time. */
const CHUNK = 32_768;
const NODE_BYTES = 32;

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
  if (rows === 0 || forest.roots.length === 0) return;
  const mark = kernels.mark();
  const most = Math.min(rows, CHUNK);
  const { width } = forest;
  const perRow = width === 1 ? outputs : width;
  const place = placeForest(kernels, forest);
  const columns = inputs.map(() => kernels.allocate(8 * most));
  const table = kernels.allocate(4 * inputs.length);
  const scratch = kernels.allocate(8 * most * inputs.length);
  const results = kernels.allocate(8 * most * perRow);
  const { words, numbers } = kernels;
  words.set(columns, table >> 2);
  for (let from = 0; from < rows; from += CHUNK) {
    const count = Math.min(CHUNK, rows - from);
    inputs.forEach((values, f) => {
      numbers.set(values.subarray(from, from + count), columns[f]! >> 3);
    });
    const pieces = piecesOf(width, outputs, rows, from, count);
    for (const { ours, theirs, length } of pieces)
      numbers.set(scores.subarray(ours, ours + length), (results >> 3) + theirs);
    words.set([0, place.roots, forest.roots.length, outputs, table, inputs.length, count, scratch], CALL >> 2);
    words.set([results, place.leaves, place.sets, width], (CALL + 32) >> 2);
    kernels.run(TASK_PREDICT, Math.ceil(count / PREDICT_ROWS), 20 * count * forest.roots.length);
    for (const { ours, theirs, length } of pieces) {
      scores.set(numbers.subarray((results >> 3) + theirs, (results >> 3) + theirs + length), ours);
    }
  }
  kernels.release(mark);
}

/** Which stretches of the scores belong to a chunk of rows. */
function piecesOf(width: number, outputs: number, rows: number, from: number, count: number) {
  if (width > 1) return [{ ours: from * width, theirs: 0, length: count * width }];
  return Array.from({ length: outputs }, (_, k) => ({ ours: k * rows + from, theirs: k * count, length: count }));
}

/** Nodes, then leaves as nodes that lead to themselves. */
function placeForest(kernels: Kernels, forest: Forest) {
  const { feature, threshold, flags, left, right, width } = forest;
  const inner = feature.length;
  const leafCount = forest.leaves.length / width;
  const nodes = kernels.allocate(NODE_BYTES * (inner + leafCount));
  const roots = kernels.allocate(4 * forest.roots.length);
  const leaves = kernels.allocate(8 * forest.leaves.length);
  const sets = kernels.allocate(Math.max(SET_BYTES, forest.sets.length));
  const { words, numbers, bytes } = kernels;
  const addressOf = (child: number): number => nodes + NODE_BYTES * (child >= 0 ? child : inner - 1 - child);
  for (let node = 0; node < inner; node++) {
    const at = (nodes >> 2) + node * (NODE_BYTES >> 2);
    numbers[at >> 1] = threshold[node]!;
    words[at + 2] = 8 * feature[node]!;
    words[at + 3] = flags[node]!;
    words[at + 4] = addressOf(left[node]!);
    words[at + 5] = addressOf(right[node]!);
    words[at + 6] = -1;
  }
  for (let leaf = 0; leaf < leafCount; leaf++) {
    const at = addressOf(-1 - leaf) >> 2;
    numbers[at >> 1] = Number.POSITIVE_INFINITY;
    words[at + 2] = 0;
    words[at + 3] = 0;
    words[at + 4] = at << 2;
    words[at + 5] = at << 2;
    words[at + 6] = leaf;
  }
  for (let tree = 0; tree < forest.roots.length; tree++) {
    words[(roots >> 2) + tree] = addressOf(forest.roots[tree]!);
  }
  numbers.set(forest.leaves, leaves >> 3);
  bytes.set(forest.sets, sets);
  return { roots, leaves, sets };
}
