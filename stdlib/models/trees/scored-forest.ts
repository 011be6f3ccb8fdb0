// Small trees as the kernels score them (runtime/kernels/score-rows.as.ts): conditions on ranks of values, each of which rules out
// leaves. The smaller side of a node comes first in the order of leaves, and is ruled out where the condition says the other one.
import {
  BIN_BOUNDS,
  SCORE_BLOCK,
  SCORE_LEAVES,
  SCORE_RANK_BYTES,
  SCORE_THRESHOLDS,
} from "../../../runtime/kernels/memory-map.ts";
import { type Forest, MISSING_LEFT } from "./forest.ts";

export interface ScoredTrees {
  readonly trees: readonly ScoredTree[];
  /** Two words each: see SCORE_ENTRY_BYTES. */
  readonly entries: Int32Array;
  /** Values, tree by tree, in the order of the conditions. */
  readonly leaves: Float64Array;
}

export interface ScoredTree {
  readonly firstEntry: number;
  readonly firstLeaf: number;
  /** Per byte of leaves. */
  readonly entries: readonly number[];
}

export interface ScoredForest extends ScoredTrees {
  /** Features that a split asks for. */
  readonly features: Int32Array;
  /** Thresholds of each of those, THRESHOLD_NUMBERS in all, and how many there are. */
  readonly thresholds: Float64Array;
  readonly counts: Int32Array;
}

/** Per node. */
export interface NodeRanks {
  /** Where the ranks of its feature lie in a block. */
  readonly columnOf: Int32Array;
  /** The rank of its threshold. */
  readonly rankOf: Uint8Array;
}

/** Thresholds of a feature, those that are not there infinite, and every sixteenth of them. */
export const THRESHOLD_NUMBERS = BIN_BOUNDS + BIN_BOUNDS / 16;

const scored = new WeakMap<Forest, ScoredForest | null>();

/** Null when a tree has too many leaves, a feature too many thresholds, or a split is on a set. Made once per forest. */
export function scoredOf(forest: Forest): ScoredForest | null {
  const known = scored.get(forest);
  if (known !== undefined) return known;
  const made = score(forest);
  scored.set(forest, made);
  return made;
}

function score(forest: Forest): ScoredForest | null {
  const sizes = sizesOf(forest);
  const ranks = sizes === null ? null : rankThresholds(forest);
  if (sizes === null || ranks === null) return null;
  const { features, thresholds, counts } = ranks;
  return { features, thresholds, counts, ...placeLeaves(forest, sizes, ranks) };
}

/** Leaves below each node; null when a tree has too many or a split is on a set. */
export function sizesOf(forest: Forest): Int32Array | null {
  if (forest.width > 1 || forest.sets.length > 0) return null;
  // Most forests that are none of this are so by their first tree.
  const sizes = new Int32Array(forest.feature.length);
  return forest.roots.some((root) => measure(forest, sizes, root, 0) > SCORE_LEAVES) ? null : sizes;
}

export function placeLeaves(forest: Forest, sizes: Int32Array, ranks: NodeRanks): ScoredTrees {
  const trees: ScoredTree[] = [];
  const entries: number[] = [];
  const leaves: number[] = [];
  for (const root of forest.roots) {
    const size = root < 0 ? 1 : sizes[root]!;
    const bytes = Array.from({ length: (size + 7) >> 3 }, (): number[] => []);
    const firstEntry = entries.length / 2;
    const firstLeaf = leaves.length;
    place({ forest, ranks, sizes, bytes, leaves }, root, 0);
    for (const byte of bytes) entries.push(...byte);
    trees.push({ firstEntry, firstLeaf, entries: bytes.map((byte) => byte.length / 2) });
  }
  return { trees, entries: Int32Array.from(entries), leaves: Float64Array.from(leaves) };
}

type Ranks = NodeRanks & Pick<ScoredForest, "features" | "thresholds" | "counts">;

/** Writes the thresholds of a feature to its place in a list that is infinite so far. */
export function setThresholds(all: Float64Array, place: number, rising: Float64Array): void {
  const own = all.subarray(THRESHOLD_NUMBERS * place, THRESHOLD_NUMBERS * (place + 1));
  own.set(rising);
  for (let i = 0; i < BIN_BOUNDS / 16; i++) own[BIN_BOUNDS + i] = own[16 * i + 15]!;
}

