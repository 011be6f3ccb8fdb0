// A tree that was grown, split by split, with the leaves that each split chose from.
import { type Forest, IS_SET, MISSING_LEFT } from "../../stdlib/models/trees/forest.ts";
import { SET_BYTES } from "../../stdlib/models/trees/split.ts";
import {
  has,
  leastHessian,
  type PlainGrowth,
  type PlainLeaf,
  type PlainSplit,
  rootOf,
  stepOf,
  sumsOf,
} from "./plain-splits.ts";

/** The split of a node. */
export function splitAt(growth: PlainGrowth, forest: Forest, node: number): PlainSplit {
  const feature = forest.feature[node]!;
  const flags = forest.flags[node]!;
  const threshold = forest.threshold[node]!;
  const { mapper } = growth.data.columns[feature]!;
  const goesLeft = (bin: number): boolean => {
    if ((flags & IS_SET) !== 0) return has(forest.sets[threshold * SET_BYTES + (bin >> 3)]!, bin & 7);
    if (mapper.kind === "number" && bin === mapper.missingBin) return (flags & MISSING_LEFT) !== 0;
    return bin <= threshold;
  };
  let left = 0;
  for (let bin = 0; bin < mapper.bins; bin++) if (goesLeft(bin)) left |= 1 << bin;
  const isSorted = (flags & IS_SET) !== 0 && mapper.bins > growth.rules.maxCatOnehot;
  return { feature, left, extraL2: isSorted ? growth.rules.catL2 : 0 };
}

/** A side of a symmetric cut that is too small keeps the value of the leaf that it comes from. */
function keepValue(growth: PlainGrowth, leaf: PlainLeaf, side: PlainLeaf): PlainLeaf {
  const { data, rules } = growth;
  const { hessian } = sumsOf(data, side.rows);
  if (hessian === 0 || hessian >= leastHessian(growth)) return side;
  const value = stepOf(sumsOf(data, leaf.rows), leaf, rules, leaf.extraL2);
  return { ...side, low: value, high: value };
}

/** The children of a leaf; both sides of a constrained split stay on their side of the middle. */
export function divide(growth: PlainGrowth, leaf: PlainLeaf, split: PlainSplit): readonly [PlainLeaf, PlainLeaf] {
  const { data, rules, direction } = growth;
  const { bins } = data.columns[split.feature]!;
  const child = (isLeft: boolean): PlainLeaf => ({
    ...leaf,
    rows: leaf.rows.filter((row) => has(split.left, bins[row]!) === isLeft),
    depth: leaf.depth + 1,
    extraL2: split.extraL2,
  });
  const [left, right] = [child(true), child(false)];
  const constraint = direction[split.feature]!;
  if (rules.growth === "symmetric") return [keepValue(growth, leaf, left), keepValue(growth, leaf, right)];
  if (constraint === 0) return [left, right];
  const [a, b] = [left, right].map((side) => stepOf(sumsOf(data, side.rows), side, rules, side.extraL2));
  const middle = (a! + b!) / 2;
  const below = { high: Math.min(leaf.high, middle) };
  const above = { low: Math.max(leaf.low, middle) };
  return constraint > 0
    ? [
        { ...left, ...below },
        { ...right, ...above },
      ]
    : [
        { ...left, ...above },
        { ...right, ...below },
      ];
}

/** A place in a forest of one tree: a node, or -1 - leaf. */
export type Place = number;

/**
 * Calls `visit` before each split, in the order of the nodes, with all leaves that there are then; returns the leaves of the whole
 * tree in their order.
 */
export function replay(
  growth: PlainGrowth,
  forest: Forest,
  visit: (node: number, open: ReadonlyMap<Place, PlainLeaf>) => void = () => undefined,
): readonly PlainLeaf[] {
  const open = new Map<Place, PlainLeaf>([[forest.roots[0]!, rootOf(growth)]]);
  for (const node of forest.feature.keys()) {
    visit(node, open);
    const [left, right] = divide(growth, open.get(node)!, splitAt(growth, forest, node));
    open.delete(node);
    open.set(forest.left[node]!, left);
    open.set(forest.right[node]!, right);
  }
  return [...forest.leafRows.keys()].map((leaf) => open.get(-1 - leaf)!);
}
