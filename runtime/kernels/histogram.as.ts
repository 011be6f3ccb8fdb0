// Sums of gradients and hessians per bin: the hot loop of boosting. A bin is eight bytes: the hessian in the lower four, the
// gradient in the upper four, so that one addition adds both. They are whole numbers whose sums stay below 2^31: sums are exact
// in any order, any number of threads gives the same bits, and a sibling's histogram is exactly its parent's minus the other
// child's.

import { prepareEstimates } from "./cut-estimate.as";
import {
  FOUND,
  FOUND_BYTES,
  FOUND_LARGER,
  GRADIENTS,
  GROUP_BYTES,
  GROUP_TABLE,
  LEAF_COUNT,
  LEAF_HISTOGRAM,
  LEAF_START,
  LEAF_SUMS,
  NODE_LARGER,
  NODE_LEAF,
  NODE_SEARCH,
  NODE_SEARCH_LARGER,
  NOT_FOUND,
  ORDER,
} from "./memory-map";
import { searchFeature } from "./split-search.as";

/** `T` stands for the bytes of a feature's histogram: its size times 256 (u8: 32 bins, u16: 64, u32: 128, u64: 256). */
function accumulate<T>(bins: usize, order: usize, gradients: usize, histogram: usize, count: usize, lanes: i32): void {
  for (let i: usize = 0; i < count; i++) {
    const row = (<usize>load<u32>(order + (i << 2))) << 3;
    const b = load<u64>(bins + row);
    const v = load<u64>(gradients + row);
    let p = histogram + ((<usize>(b & 255)) << 3);
    store<u64>(p, load<u64>(p) + v);
    if (lanes < 2) continue;
    p = histogram + ((<usize>((b >> 8) & 255)) << 3);
    store<u64>(p, load<u64>(p, sizeof<T>() * 256) + v, sizeof<T>() * 256);
    if (lanes < 3) continue;
    p = histogram + ((<usize>((b >> 16) & 255)) << 3);
    store<u64>(p, load<u64>(p, sizeof<T>() * 512) + v, sizeof<T>() * 512);
    if (lanes < 4) continue;
    p = histogram + ((<usize>((b >> 24) & 255)) << 3);
    store<u64>(p, load<u64>(p, sizeof<T>() * 768) + v, sizeof<T>() * 768);
    if (lanes < 5) continue;
    p = histogram + ((<usize>((b >> 32) & 255)) << 3);
    store<u64>(p, load<u64>(p, sizeof<T>() * 1024) + v, sizeof<T>() * 1024);
    if (lanes < 6) continue;
    p = histogram + ((<usize>((b >> 40) & 255)) << 3);
    store<u64>(p, load<u64>(p, sizeof<T>() * 1280) + v, sizeof<T>() * 1280);
    if (lanes < 7) continue;
    p = histogram + ((<usize>((b >> 48) & 255)) << 3);
    store<u64>(p, load<u64>(p, sizeof<T>() * 1536) + v, sizeof<T>() * 1536);
    if (lanes < 8) continue;
    p = histogram + ((<usize>(b >> 56)) << 3);
    store<u64>(p, load<u64>(p, sizeof<T>() * 1792) + v, sizeof<T>() * 1792);
  }
}

/** One group of features of a node: fills the smaller child, subtracts it from the parent, searches both. */
export function fillGroup(item: i32): void {
  const group = <usize>load<u32>(GROUP_TABLE) + <usize>item * GROUP_BYTES;
  const bins = <usize>load<u32>(group);
  const first = load<i32>(group + 4);
  const lanes = load<i32>(group + 8);
  if (load<i32>(group + 20) === 0) {
    for (let feature = first; feature < first + lanes; feature++) {
      store<i32>(<usize>load<u32>(FOUND) + <usize>feature * FOUND_BYTES, NOT_FOUND, 40);
      store<i32>(<usize>load<u32>(FOUND_LARGER) + <usize>feature * FOUND_BYTES, NOT_FOUND, 40);
    }
    return;
  }
  const shift = <usize>load<i32>(group + 12);
  const place = <usize>load<u32>(group + 16);
  const leaf = <usize>load<u32>(NODE_LEAF);
  const larger = <usize>load<u32>(NODE_LARGER);
  const histogram = <usize>load<u32>(leaf, LEAF_HISTOGRAM) + place;
  const bytes = (<usize>lanes) << shift;
  const start = <usize>load<u32>(leaf, LEAF_START);
  const count = <usize>load<u32>(leaf, LEAF_COUNT);
  const order = <usize>load<u32>(ORDER) + (start << 2);
  const gradients = <usize>load<u32>(GRADIENTS);
  memory.fill(histogram, 0, bytes);
  if (shift === 8) accumulate<u8>(bins, order, gradients, histogram, count, lanes);
  else if (shift === 9) accumulate<u16>(bins, order, gradients, histogram, count, lanes);
  else if (shift === 10) accumulate<u32>(bins, order, gradients, histogram, count, lanes);
  else accumulate<u64>(bins, order, gradients, histogram, count, lanes);
  let parent: usize = 0;
  if (larger !== 0) {
    parent = <usize>load<u32>(larger, LEAF_HISTOGRAM) + place;
    for (let at: usize = 0; at < bytes; at += 16) {
      v128.store(parent + at, i64x2.sub(v128.load(parent + at), v128.load(histogram + at)));
    }
  }
  if (load<i32>(NODE_SEARCH) !== 0) {
    searchGroup(histogram, first, lanes, shift, leaf + LEAF_SUMS, <usize>load<u32>(FOUND));
  }
  if (load<i32>(NODE_SEARCH_LARGER) !== 0) {
    searchGroup(parent, first, lanes, shift, larger + LEAF_SUMS, <usize>load<u32>(FOUND_LARGER));
  }
}

function searchGroup(histogram: usize, first: i32, lanes: i32, shift: usize, sums: usize, found: usize): void {
  const estimates = prepareEstimates(sums);
  for (let lane = 0; lane < lanes; lane++) {
    const feature = first + lane;
    const at = histogram + ((<usize>lane) << shift);
    searchFeature(at, feature, sums, found + <usize>feature * FOUND_BYTES, estimates);
  }
}