/** Null when a feature has too many thresholds. Plain loops: most of the time goes to code that has not been compiled. */
function rankThresholds({ feature, threshold }: Forest): Ranks | null {
  const nodes = feature.length;
  const columnOf = new Int32Array(nodes);
  const rankOf = new Uint8Array(nodes);
  const firstOf: number[] = [0];
  for (let node = 0; node < nodes; node++) {
    while (firstOf.length <= feature[node]! + 1) firstOf.push(0);
    firstOf[feature[node]! + 1]!++;
  }
  for (let f = 1; f < firstOf.length; f++) firstOf[f] = firstOf[f]! + firstOf[f - 1]!;
  const next = firstOf.slice();
  const byFeature = new Int32Array(nodes);
  const values = new Float64Array(nodes);
  for (let node = 0; node < nodes; node++) {
    const at = next[feature[node]!]!++;
    byFeature[at] = node;
    values[at] = threshold[node]!;
  }
  const features: number[] = [];
  const counts: number[] = [];
  const lists: Float64Array[] = [];
  for (let f = 0; f + 1 < firstOf.length; f++) {
    const [from, to] = [firstOf[f]!, firstOf[f + 1]!];
    if (from === to) continue;
    const rising = values.subarray(from, to).sort();
    const ranks = new Map<number, number>();
    let count = 0;
    for (let i = 0; i < rising.length; i++) {
      if (i > 0 && rising[i] === rising[count - 1]) continue;
      ranks.set(rising[i]!, count);
      rising[count++] = rising[i]!;
    }
    // What is not a number is the last.
    if (count > SCORE_THRESHOLDS || Number.isNaN(rising[count - 1])) return null;
    for (let i = from; i < to; i++) {
      const node = byFeature[i]!;
      columnOf[node] = features.length * SCORE_RANK_BYTES;
      rankOf[node] = ranks.get(threshold[node]!)!;
    }
    features.push(f);
    counts.push(count);
    lists.push(rising.subarray(0, count));
  }
  const thresholds = new Float64Array(THRESHOLD_NUMBERS * lists.length).fill(Number.POSITIVE_INFINITY);
  for (let place = 0; place < lists.length; place++) setThresholds(thresholds, place, lists[place]!);
  return { features: Int32Array.from(features), thresholds, counts: Int32Array.from(counts), columnOf, rankOf };
}

/** Leaves below each node; more than SCORE_LEAVES where they are not counted to the end. */
function measure(forest: Forest, sizes: Int32Array, node: number, depth: number): number {
  if (node < 0) return 1;
  if (depth > SCORE_LEAVES) return SCORE_LEAVES + 1;
  const onLeft = measure(forest, sizes, forest.left[node]!, depth + 1);
  const size = onLeft > SCORE_LEAVES ? onLeft : onLeft + measure(forest, sizes, forest.right[node]!, depth + 1);
  sizes[node] = size;
  return size;
}

/** What is written while a forest is walked: most of its time goes to code that has not been compiled, so it is plain. */
interface Walk {
  readonly forest: Forest;
  readonly ranks: NodeRanks;
  readonly sizes: Int32Array;
  readonly bytes: readonly number[][];
  readonly leaves: number[];
}

/** Puts the leaves below a node behind those that have a place, the first of them at bit `start`, and the entries into their bytes. */
function place(walk: Walk, node: number, start: number): void {
  const { forest, ranks, sizes } = walk;
  if (node < 0) {
    walk.leaves.push(forest.leaves[-1 - node]!);
    return;
  }
  const left = forest.left[node]!;
  const right = forest.right[node]!;
  const onLeft = left < 0 ? 1 : sizes[left]!;
  const onRight = right < 0 ? 1 : sizes[right]!;
  const isLeftFirst = onLeft <= onRight;
  const end = start + (isLeftFirst ? onLeft : onRight);
  const missingLeft = (forest.flags[node]! & MISSING_LEFT) !== 0;
  const list = (missingLeft ? 0 : 1) + (isLeftFirst ? 0 : 2);
  const column = ranks.columnOf[node]! + list * SCORE_BLOCK;
  const most = isLeftFirst ? ranks.rankOf[node]! : SCORE_THRESHOLDS - ranks.rankOf[node]!;
  for (let byte = start >> 3; byte << 3 < end; byte++) {
    const from = start > byte << 3 ? start & 7 : 0;
    const to = end < (byte + 1) << 3 ? end & 7 : 8;
    const ruledOut = (1 << to) - (1 << from);
    walk.bytes[byte]!.push(column, most | ((255 - ruledOut) << 8));
  }
  place(walk, isLeftFirst ? left : right, start);
  place(walk, isLeftFirst ? right : left, end);
}
