// Splits of a category feature into two sets of levels: none of all sets gains more, and LightGBM's rules on which are looked at.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { growOn, levelBins, plainRules } from "../../../reference/grown-tree.ts";
import { type PlainGrowth, rootOf, splitsOf, sumsOf } from "../../../reference/plain-splits.ts";
import { replay, splitAt } from "../../../reference/replayed-tree.ts";
import { createSequence } from "../../../reference/sequence.ts";

const tolerance = 1e-9;
const free = new Int32Array(1);

/** One category; `sizes`: rows of each bin. Derivatives are sixteenths. */
function rowsOf(seed: number, sizes: readonly number[], hessian = 1) {
  const s = createSequence(seed);
  const bins = Uint8Array.from(sizes.flatMap((size, bin) => new Array<number>(size).fill(bin)));
  const means = sizes.map(() => s.uniform());
  const gradient = Float64Array.from(bins, (bin) => (Math.floor(17 * (s.uniform() + means[bin]!)) - 16) / 16);
  const columns = [levelBins("c", bins, sizes.length)];
  return { columns, gradient, hessian: new Float64Array(bins.length).fill(hessian) };
}

const score = (gradient: number, hessian: number, l2: number): number => gradient ** 2 / (hessian + l2);

describe("a split into two sets of levels", () => {
  it("gains most of all sets, where nothing is smoothed and all levels are large", () => {
    const sizes = fc.array(fc.integer({ min: 100, max: 130 }), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), sizes, (seed, large) => {
        const data = rowsOf(seed, [0, ...large]);
        const rules = { ...plainRules, leaves: 2, catSmooth: 0, catRows: 0, catL2: 0, maxCatOnehot: 1 };
        const { forest } = growOn(data, rules);
        const rows = [...data.gradient.keys()];
        const byLevel = large.map((_, k) =>
          sumsOf(
            data,
            rows.filter((row) => data.columns[0]!.bins[row] === k + 1),
          ),
        );
        const all = sumsOf(data, rows);
        let best = 0;
        for (let set = 1; set < 2 ** large.length - 1; set++) {
          const inside = byLevel.filter((_, k) => ((set >> k) & 1) === 1);
          const g = inside.reduce((sum, { gradient }) => sum + gradient, 0);
          const h = inside.reduce((sum, { hessian }) => sum + hessian, 0);
          const sides = score(g, h, 0) + score(all.gradient - g, all.hessian - h, 0);
          best = Math.max(best, sides - score(all.gradient, all.hessian, 0));
        }
        expect(Math.abs((forest.gain[0] ?? 0) - best)).toBeLessThan(tolerance);
      }),
    );
  });

  it("takes each level against the rest where there are few", () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), sizes, fc.constantFrom(0, 1, 5), (seed, small, l2) => {
        fc.pre(small.reduce((sum, size) => sum + size, 0) > 0);
        const data = rowsOf(seed, small);
        const { forest } = growOn(data, { ...plainRules, leaves: 2, l2, maxCatOnehot: 8 });
        const rows = [...data.gradient.keys()];
        const all = sumsOf(data, rows);
        const gains = small.map((size, bin) => {
          const { gradient: g, hessian: h } = sumsOf(
            data,
            rows.filter((row) => data.columns[0]!.bins[row] === bin),
          );
          if (size === 0 || size === rows.length) return 0;
          const sides = score(g, h, l2) + score(all.gradient - g, all.hessian - h, l2);
          return sides - score(all.gradient, all.hessian, l2);
        });
        expect(Math.abs((forest.gain[0] ?? 0) - Math.max(0, ...gains))).toBeLessThan(tolerance);
      }),
    );
  });

  const rules = fc.record({
    catSmooth: fc.constantFrom(0, 1, 10, 100),
    catRows: fc.constantFrom(0, 10, 40),
    catL2: fc.constantFrom(0, 10),
    maxCatThreshold: fc.integer({ min: 1, max: 12 }),
    maxCatOnehot: fc.constantFrom(1, 4),
    minLeaf: fc.constantFrom(1, 20, 150),
    minHessian: fc.constantFrom(0, 30),
    l1: fc.constantFrom(0, 2),
    l2: fc.constantFrom(0, 1),
    maxStep: fc.constantFrom(0, 0, 0.2),
    leaves: fc.integer({ min: 2, max: 5 }),
  });
  const sizes = fc.array(fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 90, max: 130 })), {
    minLength: 5,
    maxLength: 16,
  });

  it("is the best of those that LightGBM's rules look at", () => {
    let sets = 0;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), sizes, rules, (seed, drawn, changed) => {
        fc.pre(drawn.reduce((sum, size) => sum + size, 0) > 0);
        const data = rowsOf(seed, drawn);
        const growth: PlainGrowth = { data, rules: { ...plainRules, ...changed }, direction: free };
        const { forest } = growOn(data, growth.rules);
        const canSplit = (count: number): boolean => count >= 2 * growth.rules.minLeaf;
        const leaves = replay(growth, forest, (node, open) => {
          const gains = [...open.values()]
            .filter(({ rows }) => canSplit(rows.length))
            .flatMap((leaf) => splitsOf(growth, leaf).map(({ gain }) => gain));
          expect(Math.abs(forest.gain[node]! - Math.max(...gains))).toBeLessThan(tolerance);
          const { left } = splitAt(growth, forest, node);
          const same = splitsOf(growth, open.get(node)!).filter((split) => split.left === left);
          expect(Math.abs(same[0]!.gain - forest.gain[node]!)).toBeLessThan(tolerance);
          sets++;
        });
        if (leaves.length === growth.rules.leaves) return;
        for (const leaf of leaves.filter(({ rows }) => canSplit(rows.length)))
          for (const { gain } of splitsOf(growth, leaf)) expect(gain).toBeLessThan(tolerance);
      }),
      { numRuns: 300 },
    );
    expect(sets).toBeGreaterThan(100);
  });

  it("counts rows as they are, whatever all their hessians are", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.array(fc.constantFrom(9, 10, 11, 50, 100, 101), { minLength: 4, maxLength: 12 }),
        // Sums of these are exact, what is divided by them is not.
        fc.integer({ min: 64, max: 16_384 }).map((part) => part / 65_536),
        (seed, drawn, hessian) => {
          const changed = { ...plainRules, leaves: 2, catSmooth: 0, catL2: 0, maxCatOnehot: 1 };
          const one = rowsOf(seed, [0, ...drawn]);
          const scaled = { ...one, hessian: one.hessian.map(() => hessian) };
          const growth: PlainGrowth = { data: one, rules: changed, direction: free };
          const best = Math.max(0, ...splitsOf(growth, rootOf(growth)).map(({ gain }) => gain));
          const gain = growOn(scaled, changed).forest.gain[0] ?? 0;
          expect(Math.abs(gain * hessian - best)).toBeLessThan(1e-6 * (1 + best));
        },
      ),
      { numRuns: 300 },
    );
  });
});
