// Small random rows and rules that trees are grown on. Derivatives are sixteenths, so that all sums of them are exact.
import fc from "fast-check";
import type { GrowRules } from "../../stdlib/models/trees/split.ts";
import { levelBins, numberBins, plainRules } from "./grown-tree.ts";
import type { PlainGrowth } from "./plain-splits.ts";
import { createSequence } from "./sequence.ts";

export const growthOf = (growth: GrowRules["growth"], isConstrained: boolean): fc.Arbitrary<PlainGrowth> => {
  const rules = fc.record({
    leaves: fc.integer({ min: 2, max: 12 }),
    maxDepth: fc.constantFrom(growth === "symmetric" ? 3 : -1, 1, 2, 4),
    minLeaf: fc.integer({ min: 1, max: 5 }),
    minHessian: fc.constantFrom(0, 0.5, 3),
    minGain: fc.constantFrom(0, 0, 0.75),
    l1: fc.constantFrom(0, 0, 0.5, 4),
    l2: fc.constantFrom(0, 0.5, 3),
    maxStep: fc.constantFrom(0, 0, 0.25, 1),
    maxCatOnehot: fc.constant(8),
  });
  const shape = fc.record({
    seed: fc.integer({ min: 1, max: 1e6 }),
    rows: fc.integer({ min: 5, max: 70 }),
    numbers: fc.integer({ min: 1, max: 4 }),
    categories: growth === "symmetric" ? fc.constant(0) : fc.integer({ min: 0, max: 2 }),
    bins: fc.integer({ min: 2, max: 8 }),
    missing: fc.constantFrom(0, 0.3),
    /** Share of rows that do not count; null: all count alike. */
    idle: fc.constantFrom(null, 0, 0.6),
  });
  return fc.tuple(shape, rules).map(([{ seed, rows, numbers, categories, bins, missing, idle }, changed]) => {
    const s = createSequence(seed);
    const columns = Array.from({ length: numbers + categories }, (_, f) => {
      const drawn = Uint8Array.from(s.uniforms(rows), (u) => Math.floor(bins * u));
      if (f >= numbers) return levelBins(`c${f}`, drawn, bins);
      const isMissing = s.uniforms(rows).map((u) => Number(u < missing));
      const withMissing = drawn.map((bin, row) => (isMissing[row] === 1 ? bins : bin));
      return missing === 0 ? numberBins(`x${f}`, drawn, bins) : numberBins(`x${f}`, withMissing, bins + 1, true);
    });
    const hessian = s.uniforms(rows).map((u) => (idle === null ? 1 : u < idle ? 0 : Math.floor(1 + 8 * u) / 4));
    const gradient = s.uniforms(rows).map((u, row) => ((Math.floor(17 * u) - 8) / 4) * hessian[row]!);
    const direction = Int32Array.from(columns, (_, f) =>
      isConstrained && f < numbers ? Math.floor(3 * s.uniform()) - 1 : 0,
    );
    return { data: { columns, gradient, hessian }, rules: { ...plainRules, ...changed, growth }, direction };
  });
};
