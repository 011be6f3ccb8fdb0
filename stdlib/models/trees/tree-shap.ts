// Exact SHAP values of trees (Lundberg and others, 2018, algorithm 2): how much each feature moved a row's score from the
// expected one, where a feature that is not known sends rows down both sides as the training rows went.
import { type Forest, IS_SET, MISSING_LEFT } from "./forest.ts";
import { SET_BYTES } from "./split.ts";

/** Features met on the way to a node: feature, share of training rows that go on, 1 when the row goes on, path weight. */
interface Path {
  readonly feature: Int32Array;
  readonly zero: Float64Array;
  readonly one: Float64Array;
  readonly weight: Float64Array;
}

const createPath = (length: number): Path => ({
  feature: new Int32Array(length),
  zero: new Float64Array(length),
  one: new Float64Array(length),
  weight: new Float64Array(length),
});

/** Adds the contributions of `tree` for one row, for value `k` of its leaves, to `into[feature]`; `expected` at the end. */
export function addContributions(
  forest: Forest,
  tree: number,
  k: number,
  inputs: readonly Float64Array[],
  row: number,
  into: Float64Array,
): void {
  const paths: Path[] = [];
  const pathAt = (depth: number): Path => {
    paths[depth] ??= createPath(depth + 2);
    return paths[depth];
  };
  const goesLeft = (node: number): boolean => {
    const value = inputs[forest.feature[node]!]![row]!;
    const flag = forest.flags[node]!;
    if ((flag & IS_SET) !== 0) {
      return ((forest.sets[forest.threshold[node]! * SET_BYTES + (value >> 3)]! >> (value & 7)) & 1) === 1;
    }
    return Number.isNaN(value) ? (flag & MISSING_LEFT) !== 0 : value <= forest.threshold[node]!;
  };
  const walk = (
    node: number,
    depth: number,
    length: number,
    before: Path,
    zero: number,
    one: number,
    feature: number,
  ) => {
    const path = pathAt(depth);
    copyPath(before, path, length);
    extend(path, length, zero, one, feature);
    if (node < 0) {
      const value = forest.leaves[(-1 - node) * forest.width + k]!;
      for (let i = 1; i <= length; i++) {
        const at = path.feature[i]!;
        into[at] = into[at]! + unwoundSum(path, length, i) * (path.one[i]! - path.zero[i]!) * value;
      }
      return;
    }
    const split = forest.feature[node]!;
    const isLeft = goesLeft(node);
    const [hot, cold] = isLeft ? [forest.left[node]!, forest.right[node]!] : [forest.right[node]!, forest.left[node]!];
    let zeroBefore = 1;
    let oneBefore = 1;
    let kept = length;
    for (let i = 1; i <= length; i++) {
      if (path.feature[i] !== split) continue;
      zeroBefore = path.zero[i]!;
      oneBefore = path.one[i]!;
      unwind(path, length, i);
      kept--;
      break;
    }
    walk(hot, depth + 1, kept + 1, path, zeroBefore * shareOf(forest, node, hot), oneBefore, split);
    walk(cold, depth + 1, kept + 1, path, zeroBefore * shareOf(forest, node, cold), 0, split);
  };
  const root = forest.roots[tree]!;
  const end = into.length - 1;
  into[end] = into[end]! + expectedValue(forest, root, k);
  if (root >= 0) walk(root, 0, 0, createPath(1), 1, 1, -1);
}

/** Share of a node's training rows that went to a child; symmetric trees have nodes without rows. */
const shareOf = (forest: Forest, node: number, child: number): number =>
  forest.rows[node]! > 0 ? rowsOf(forest, child) / forest.rows[node]! : 0.5;

const rowsOf = (forest: Forest, node: number): number => (node >= 0 ? forest.rows[node]! : forest.leafRows[-1 - node]!);

function expectedValue(forest: Forest, node: number, k: number): number {
  if (node < 0) return forest.leaves[(-1 - node) * forest.width + k]!;
  const left = forest.left[node]!;
  const right = forest.right[node]!;
  const onLeft = shareOf(forest, node, left) * expectedValue(forest, left, k);
  return onLeft + shareOf(forest, node, right) * expectedValue(forest, right, k);
}

function copyPath(from: Path, to: Path, length: number): void {
  for (let i = 0; i < length; i++) {
    to.feature[i] = from.feature[i]!;
    to.zero[i] = from.zero[i]!;
    to.one[i] = from.one[i]!;
    to.weight[i] = from.weight[i]!;
  }
}

/** Puts a feature at place `length` and weighs all subsets of the path anew. */
function extend(path: Path, length: number, zero: number, one: number, feature: number): void {
  path.feature[length] = feature;
  path.zero[length] = zero;
  path.one[length] = one;
  path.weight[length] = length === 0 ? 1 : 0;
  for (let i = length - 1; i >= 0; i--) {
    path.weight[i + 1] = path.weight[i + 1]! + (one * path.weight[i]! * (i + 1)) / (length + 1);
    path.weight[i] = (zero * path.weight[i]! * (length - i)) / (length + 1);
  }
}

/** Takes the feature at `index` out of a path whose last place is `length`. */
function unwind(path: Path, length: number, index: number): void {
  const one = path.one[index]!;
  const zero = path.zero[index]!;
  let next = path.weight[length]!;
  for (let i = length - 1; i >= 0; i--) {
    if (one !== 0) {
      const held = path.weight[i]!;
      path.weight[i] = (next * (length + 1)) / ((i + 1) * one);
      next = held - (path.weight[i]! * zero * (length - i)) / (length + 1);
    } else if (zero !== 0) {
      path.weight[i] = (path.weight[i]! * (length + 1)) / (zero * (length - i));
    }
  }
  for (let i = index; i < length; i++) {
    path.feature[i] = path.feature[i + 1]!;
    path.zero[i] = path.zero[i + 1]!;
    path.one[i] = path.one[i + 1]!;
  }
}

/** Sum of the weights that `unwind` would leave, without changing the path. */
function unwoundSum(path: Path, length: number, index: number): number {
  const one = path.one[index]!;
  const zero = path.zero[index]!;
  let next = path.weight[length]!;
  let total = 0;
  for (let i = length - 1; i >= 0; i--) {
    if (one !== 0) {
      const taken = (next * (length + 1)) / ((i + 1) * one);
      total += taken;
      next = path.weight[i]! - (taken * zero * (length - i)) / (length + 1);
    } else if (zero !== 0) {
      total += (path.weight[i]! * (length + 1)) / (zero * (length - i));
    }
  }
  return total;
}
