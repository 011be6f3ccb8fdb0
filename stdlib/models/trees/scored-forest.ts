// Small trees as the kernels score them (runtime/kernels/score-rows.as.ts), made once per forest: a fitted model may be asked for many
// small predictions.
import { type Kernels, numbersAt } from "../../../runtime/kernels/kernels.ts";
import { SCORE_FEATURE_BYTES } from "../../../runtime/kernels/memory-map.ts";
import type { Forest } from "./forest.ts";
import {
  layTrees,
  measureForest,
  placeFeatures,
  type ScoredFeature,
  setPlaces,
  setSixteenths,
  THRESHOLD_NUMBERS,
} from "./score-trees.ts";

export interface ScoredForest {
  /** The table of the trees and what it refers to. */
  readonly trees: Uint8Array;
  readonly count: number;
  /** What splits ask for, and of which input. */
  readonly features: readonly (ScoredFeature & { readonly input: number })[];
  /** THRESHOLD_NUMBERS of each of those. */
  readonly thresholds: Float64Array;
}

const scored = new WeakMap<Forest, ScoredForest | null>();

/** Null when a tree has too many leaves or a feature too many thresholds. */
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
  const measured = measureForest(kernels, forest);
  if (measured === null) return null;
  // Of each input, for thresholds and for sets.
  const places = kernels.allocate(8 * inputs);
  kernels.words.fill(-1, places >>> 2, (places >>> 2) + 2 * inputs);
  setPlaces(kernels, places, 0);
  const used = kernels.functions.listFeatures();
  const features: ScoredForest["features"][number][] = new Array(used);
  for (let at = 0; at < 2 * inputs; at++) {
    const place = kernels.words[(places >>> 2) + at]!;
    if (place >= 0) features[place] = { input: at >> 1, isOnSets: at % 2 === 1, count: 0 };
  }
  const empty = new Float64Array(THRESHOLD_NUMBERS * used).fill(Number.POSITIVE_INFINITY);
  const table = placeFeatures(kernels, empty, features);
  setPlaces(kernels, places, table.address);
  if (kernels.functions.listThresholds() === 0) return null;
  const trees = layTrees(kernels, measured);
  const thresholds = numbersAt(kernels, table.lists, THRESHOLD_NUMBERS * used).slice();
  for (let place = 0; place < used; place++) setSixteenths(thresholds, place);
  const countAt = (place: number): number => (table.address + SCORE_FEATURE_BYTES * place + 8) >>> 2;
  return {
    trees: kernels.bytes.slice(trees.address, trees.address + trees.bytes),
    count: forest.roots.length,
    features: features.map((feature, place) => ({ ...feature, count: kernels.words[countAt(place)]! })),
    thresholds,
  };
}
