// Symmetric trees, level by level, against all cuts that a level could have; their leaves against the order of constraints.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MISSING_LEFT } from "../../../../stdlib/models/trees/forest.ts";
import { growOn } from "../../../reference/grown-tree.ts";
import {
  dropOf,
  leastHessian,
  type PlainGrowth,
  type PlainLeaf,
  type PlainSplit,
  splitsOf,
  stepOf,
  sumsOf,
} from "../../../reference/plain-splits.ts";
import { growthOf } from "../../../reference/random-growth.ts";
import { divide, replay, splitAt } from "../../../reference/replayed-tree.ts";

const tolerance = 1e-9;
const isLevelStart = (node: number): boolean => Number.isInteger(Math.log2(node + 1));
const levelOf = (node: number): number => Math.floor(Math.log2(node + 1));

/** What each cut gains over all leaves: nothing in a leaf where a side is too small, or against the direction. */
function levelGains(growth: PlainGrowth, leaves: readonly PlainLeaf[]): ReadonlyMap<string, number> {
  const gains = new Map<string, number>();
  const perLeaf = { ...growth, rules: { ...growth.rules, minGain: 0 } };
  for (const leaf of leaves) {
    if (leaf.rows.length === 0) continue;
    for (const { feature, left, gain } of splitsOf(perLeaf, leaf)) {
      const key = `${feature} ${left}`;
      gains.set(key, (gains.get(key) ?? 0) + (gain === Number.NEGATIVE_INFINITY ? 0 : gain));
    }
  }
  return gains;
}

describe.each([false, true])("a symmetric tree, constrained: %s", (isConstrained) => {
  const growths = growthOf("symmetric", isConstrained);

  it("cuts all leaves of a level alike, where they gain most together, until nothing gains", () => {
    fc.assert(
      fc.property(growths, (growth) => {
        const { forest } = growOn(growth.data, growth.rules, 1, growth.direction);
        const nodes = forest.feature.length;
        expect(isLevelStart(nodes)).toBe(true);
        let cut: PlainSplit | null = null;
        let sends = 0;
        const leaves = replay(growth, forest, (node, open) => {
          const own = splitAt(growth, forest, node);
          const leaf = open.get(node)!;
          const parts = [leaf, ...divide(growth, leaf, own)].map(({ rows }) => sumsOf(growth.data, rows));
          const [all, left, right] = parts.map((sums) => dropOf(sums, leaf, growth.rules, 0));
          const isTooSmall = parts.some(({ hessian }) => hessian < leastHessian(growth));
          const gain = isTooSmall ? 0 : left! + right! - all!;
          expect(Math.abs(forest.gain[node]! - gain)).toBeLessThan(tolerance);
          if (!isLevelStart(node)) {
            expect(own).toEqual(cut);
            expect(forest.flags[node]! & MISSING_LEFT).toBe(sends);
            return;
          }
          cut = own;
          sends = forest.flags[node]! & MISSING_LEFT;
          const gains = levelGains(growth, [...open.values()]);
          const chosen = gains.get(`${own.feature} ${own.left}`)!;
          expect(chosen).toBeGreaterThanOrEqual(Math.max(...gains.values()) - tolerance);
          expect(chosen).toBeGreaterThan(growth.rules.minGain - tolerance);
        });
        if (levelOf(nodes) === growth.rules.maxDepth) return;
        for (const gain of levelGains(growth, leaves).values())
          expect(gain).toBeLessThan(growth.rules.minGain + tolerance);
      }),
      { numRuns: 400 },
    );
  });

  it("gives leaves the values of their rows, in the order of constraints", () => {
    fc.assert(
      fc.property(growths, (growth) => {
        const { forest, leaves: grown } = growOn(growth.data, growth.rules, 1, growth.direction);
        const leaves = replay(growth, forest);
        expect(leaves.reduce((sum, { rows }) => sum + rows.length, 0)).toBe(growth.data.gradient.length);
        const levels = Array.from({ length: Math.log2(leaves.length) }, (_, level) => level);
        const directions = levels.map((level) => growth.direction[forest.feature[2 ** level - 1]!]!);
        // Whether all values of leaves that count are in order.
        const isOrdered = (values: ArrayLike<number>, counts: (leaf: number) => boolean): boolean =>
          leaves.every((_, a) =>
            leaves.every((__, b) => {
              const differ = levels.filter((level) => (((a ^ b) >> level) & 1) === 1);
              const isAbove = differ.every((level) => (((b >> level) & 1) === 1 ? 1 : -1) === directions[level]);
              return !isAbove || !counts(a) || !counts(b) || values[b]! >= values[a]!;
            }),
          );
        expect(isOrdered(forest.leaves, () => true)).toBe(true);
        const steps = leaves.map((leaf) => stepOf(sumsOf(growth.data, leaf.rows), leaf, growth.rules, 0));
        const hasWeight = (leaf: number): boolean => sumsOf(growth.data, leaves[leaf]!.rows).hessian > 0;
        const isFree = isOrdered(steps, hasWeight);
        leaves.forEach(({ rows, depth }, k) => {
          expect(grown[k]!.count).toBe(rows.length);
          expect(depth).toBe(levels.length);
          if (isFree && hasWeight(k)) expect(Math.abs(forest.leaves[k]! - steps[k]!)).toBeLessThan(1e-12);
        });
      }),
      { numRuns: 400 },
    );
  });
});
