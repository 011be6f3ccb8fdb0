// Trees of boosting, split by split, against all splits that there were; leaves against the formula of their values.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { growOn, numberBins, plainRules } from "../../../reference/grown-tree.ts";
import { type PlainGrowth, type PlainLeaf, splitsOf, stepOf, sumsOf } from "../../../reference/plain-splits.ts";
import { growthOf } from "../../../reference/random-growth.ts";
import { replay, splitAt } from "../../../reference/replayed-tree.ts";

/** Gains are differences of sums of this size at most. */
const tolerance = 1e-9;

const best = (growth: PlainGrowth, leaf: PlainLeaf, bar: number): number =>
  Math.max(0, ...splitsOf(growth, leaf, bar).map(({ gain }) => gain));

/** What the best split of a leaf gains at least and at most: sides that are as large as they must be are so by a rounding. */
function boundsOf(growth: PlainGrowth, leaf: PlainLeaf): { readonly least: number; readonly most: number } {
  const { maxDepth, minLeaf } = growth.rules;
  const isOpen = (maxDepth < 0 || leaf.depth < maxDepth) && leaf.rows.length >= 2 * minLeaf;
  if (!isOpen) return { least: 0, most: 0 };
  return { least: best(growth, leaf, 1 + 1e-9), most: best(growth, leaf, 1 - 1e-9) };
}

const kinds = [
  ["leafwise", false],
  ["leafwise", true],
  ["depthwise", false],
  ["depthwise", true],
] as const;

describe.each(kinds)("a tree that grows %s, constrained: %s", (kind, isConstrained) => {
  it("splits the leaf and at the cut that gain most, until nothing gains", () => {
    fc.assert(
      fc.property(growthOf(kind, isConstrained), (growth) => {
        const { forest } = growOn(growth.data, growth.rules, 1, growth.direction);
        const leaves = replay(growth, forest, (node, open) => {
          const own = open.get(node)!;
          const gain = forest.gain[node]!;
          const rivals = [...open.values()].map((leaf) => ({ leaf, ...boundsOf(growth, leaf) }));
          const inTurn = kind === "leafwise" ? rivals : rivals.filter(({ leaf }) => leaf.depth === own.depth);
          expect(gain).toBeGreaterThanOrEqual(Math.max(...inTurn.map(({ least }) => least)) - tolerance);
          expect(gain).toBeLessThanOrEqual(boundsOf(growth, own).most + tolerance);
          // Shallower leaves had their turn.
          const waiting = kind === "leafwise" ? [] : rivals.filter(({ leaf }) => leaf.depth < own.depth);
          for (const { least } of waiting) expect(least).toBeLessThan(tolerance);
          const split = splitAt(growth, forest, node);
          const same = splitsOf(growth, own, 1 - 1e-9).filter(
            ({ feature, left }) => feature === split.feature && left === split.left,
          );
          expect(same.some((candidate) => Math.abs(candidate.gain - gain) < tolerance)).toBe(true);
        });
        if (leaves.length === growth.rules.leaves) return;
        for (const leaf of leaves) expect(boundsOf(growth, leaf).least).toBeLessThan(tolerance);
      }),
      { numRuns: 400 },
    );
  });

  it("gives leaves the value of their rows within its bounds", () => {
    fc.assert(
      fc.property(growthOf(kind, isConstrained), (growth) => {
        const { forest } = growOn(growth.data, growth.rules, 1, growth.direction);
        replay(growth, forest).forEach((leaf, k) => {
          const value = stepOf(sumsOf(growth.data, leaf.rows), leaf, growth.rules, leaf.extraL2);
          expect(Math.abs(forest.leaves[k]! - value)).toBeLessThan(1e-12);
        });
      }),
      { numRuns: 400 },
    );
  });

  it("keeps to its limits", () => {
    fc.assert(
      fc.property(growthOf(kind, isConstrained), (growth) => {
        const { rules, data } = growth;
        const { forest, leaves: grown } = growOn(data, rules, 1, growth.direction);
        const leaves = replay(growth, forest);
        expect(leaves.length).toBeLessThanOrEqual(rules.leaves);
        expect(leaves.reduce((sum, { rows }) => sum + rows.length, 0)).toBe(data.gradient.length);
        const perRow = sumsOf(data, [...data.hessian.keys()]).hessian / data.hessian.length;
        leaves.forEach(({ rows, depth }, k) => {
          expect(grown[k]!.count).toBe(rows.length);
          expect(forest.leafRows[k]).toBe(rows.length);
          expect(rules.maxDepth < 0 || depth <= rules.maxDepth).toBe(true);
          if (leaves.length === 1) return;
          const { hessian } = sumsOf(data, rows);
          expect(hessian).toBeGreaterThanOrEqual(rules.minHessian);
          // Rows are counted by their hessians.
          expect(hessian / perRow).toBeGreaterThanOrEqual((rules.minLeaf - 0.5) * (1 - 1e-9));
          if (data.hessian.every((value) => value === 1)) expect(rows.length).toBeGreaterThanOrEqual(rules.minLeaf);
        });
      }),
      { numRuns: 200 },
    );
  });
});

it("splits at the best cut where an l1 takes nearly all of the sums", () => {
  // On the left of feature f: 40 ones, its own small gradient and some zeros. An l1 of 40 leaves the small one.
  const small = fc.record({ gradient: fc.integer({ min: 90, max: 110 }), zeros: fc.integer({ min: 0, max: 10 }) });
  fc.assert(
    fc.property(fc.array(small, { minLength: 2, maxLength: 12 }), (drawn) => {
      const tiny = drawn.map(({ gradient }) => gradient * 2 ** -20);
      const parts = [
        new Array<number>(40).fill(1),
        tiny,
        new Array<number>(10).fill(0),
        new Array<number>(40).fill(-1),
      ];
      const gradient = Float64Array.from(parts.flat());
      const columns = drawn.map(({ zeros }, f) => {
        const isLeft = (row: number): boolean =>
          row < 40 || row === 40 + f || (row >= 40 + drawn.length && row < 40 + drawn.length + zeros);
        return numberBins(
          `x${f}`,
          Uint8Array.from(gradient, (_, row) => (isLeft(row) ? 0 : 1)),
          2,
        );
      });
      const hessian = new Float64Array(gradient.length).fill(1);
      const { forest } = growOn({ columns, gradient, hessian }, { ...plainRules, leaves: 2, l1: 40 });
      const gains = drawn.map(({ zeros }, f) => tiny[f]! ** 2 / (41 + zeros));
      expect(forest.gain[0]! / Math.max(...gains)).toBeCloseTo(1, 9);
      expect(gains[forest.feature[0]!]).toBe(Math.max(...gains));
    }),
  );
});
