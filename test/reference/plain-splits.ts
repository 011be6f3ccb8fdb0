// Splits of a leaf and what they gain, by their definitions: nothing is clever here. Sets of bins are bits of a number.
import type { BinnedColumn } from "../../stdlib/models/trees/binning.ts";
import type { GrowRules } from "../../stdlib/models/trees/split.ts";
import type { DerivedRows } from "./grown-tree.ts";

export interface Sums {
  readonly gradient: number;
  readonly hessian: number;
}

/** What a leaf may hold: its rows, between which values it stays, what a split on levels added to its l2. */
export interface PlainLeaf {
  readonly rows: readonly number[];
  readonly depth: number;
  readonly low: number;
  readonly high: number;
  readonly extraL2: number;
}

export interface PlainSplit {
  readonly feature: number;
  readonly left: number;
  readonly extraL2: number;
}

export interface PlainGrowth {
  readonly data: DerivedRows;
  readonly rules: GrowRules;
  readonly direction: Int32Array;
}

/** Rows that a group of levels needs before a cut is tried after it (LightGBM's min_data_per_group). */
const MIN_GROUP = 100;

export const rootOf = ({ data }: PlainGrowth): PlainLeaf => ({
  rows: [...data.gradient.keys()],
  depth: 0,
  low: Number.NEGATIVE_INFINITY,
  high: Number.POSITIVE_INFINITY,
  extraL2: 0,
});

export const sumsOf = ({ gradient, hessian }: DerivedRows, rows: readonly number[]): Sums => ({
  gradient: rows.reduce((sum, row) => sum + gradient[row]!, 0),
  hessian: rows.reduce((sum, row) => sum + hessian[row]!, 0),
});

const minus = (a: Sums, b: Sums): Sums => ({ gradient: a.gradient - b.gradient, hessian: a.hessian - b.hessian });
const plus = (a: Sums, b: Sums): Sums => ({ gradient: a.gradient + b.gradient, hessian: a.hessian + b.hessian });
const shrink = (gradient: number, l1: number): number => Math.sign(gradient) * Math.max(0, Math.abs(gradient) - l1);
const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value));
export const has = (set: number, bin: number): boolean => ((set >> bin) & 1) === 1;

/** Newton's step within its bounds. */
export function stepOf({ gradient, hessian }: Sums, leaf: PlainLeaf, rules: GrowRules, extraL2: number): number {
  const weight = hessian + rules.l2 + extraL2;
  const step = weight > 0 ? -shrink(gradient, rules.l1) / weight : 0;
  const most = rules.maxStep > 0 ? rules.maxStep : Number.POSITIVE_INFINITY;
  return clamp(clamp(step, -most, most), leaf.low, leaf.high);
}

/** Twice what the loss falls by when rows get the value of their leaf, to the second order. */
export function dropOf(sums: Sums, leaf: PlainLeaf, rules: GrowRules, extraL2: number): number {
  const value = stepOf(sums, leaf, rules, extraL2);
  return -(2 * shrink(sums.gradient, rules.l1) * value + (sums.hessian + rules.l2 + extraL2) * value * value);
}

const binSums = ({ data }: PlainGrowth, leaf: PlainLeaf, { mapper, bins }: BinnedColumn): readonly Sums[] =>
  Array.from({ length: mapper.bins }, (_, bin) =>
    sumsOf(
      data,
      leaf.rows.filter((row) => bins[row] === bin),
    ),
  );

const sumOfSet = (sums: readonly Sums[], set: number): Sums =>
  sums.reduce((sum, own, bin) => (has(set, bin) ? plus(sum, own) : sum), { gradient: 0, hessian: 0 });

const rowsPerHessian = ({ data: { hessian } }: PlainGrowth): number =>
  hessian.length / hessian.reduce((sum, value) => sum + value, 0);

/** What a side needs at least. */
export const leastHessian = (growth: PlainGrowth): number =>
  Math.max(growth.rules.minHessian, (growth.rules.minLeaf - 0.5) / rowsPerHessian(growth));

