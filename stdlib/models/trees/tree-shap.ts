// Exact SHAP values of trees (Lundberg and others, 2018): how much each feature moved a row's score from the expected one, where
// a feature that is not known sends rows down both sides as the training rows went.
//
// On the way to a leaf of value v each feature i lets the row through (o_i is 1) or not (0), and a share z_i of the training
// rows. By the multilinear extension of the game (Owen, 1972) the leaf gives feature i
//   v (o_i - z_i) ∫ Π_{j≠i} (o_j t + z_j (1 - t)) dt, t from 0 to 1,
// a polynomial, which few points of Gauss integrate exactly. Products are kept on the way down, and sums over leaves on the way up
// (as in Linear TreeSHAP; Yu and others, 2022): a node costs as many steps as there are points, for some rows at a time.
import { gaussLegendre, type Quadrature } from "../../../runtime/numeric/gauss-legendre.ts";
import { type Forest, IS_SET, MISSING_LEFT } from "./forest.ts";
import { SET_BYTES } from "./split.ts";

/** Rows that go through a tree together. */
export const SHAP_ROWS = 32;

/** What a feature met again on the way changes: its row went on so far and goes on, stops here, or had stopped before. */
const GOES_ON = 0;
const STOPS = 1;
const STOPPED = 2;
const CASES = 3;

/** The mean of the leaves as the training rows went: what is known when no feature is. */
export function expectedValue(forest: Forest, node: number, k: number): number {
  if (node < 0) return forest.leaves[(-1 - node) * forest.width + k]!;
  const left = forest.left[node]!;
  const right = forest.right[node]!;
  const onLeft = shareOf(forest, node, left) * expectedValue(forest, left, k);
  return onLeft + shareOf(forest, node, right) * expectedValue(forest, right, k);
}

/** What the way to a node has given so far, per row and point, and per case and point what the last edge changed. */
interface Level {
  readonly product: Float64Array;
  readonly sum: Float64Array;
  readonly cases: Uint8Array;
  readonly goesOn: Uint8Array;
  readonly ratio: Float64Array;
  readonly change: Float64Array;
}

const createLevel = (points: number): Level => ({
  product: new Float64Array(SHAP_ROWS * points),
  sum: new Float64Array(SHAP_ROWS * points),
  cases: new Uint8Array(SHAP_ROWS),
  goesOn: new Uint8Array(SHAP_ROWS),
  ratio: new Float64Array(CASES * points),
  change: new Float64Array(CASES * points),
});

/** The trees of a forest, asked one after the other; what they need is kept from one to the next. */
export class TreeShap {
  private readonly points = new Map<number, number>();
  /** By number of points, then by depth. */
  private readonly levelsOf = new Map<number, Level[]>();
  /** Per feature: whether each row has gone on at all its splits so far, and the share of the training rows. */
  private readonly goesOn: readonly Uint8Array[];
  private readonly share: Float64Array;
  private levels: Level[] = [];
  private quadrature: Quadrature = gaussLegendre(1);
  private length = 1;
  private k = 0;
  private from = 0;
  private rows = 0;
  private into: Float64Array = new Float64Array(0);

  constructor(
    private readonly forest: Forest,
    private readonly inputs: readonly Float64Array[],
  ) {
    this.goesOn = inputs.map(() => new Uint8Array(SHAP_ROWS).fill(1));
    this.share = new Float64Array(inputs.length).fill(1);
  }

  /** Adds the contributions of a tree for value `k` of its leaves, of rows `from` to `from + rows`, to `into[feature * SHAP_ROWS + row]`. */
  add(tree: number, k: number, from: number, rows: number, into: Float64Array): void {
    const root = this.forest.roots[tree]!;
    if (root < 0) return;
    const length = this.points.get(tree) ?? pointsFor(this.forest, root);
    this.points.set(tree, length);
    this.levels = this.levelsOf.get(length) ?? [];
    this.levelsOf.set(length, this.levels);
    this.quadrature = gaussLegendre(length);
    this.length = length;
    this.k = k;
    this.from = from;
    this.rows = rows;
    this.into = into;
    this.levelAt(0).product.fill(1);
    this.down(root, 0);
  }

  private levelAt(depth: number): Level {
    const known = this.levels[depth];
    if (known !== undefined) return known;
    const level = createLevel(this.length);
    this.levels[depth] = level;
    return level;
  }

  /** Leaves in `sum` of the level, over the leaves below the node, the products times their values. */
  private down(node: number, depth: number): void {
    const { forest } = this;
    this.levelAt(depth).sum.fill(0);
    this.edge(node, forest.left[node]!, true, depth);
    this.edge(node, forest.right[node]!, false, depth);
  }

