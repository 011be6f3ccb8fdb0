// A forest in the memory. CALL, for all tasks that read one: features of nodes (u32), thresholds (f64; of a split on a set, which one),
// left and right children (a leaf is -1 - its number), flags (u8, bit 0: missing values go left, bit 1: a split on a set), values of
// leaves, roots, how many trees, sets of bins (32 bytes each).
import { CALL } from "./memory-map";

export const MISSING_LEFT: u32 = 1;
export const IS_ON_SET: u32 = 2;

export function featureOf(node: i32): usize {
  return <usize>load<u32>(<usize>load<u32>(CALL) + ((<usize>node) << 2));
}

export function thresholdOf(node: i32): f64 {
  return load<f64>(<usize>load<u32>(CALL, 4) + ((<usize>node) << 3));
}

export function leftOf(node: i32): i32 {
  return load<i32>(<usize>load<u32>(CALL, 8) + ((<usize>node) << 2));
}

export function rightOf(node: i32): i32 {
  return load<i32>(<usize>load<u32>(CALL, 12) + ((<usize>node) << 2));
}

export function flagsOf(node: i32): u32 {
  return load<u8>(<usize>load<u32>(CALL, 16) + <usize>node);
}

/** Where the values of a leaf stand, which is given as a child. */
export function leafAt(child: i32, width: usize): usize {
  return <usize>load<u32>(CALL, 20) + ((<usize>(-1 - child) * width) << 3);
}

export function rootOf(tree: usize): i32 {
  return load<i32>(<usize>load<u32>(CALL, 24) + (tree << 2));
}

export function treeCount(): usize {
  return <usize>load<u32>(CALL, 28);
}

/** Where the set of a node's split stands. */
export function setAt(node: i32): usize {
  return <usize>load<u32>(CALL, 32) + ((<usize>thresholdOf(node)) << 5);
}
