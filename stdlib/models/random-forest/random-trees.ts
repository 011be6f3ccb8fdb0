// Trees that do not depend on each other, several at a time: each is grown by one thread, from a seed of its own.
import type { Kernels } from "../../../runtime/kernels/kernels.ts";
import {
  FOREST,
  FOREST_ALL_WEIGHT,
  FOREST_MIN_DECREASE,
  RANDOM_NODE_BYTES,
  STACK_BYTES,
  TASK_RANDOM_TREE,
  TREE_BYTES,
} from "../../../runtime/kernels/memory-map.ts";
import type { Random } from "../../../runtime/numeric/random.ts";
import type { Range } from "../../../runtime/numeric/summary.ts";
import { placeTable } from "../trees/binned-table.ts";
import type { BinnedColumn } from "../trees/binning.ts";
import {
  ALL_LEFT,
  emptyForest,
  type Forest,
  joinForests,
  MISSING_LEFT,
  MOST_NODES,
  tooManyNodes,
} from "../trees/forest.ts";

export interface RandomTreeOptions {
  /** Its name in messages. */
  readonly model: string;
  readonly trees: number;
  /** Features that are looked at in a node. */
  readonly drawn: number;
  /** -1: no limit. */
  readonly maxDepth: number;
  readonly minSplit: number;
  readonly minLeaf: number;
  readonly minDecrease: number;
  readonly bootstrap: boolean;
  readonly randomCuts: boolean;
}

export interface RandomTreeData {
  readonly features: readonly BinnedColumn[];
  /** Of random cuts: the range of the values of each feature; null where it has none. */
  readonly ranges: readonly (Range | null)[];
  readonly label: Float64Array;
  readonly weight: Float64Array | null;
  /** 0 for numbers. */
  readonly classes: number;
}

/** Trees whose working memory exists at the same time. The same for any number of threads. */
const BATCH = 4;
/** Two trees of few rows bring more than what it costs to wake a helper. */
const WORK_PER_ROW = 200;

/** A forest of mean leaves: the prediction is the mean over its trees (`leaves` are divided by their number). */
export function growRandomTrees(
  kernels: Kernels,
  data: RandomTreeData,
  options: RandomTreeOptions,
  random: Random,
): Forest {
  const mark = kernels.mark();
  try {
    const rows = data.label.length;
    const places = placeBatch(kernels, data, options, rows);
    const seeds = random.derive("trees");
    const grown: Forest[] = [];
    let nodes = 0;
    for (let first = 0; first < options.trees; first += BATCH) {
      const count = Math.min(BATCH, options.trees - first);
      for (let i = 0; i < count; i++) {
        kernels.words[(places.trees + i * TREE_BYTES) >>> 2] = seeds.below(2 ** 32) | 0;
        kernels.words[(places.trees + i * TREE_BYTES + 4) >>> 2] = seeds.below(2 ** 32) | 0;
      }
      kernels.run(TASK_RANDOM_TREE, count, WORK_PER_ROW * rows * count);
      for (let i = 0; i < count; i++) {
        const tree = readTree(kernels, places.trees + i * TREE_BYTES, data, options.trees, places.words);
        grown.push(tree);
        nodes += tree.feature.length + 1;
      }
      const expected = (nodes / grown.length) * options.trees;
      // Trees of one forest are about as large as each other: a forest that would be far too large is not begun.
      if (nodes > MOST_NODES || expected > 2 * MOST_NODES) {
        throw tooManyNodes(options.model, expected, options.trees, MOST_NODES);
      }
    }
    return joinForests(grown);
  } finally {
    kernels.release(mark);
  }
}

function placeBatch(kernels: Kernels, data: RandomTreeData, options: RandomTreeOptions, rows: number) {
  const { features, label, weight, classes } = data;
  placeTable(kernels, features, rows, new Int32Array(features.length));
  const words = Math.max(1, classes) + 1;
  const leaves = options.maxDepth >= 0 && options.maxDepth < 30 ? Math.min(rows, 2 ** options.maxDepth) : rows;
  const sums = kernels.allocate(16 * rows);
  const labels = kernels.allocate(8 * rows);
  const centres = kernels.allocate(8 * 256 * features.length);
  const trees = kernels.allocate(TREE_BYTES * BATCH);
  const blocks = Array.from({ length: Math.min(BATCH, options.trees) }, () => [
    kernels.allocate(RANDOM_NODE_BYTES * leaves),
    kernels.allocate(8 * words * leaves),
    0,
    0,
    kernels.allocate(4 * rows),
    kernels.allocate(4 * rows),
    kernels.allocate(4 * rows),
    kernels.allocate(STACK_BYTES * (leaves + 2)),
    kernels.allocate(256 * 8 * words + 1024 + 16 * words),
    kernels.allocate(4 * features.length),
  ]);
  const { words: memory, numbers } = kernels;
  blocks.forEach((block, i) => {
    memory.set(block, (trees + i * TREE_BYTES + 8) >>> 2);
  });
  const all = writeRows(kernels, data, sums, labels);
  features.forEach(({ mapper }, f) => {
    const bounds = mapper.kind === "number" ? mapper.bounds : new Float64Array(0);
    numbers.set(centresOf(bounds, data.ranges[f] ?? null), (centres >>> 3) + 256 * f);
  });
  const { drawn, maxDepth, minSplit, minLeaf, bootstrap, randomCuts, minDecrease } = options;
  const flags = [bootstrap ? 1 : 0, randomCuts ? 1 : 0];
  memory.set([sums, classes, labels, features.length, drawn, maxDepth, minSplit, minLeaf], FOREST >>> 2);
  memory.set([...flags, centres, trees], (FOREST >>> 2) + 8);
  numbers[FOREST_MIN_DECREASE >>> 3] = minDecrease;
  numbers[FOREST_ALL_WEIGHT >>> 3] = all;
  return { trees, words, weight, label };
}

