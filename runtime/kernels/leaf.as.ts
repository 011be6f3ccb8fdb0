// Leaves of the tree that is grown: their histograms, their values, the best split of each.
import { findCategorySplit } from "./category-split.as";
import { allocate } from "./host.as";
import {
  FEATURE_BYTES,
  FEATURE_TABLE,
  FOUND,
  FOUND_BYTES,
  FOUND_LARGER,
  GROW_BINS,
  GROW_FEATURES,
  GROW_FREE,
  GROW_GROUPS,
  GROW_HAS_CATEGORIES,
  GROW_HISTOGRAM_BYTES,
  GROW_LEAVES,
  L1,
  L2,
  LEAF_BYTES,
  LEAF_COUNT,
  LEAF_EXTRA_L2,
  LEAF_HISTOGRAM,
  LEAF_SUMS,
  MAX_STEP,
  NODE_LARGER,
  NODE_LEAF,
  NODE_SEARCH,
  NODE_SEARCH_LARGER,
  PER_UNIT,
  SPLIT_BIN,
  SPLIT_EXTRA_L2,
  SPLIT_FEATURE,
  SPLIT_GAIN,
  SPLIT_IS_SET,
  SPLIT_MISSING_LEFT,
  SPLIT_SUMS,
  TASK_FILL,
} from "./memory-map";
import { bestFound, placeOf, shrink } from "./split-search.as";
import { share } from "./team.as";

export function leafAt(index: i32): usize {
  return <usize>load<u32>(GROW_LEAVES) + <usize>index * LEAF_BYTES;
}

/** Newton step of a leaf, not yet shrunk by the learning rate. */
export function leafValue(leaf: usize): f64 {
  const gradient = load<f64>(leaf, LEAF_SUMS) * load<f64>(PER_UNIT);
  const hessian = load<f64>(leaf, LEAF_SUMS + 8) * load<f64>(PER_UNIT, 8);
  const weight = hessian + load<f64>(L2) + load<f64>(leaf, LEAF_EXTRA_L2);
  let step: f64 = weight > 0 ? -shrink(gradient, load<f64>(L1)) / weight : 0;
  const most = load<f64>(MAX_STEP);
  if (most > 0) step = max<f64>(-most, min<f64>(most, step));
  return max<f64>(load<f64>(leaf, LEAF_SUMS + 24), min<f64>(load<f64>(leaf, LEAF_SUMS + 32), step));
}

export function takeHistogram(leaf: usize): void {
  let histogram = load<u32>(GROW_FREE);
  if (histogram === 0) histogram = allocate(load<u32>(GROW_HISTOGRAM_BYTES));
  else store<u32>(GROW_FREE, load<u32>(histogram));
  store<u32>(leaf, histogram, LEAF_HISTOGRAM);
}

export function dropHistogram(leaf: usize): void {
  const histogram = load<u32>(leaf, LEAF_HISTOGRAM);
  if (histogram === 0) return;
  store<u32>(histogram, load<u32>(GROW_FREE));
  store<u32>(GROW_FREE, histogram);
  store<u32>(leaf, 0, LEAF_HISTOGRAM);
}

/** Fills the histogram of a leaf, turns that of its parent, which `larger` (0 at the root) holds, into its sibling's, and searches both. */
export function fillLeaf(leaf: usize, larger: usize, searchLeaf: bool, searchLarger: bool): void {
  store<u32>(NODE_LEAF, leaf);
  store<u32>(NODE_LARGER, larger);
  store<i32>(NODE_SEARCH, i32(searchLeaf));
  store<i32>(NODE_SEARCH_LARGER, i32(searchLarger));
  const work = <f64>load<i32>(leaf, LEAF_COUNT) * load<i32>(GROW_FEATURES) + 3 * load<i32>(GROW_BINS);
  share(TASK_FILL, load<i32>(GROW_GROUPS), work);
  store<f64>(leaf, -Infinity, SPLIT_GAIN);
  if (searchLeaf) choose(leaf, <usize>load<u32>(FOUND));
  if (larger === 0) return;
  store<f64>(larger, -Infinity, SPLIT_GAIN);
  if (searchLarger) choose(larger, <usize>load<u32>(FOUND_LARGER));
}

/** Copies the cut of a feature that was found to a leaf's split. */
export function writeSplit(leaf: usize, feature: i32, found: usize): void {
  store<f64>(leaf, load<f64>(found), SPLIT_GAIN);
  store<i32>(leaf, feature, SPLIT_FEATURE);
  store<i32>(leaf, load<i32>(found, 32), SPLIT_BIN);
  store<i32>(leaf, load<i32>(found, 36), SPLIT_MISSING_LEFT);
  store<i32>(leaf, 0, SPLIT_IS_SET);
  v128.store(leaf, v128.load(found, 16), SPLIT_SUMS);
  store<f64>(leaf, 0, SPLIT_EXTRA_L2);
}

/** The best split of a leaf, from what was found per feature. */
function choose(leaf: usize, found: usize): void {
  const features = load<i32>(GROW_FEATURES);
  const histogram = <usize>load<u32>(leaf, LEAF_HISTOGRAM);
  const best = bestFound(found, features, histogram, leaf + LEAF_SUMS);
  if (best !== 0) writeSplit(leaf, <i32>((best - found) / FOUND_BYTES), best);
  if (load<i32>(GROW_HAS_CATEGORIES) === 0) return;
  for (let feature = 0; feature < features; feature++) {
    const row = <usize>load<u32>(FEATURE_TABLE) + <usize>feature * FEATURE_BYTES;
    if (load<i32>(row + 8) === 0 || load<i32>(row + 16) === 0) continue;
    findCategorySplit(histogram + placeOf(row), load<i32>(row), feature, leaf);
  }
}
