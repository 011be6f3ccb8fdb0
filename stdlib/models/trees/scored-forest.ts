// Small trees as the kernels score them (runtime/kernels/score-rows.as.ts), made once per forest: a fitted model may be asked for many
// small predictions.
import { type Kernels, numbersAt } from "../../../runtime/kernels/kernels.ts";
import { CALL, SCORE_FEATURE_BYTES } from "../../../runtime/kernels/memory-map.ts";
import type { Forest } from "./forest.ts";
import { layTrees, placeFeatures, placeNodes, setSixteenths, THRESHOLD_NUMBERS } from "./score-trees.ts";

export interface ScoredForest {
  /** The table of the trees and what it refers to. */
  readonly trees: Uint8Array;
  readonly count: number;
  /** Inputs that a split asks for. */
  readonly features: readonly number[];
  /** THRESHOLD_NUMBERS of each of those, and how many there are. */
  readonly thresholds: Float64Array;
  readonly counts: readonly number[];
}

const scored = new WeakMap<Forest, ScoredForest | null>();

/** Null when a tree has too many leaves, a feature too many thresholds, or a split is on a set. */
export function scoredOf(kernels: Kernels, forest: Forest, inputs: number): ScoredForest | null {
  const known = scored.get(forest);
  if (known !== undefined) return known;
  const mark = kernels.mark();
  try {
    const made = score(kernels, forest, inputs);
    scored.set(forest, made);
    return made;
  } finally {
    kernels.release(mark);
  }
}

function score(kernels: Kernels, forest: Forest, inputs: number): ScoredForest | null {
  const placed = placeNodes(kernels, forest);
  if (placed === null) return null;
  const places = kernels.allocate(4 * inputs);
  kernels.words.fill(-1, places >>> 2, (places >>> 2) + inputs);
  kernels.words[(CALL + 36) >>> 2] = places;
  const used = kernels.functions.listFeatures();
  const none = new Array<number>(used).fill(0);
  const empty = new Float64Array(THRESHOLD_NUMBERS * used).fill(Number.POSITIVE_INFINITY);
  const table = placeFeatures(kernels, empty, none);
  kernels.words[(CALL + 40) >>> 2] = table.address;
  if (kernels.functions.listThresholds() === 0) return null;
  const trees = layTrees(kernels, placed);
  const features = none.slice();
  for (let input = 0; input < inputs; input++) {
    const place = kernels.words[(places >>> 2) + input]!;
    if (place >= 0) features[place] = input;
  }
  const thresholds = numbersAt(kernels, table.lists, THRESHOLD_NUMBERS * used).slice();
  for (let place = 0; place < used; place++) setSixteenths(thresholds, place);
  const countAt = (place: number): number => (table.address + SCORE_FEATURE_BYTES * place + 8) >>> 2;
  return {
    trees: kernels.bytes.slice(trees.address, trees.address + trees.bytes),
    count: forest.roots.length,
    features,
    thresholds,
    counts: none.map((_, place) => kernels.words[countAt(place)]!),
  };
}