/** Returns the weight of all rows. */
function writeRows(kernels: Kernels, { label, weight, classes }: RandomTreeData, sums: number, labels: number): number {
  const { numbers, words } = kernels;
  let all = 0;
  for (let row = 0; row < label.length; row++) {
    const part = weight === null ? 1 : weight[row]!;
    all += part;
    if (classes === 0) {
      numbers[(sums >>> 3) + 2 * row] = part * label[row]!;
      numbers[(sums >>> 3) + 2 * row + 1] = part;
      numbers[(labels >>> 3) + row] = label[row]!;
    } else {
      numbers[(sums >>> 3) + row] = part;
      words[(labels >>> 2) + row] = label[row]!;
    }
  }
  return all;
}

/**
 * A value inside each bin, equally far from its bounds. The outer bins reach to the ends of the range, so that cuts between them
 * are drawn over all of it; where that is not known they are as wide as their neighbours.
 */
function centresOf(bounds: Float64Array, range: Range | null): Float64Array {
  const last = bounds.length - 1;
  const centres = new Float64Array(bounds.length + 1);
  for (let bin = 0; bin <= bounds.length; bin++) {
    const low = bounds[bin - 1] ?? (bounds[0] ?? 0) - ((bounds[1] ?? bounds[0] ?? 0) - (bounds[0] ?? 0));
    const high = bounds[bin] ?? (bounds[last] ?? 0) + ((bounds[last] ?? 0) - (bounds[last - 1] ?? bounds[last] ?? 0));
    centres[bin] = low / 2 + high / 2;
  }
  if (range !== null && last >= 0) {
    centres[0] = Math.min(range.min, bounds[0]!);
    centres[last + 1] = Math.max(range.max, bounds[last]!);
  }
  return centres;
}

/** One tree out of the memory of the kernels; two classes keep the share of the second only. */
function readTree(kernels: Kernels, at: number, data: RandomTreeData, trees: number, words: number): Forest {
  const { words: memory, numbers } = kernels;
  const place = (at + 8) >>> 2;
  const [nodes, values, inner, leafCount] = [
    memory[place]!,
    memory[place + 1]!,
    memory[place + 2]!,
    memory[place + 3]!,
  ];
  const width = data.classes > 2 ? data.classes : 1;
  const forest = emptyForest(width, 1, inner, leafCount, 0);
  forest.roots[0] = inner === 0 ? -1 : 0;
  const bounds = data.features.map(({ mapper }) => (mapper.kind === "number" ? mapper.bounds : new Float64Array(0)));
  for (let node = 0; node < inner; node++) {
    const word = (nodes + node * RANDOM_NODE_BYTES) >>> 2;
    const number = (nodes + node * RANDOM_NODE_BYTES) >>> 3;
    const feature = memory[word]!;
    const bin = memory[word + 1]!;
    forest.feature[node] = feature;
    forest.threshold[node] = bin < bounds[feature]!.length ? bounds[feature]![bin]! : ALL_LEFT;
    forest.flags[node] = memory[word + 2] === 1 ? MISSING_LEFT : 0;
    forest.gain[node] = numbers[number + 2]!;
    forest.left[node] = memory[word + 6]!;
    forest.right[node] = memory[word + 7]!;
    forest.rows[node] = numbers[number + 4]!;
  }
  const firstValue = data.classes === 2 ? 2 : 1;
  for (let leaf = 0; leaf < leafCount; leaf++) {
    const number = (values >>> 3) + leaf * words;
    forest.leafRows[leaf] = numbers[number]!;
    for (let k = 0; k < width; k++) forest.leaves[leaf * width + k] = numbers[number + firstValue + k]! / trees;
  }
  return forest;
}
