// Leaves of the first tree of a fit against the formula of their values, from the rows that prediction sends there.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createThreadBudget } from "../../../../runtime/kernels/thread-budget.ts";
import { createRandom } from "../../../../runtime/numeric/random.ts";
import { gradientBoosting } from "../../../../stdlib/models/gradient-boosting/gradient-boosting.decl.ts";
import { gradientBoostingImplementation as boosting } from "../../../../stdlib/models/gradient-boosting/gradient-boosting.impl.ts";
import { addTree, rawInputs } from "../../../../stdlib/models/trees/forest.ts";
import { levels, numbers } from "../../../reference/columns.ts";
import { parametersOf } from "../../../reference/default-parameters.ts";
import { createSequence } from "../../../reference/sequence.ts";

const shape = fc.record({
  seed: fc.integer({ min: 1, max: 1e6 }),
  rows: fc.integer({ min: 5, max: 200 }),
  missing: fc.constantFrom(0, 0.3),
  isWeighted: fc.boolean(),
});
const params = fc.record({
  growth: fc.constantFrom("leafwise" as const, "depthwise" as const, "symmetric" as const),
  learning_rate: fc.constantFrom(0.1, 1),
  leaves: fc.integer({ min: 2, max: 16 }),
  max_depth: fc.constantFrom(-1, 3),
  min_leaf: fc.integer({ min: 1, max: 10 }),
  min_hessian: fc.constantFrom(0, 4),
  l1: fc.constantFrom(0, 1, 10),
  l2: fc.constantFrom(0, 2),
  max_step: fc.constantFrom(0, 0, 0.4),
  max_bin: fc.constantFrom(5, 255),
});

describe("a fit of one tree", () => {
  it("gives each leaf the value of its rows, and counts them", () => {
    fc.assert(
      fc.property(shape, params, ({ seed, rows, missing, isWeighted }, changed) => {
        const s = createSequence(seed);
        const column = (name: string) =>
          numbers(
            name,
            Array.from({ length: rows }, () => (s.uniform() < missing ? null : Math.floor(40 * s.uniform()))),
          );
        const names = Array.from({ length: rows }, () => ["x", "y", "z", null][Math.floor(4 * s.uniform())]!);
        // Few levels: each against the rest, without an extra penalty. Symmetric trees take statistics, which leave a row's own
        // label out: prediction does not send it where training did.
        const withLevels = changed.growth === "symmetric" ? [] : [levels("level", names)];
        const features = [column("a"), column("b"), ...withLevels];
        const label = Float64Array.from({ length: rows }, (_, i) => 4 * s.uniform() + (names[i] === "y" ? 2 : 0));
        const weight = isWeighted ? Float64Array.from(label, () => 0.2 + 3 * s.uniform()) : null;
        const given = parametersOf(gradientBoosting.params, { ...changed, rounds: 1, max_cat_onehot: 10 });
        const { state } = boosting.fit({ rows, features, label, classes: null, weight }, given, {
          task: "regress",
          random: createRandom(3),
          validate: null,
          patience: null,
          threads: createThreadBudget(1),
        });
        const { forest, mappers, start } = state;
        const leafOf = new Float64Array(rows);
        const numbered = { ...forest, leaves: forest.leaves.map((_, leaf) => leaf) };
        addTree(numbered, 0, rawInputs(features, mappers), rows, leafOf, 0);
        expect(forest.leafRows.reduce((sum, count) => sum + count, 0)).toBe(rows);
        const total = (of: (row: number) => number): number => label.reduce((sum, _, row) => sum + of(row), 0);
        const all = {
          gradient: total((row) => (weight?.[row] ?? 1) * Math.abs(start[0]! - label[row]!)),
          hessian: total((row) => weight?.[row] ?? 1),
        };
        const isSymmetric = changed.growth === "symmetric";
        if (!isSymmetric) expect(forest.leaves.length).toBeLessThanOrEqual(changed.leaves);
        forest.leaves.forEach((value, leaf) => {
          const own = [...leafOf.keys()].filter((row) => leafOf[row] === leaf);
          expect(forest.leafRows[leaf]).toBe(own.length);
          const sum = (of: (row: number) => number): number => own.reduce((total, row) => total + of(row), 0);
          const hessian = sum((row) => weight?.[row] ?? 1);
          const gradient = sum((row) => (weight?.[row] ?? 1) * (start[0]! - label[row]!));
          const shrunk = Math.sign(gradient) * Math.max(0, Math.abs(gradient) - changed.l1);
          const most = changed.max_step > 0 ? changed.max_step : Number.POSITIVE_INFINITY;
          const weightOfStep = hessian + changed.l2;
          const step = weightOfStep > 0 ? Math.max(-most, Math.min(most, -shrunk / weightOfStep)) : 0;
          // Each derivative is rounded to 2^-30 of their sum; a row weighs 0.2 at least.
          const error = 5 * 2 ** -30 * (all.gradient + all.hessian * Math.abs(step));
          const least = Math.max(changed.min_hessian, ((changed.min_leaf - 0.5) * all.hessian) / rows);
          // Symmetric trees cut all leaves, those too that gain nothing by it: a side that is too small keeps the value of its leaf,
          // and so do those that come from it, also without rows.
          if (isSymmetric && hessian < least + 2 ** -30 * all.hessian * own.length) return;
          expect(Math.abs(value - changed.learning_rate * step)).toBeLessThan(error);
          if (isSymmetric || forest.leaves.length === 1) return;
          expect(hessian).toBeGreaterThanOrEqual(changed.min_hessian - 2 ** -30 * all.hessian * own.length);
          if (weight === null) expect(own.length).toBeGreaterThanOrEqual(changed.min_leaf);
        });
      }),
      { numRuns: 300 },
    );
  });
});