/** Whether both sides are large enough, by a bar that is raised or lowered a little where that is asked for. */
const isAllowed = (growth: PlainGrowth, left: Sums, right: Sums, bar: number): boolean => {
  const smaller = Math.min(left.hessian, right.hessian);
  return smaller > 0 && smaller >= bar * leastHessian(growth);
};

/** The gain of a split; nothing where it stands against the direction of its feature. */
function gainOf(growth: PlainGrowth, leaf: PlainLeaf, { feature, extraL2 }: PlainSplit, left: Sums, all: Sums): number {
  const { rules, direction } = growth;
  const right = minus(all, left);
  const rise = stepOf(right, leaf, rules, extraL2) - stepOf(left, leaf, rules, extraL2);
  if (direction[feature]! * rise < 0) return Number.NEGATIVE_INFINITY;
  const sides = dropOf(left, leaf, rules, extraL2) + dropOf(right, leaf, rules, extraL2);
  return sides - dropOf(all, leaf, rules, 0) - rules.minGain;
}

/** All splits of a leaf that are looked at. */
export function splitsOf(growth: PlainGrowth, leaf: PlainLeaf, bar = 1): readonly (PlainSplit & { gain: number })[] {
  const all = sumsOf(growth.data, leaf.rows);
  return growth.data.columns.flatMap((column, feature) => {
    const sums = binSums(growth, leaf, column);
    return setsOf(growth, column, sums, all)
      .map((set) => ({ feature, ...set, sums: sumOfSet(sums, set.left) }))
      .filter((split) => isAllowed(growth, split.sums, minus(all, split.sums), bar))
      .map((split) => ({ ...split, gain: gainOf(growth, leaf, split, split.sums, all) }));
  });
}

type LeftSet = Omit<PlainSplit, "feature">;

function setsOf(growth: PlainGrowth, { mapper }: BinnedColumn, sums: readonly Sums[], all: Sums): readonly LeftSet[] {
  if (mapper.kind === "number") {
    const cuts = Array.from({ length: mapper.bounds.length + 1 }, (_, bin) => 2 ** (bin + 1) - 1);
    const withMissing = mapper.missingBin < 0 ? [] : cuts.map((cut) => cut | (1 << mapper.missingBin));
    return [...cuts, ...withMissing].map((left) => ({ left, extraL2: 0 }));
  }
  if (mapper.bins <= growth.rules.maxCatOnehot) return sums.map((_, bin) => ({ left: 1 << bin, extraL2: 0 }));
  return sortedSets(growth, sums, all).map((left) => ({ left, extraL2: growth.rules.catL2 }));
}

/** Levels by their smoothed ratio of sums, those from either end on the left (Fisher, 1958); LightGBM's rules. */
function sortedSets(growth: PlainGrowth, sums: readonly Sums[], all: Sums): readonly number[] {
  const { catRows, catSmooth, maxCatThreshold, minLeaf } = growth.rules;
  const perHessian = rowsPerHessian(growth);
  const rowsOf = ({ hessian }: Sums): number => Math.round(hessian * perHessian);
  const rank = (bin: number): number => sums[bin]!.gradient / (sums[bin]!.hessian + catSmooth);
  const ranked = [...sums.keys()]
    .filter((bin) => bin > 0 && sums[bin]!.hessian > 0 && rowsOf(sums[bin]!) >= catRows)
    .sort((a, b) => rank(a) - rank(b));
  const most = Math.min(maxCatThreshold, (ranked.length + 1) >> 1);
  return [ranked, ranked.toReversed()].flatMap((levels) => {
    const sets: number[] = [];
    let group = 0;
    let set = 0;
    for (const bin of levels.slice(0, most)) {
      set |= 1 << bin;
      group += rowsOf(sums[bin]!);
      const left = sumOfSet(sums, set);
      const right = minus(all, left);
      if (rowsOf(right) < Math.max(minLeaf, MIN_GROUP)) break;
      if (!isAllowed(growth, left, right, 1) || group < MIN_GROUP) continue;
      group = 0;
      sets.push(set);
    }
    return sets;
  });
}