  private edge(node: number, child: number, isLeft: boolean, depth: number): void {
    const { rows, length, forest } = this;
    const feature = forest.feature[node]!;
    const above = this.levelAt(depth);
    const below = this.levelAt(depth + 1);
    const goesOn = this.goesOn[feature]!;
    const before = this.share[feature]!;
    const share = before * shareOf(forest, node, child);
    below.goesOn.set(goesOn);
    this.followRows(node, isLeft, goesOn, below.cases);
    this.tabulate(before, share, below);
    if (child < 0) {
      this.leaf(forest.leaves[(-1 - child) * forest.width + this.k]!, above, below, feature);
      goesOn.set(below.goesOn);
      return;
    }
    const { cases, ratio, product } = below;
    const start = above.product;
    for (let row = 0, at = 0; row < rows; row++) {
      const own = cases[row]! * length;
      for (let q = own; q < own + length; q++, at++) product[at] = start[at]! * ratio[q]!;
    }
    this.share[feature] = share;
    this.down(child, depth + 1);
    this.share[feature] = before;
    goesOn.set(below.goesOn);
    this.gather(above, below, feature);
  }

  /** As `gather` of a node whose only leaf it is. */
  private leaf(value: number, above: Level, { cases, ratio, change }: Level, feature: number): void {
    const { rows, length, into } = this;
    for (let i = 0; i < CASES * length; i++) {
      ratio[i] = ratio[i]! * value;
      change[i] = change[i]! * ratio[i]!;
    }
    const { product, sum } = above;
    for (let row = 0, at = 0, out = feature * SHAP_ROWS; row < rows; row++, out++) {
      const own = cases[row]! * length;
      let moved = 0;
      for (let q = own; q < own + length; q++, at++) {
        const factor = product[at]!;
        moved += factor * change[q]!;
        sum[at] = sum[at]! + factor * ratio[q]!;
      }
      into[out] = into[out]! + moved;
    }
  }

  private gather(above: Level, { cases, change, sum }: Level, feature: number): void {
    const { rows, length, into } = this;
    const total = above.sum;
    for (let row = 0, at = 0, out = feature * SHAP_ROWS; row < rows; row++, out++) {
      const own = cases[row]! * length;
      let moved = 0;
      for (let q = own; q < own + length; q++, at++) {
        const value = sum[at]!;
        moved += value * change[q]!;
        total[at] = total[at]! + value;
      }
      into[out] = into[out]! + moved;
    }
  }

  private followRows(node: number, isLeft: boolean, goesOn: Uint8Array, cases: Uint8Array): void {
    const { forest, rows, from } = this;
    const values = this.inputs[forest.feature[node]!]!;
    const flag = forest.flags[node]!;
    const threshold = forest.threshold[node]!;
    const isSet = (flag & IS_SET) !== 0;
    const missingLeft = (flag & MISSING_LEFT) !== 0;
    for (let row = 0; row < rows; row++) {
      if (goesOn[row] === 0) {
        cases[row] = STOPPED;
        continue;
      }
      const value = values[from + row]!;
      const goesLeft = isSet
        ? ((forest.sets[threshold * SET_BYTES + (value >> 3)]! >> (value & 7)) & 1) === 1
        : Number.isNaN(value)
          ? missingLeft
          : value <= threshold;
      cases[row] = goesLeft === isLeft ? GOES_ON : STOPS;
      if (goesLeft !== isLeft) goesOn[row] = 0;
    }
  }

  /** What the share of a feature going from `before` to `share` does to the product, and to what leaves below give the feature. */
  private tabulate(before: number, share: number, { ratio, change }: Level): void {
    const { length } = this;
    const { points, weights } = this.quadrature;
    for (let q = 0; q < length; q++) {
      const t = points[q]!;
      const weight = weights[q]!;
      const open = t + before * (1 - t);
      const still = t + share * (1 - t);
      ratio[GOES_ON * length + q] = still / open;
      ratio[STOPS * length + q] = (share * (1 - t)) / open;
      // A share of 0 makes the product 0 for good.
      ratio[STOPPED * length + q] = before === 0 ? 0 : share / before;
      const given = (1 - before) / open;
      change[GOES_ON * length + q] = weight * ((1 - share) / still - given);
      change[STOPS * length + q] = weight * (-1 / (1 - t) - given);
      change[STOPPED * length + q] = 0;
    }
  }
}

/** Enough for the most different features on the way to a leaf. */
function pointsFor(forest: Forest, root: number): number {
  const met = new Map<number, number>();
  let most = 0;
  const visit = (node: number): void => {
    if (node < 0) {
      most = Math.max(most, met.size);
      return;
    }
    const feature = forest.feature[node]!;
    const times = met.get(feature) ?? 0;
    met.set(feature, times + 1);
    visit(forest.left[node]!);
    visit(forest.right[node]!);
    if (times === 0) met.delete(feature);
    else met.set(feature, times);
  };
  visit(root);
  return Math.ceil(most / 2);
}

/** Share of a node's training rows that went to a child; symmetric trees have nodes without rows. */
const shareOf = (forest: Forest, node: number, child: number): number =>
  forest.rows[node]! > 0 ? rowsOf(forest, child) / forest.rows[node]! : 0.5;

const rowsOf = (forest: Forest, node: number): number => (node >= 0 ? forest.rows[node]! : forest.leafRows[-1 - node]!);
