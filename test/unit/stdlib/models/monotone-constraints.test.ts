// Predictions rise and fall as they must, for any values of the other features, whatever the rows, the growth and the loss.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FitContext, TabularData } from "../../../../runtime/component.ts";
import type { FrameColumn } from "../../../../runtime/frame/frame.ts";
import { createThreadBudget } from "../../../../runtime/kernels/thread-budget.ts";
import { createRandom } from "../../../../runtime/numeric/random.ts";
import {
  type GradientBoostingParams,
  gradientBoosting,
} from "../../../../stdlib/models/gradient-boosting/gradient-boosting.decl.ts";
import { gradientBoostingImplementation as boosting } from "../../../../stdlib/models/gradient-boosting/gradient-boosting.impl.ts";
import { largestDifference, levels, numbers } from "../../../reference/columns.ts";
import { parametersOf } from "../../../reference/default-parameters.ts";
import { createSequence, type Sequence } from "../../../reference/sequence.ts";

const set = (changed: Partial<GradientBoostingParams>): GradientBoostingParams =>
  parametersOf(gradientBoosting.params, changed);
const growth = fc.constantFrom("leafwise" as const, "depthwise" as const, "symmetric" as const);

const contextOf = (isClasses: boolean): FitContext => ({
  task: isClasses ? "classify" : "regress",
  random: createRandom(3),
  validate: null,
  patience: null,
  threads: createThreadBudget(1),
});

/** What rises with scores: values, or the probability of the second class. */
function fitted(data: TabularData, params: GradientBoostingParams): (features: readonly FrameColumn[]) => Float64Array {
  const { state } = boosting.fit(data, params, contextOf(data.classes !== null));
  return (features) => {
    const [first] = features;
    const rows = first?.kind === "number" ? first.values.length : 0;
    const prediction = boosting.predict(features, rows, state, params);
    if (prediction.kind === "values") return prediction.values;
    if (prediction.kind !== "probabilities") return new Float64Array(0);
    return prediction.probabilities.filter((_, i) => i % 2 === 1);
  };
}

const plainTable = (features: readonly FrameColumn[], label: Float64Array): TabularData => ({
  rows: label.length,
  features,
  label,
  classes: null,
  weight: null,
});

/** Coarse numbers, some of them missing. */
const draw = (s: Sequence, rows: number, missing: number): number[] =>
  Array.from({ length: rows }, () => (s.uniform() < missing ? Number.NaN : Math.round(20 * s.uniform()) / 20));
const drawLevels = (s: Sequence, rows: number): (string | null)[] =>
  Array.from({ length: rows }, () => ["x", "y", "z", null][Math.floor(4 * s.uniform())]!);

const labelsOf = (objective: string, scores: readonly number[]): Float64Array => {
  if (objective === "logistic") return Float64Array.from(scores, (score, i) => (i < 2 ? i : Number(score > 1)));
  if (objective === "poisson") return Float64Array.from(scores, (score) => Math.max(0, Math.round(3 * score)));
  return Float64Array.from(scores);
};

describe("monotone constraints", () => {
  const params = fc.record({
    growth,
    objective: fc.constantFrom("squared" as const, "huber" as const, "poisson" as const, "logistic" as const),
    rounds: fc.integer({ min: 1, max: 8 }),
    learning_rate: fc.constantFrom(0.1, 0.5, 1),
    leaves: fc.integer({ min: 2, max: 20 }),
    max_depth: fc.constantFrom(-1, 2, 4),
    min_leaf: fc.integer({ min: 1, max: 8 }),
    min_hessian: fc.constantFrom(0, 1e-3),
    l1: fc.constantFrom(0, 0.5),
    l2: fc.constantFrom(0, 1),
    max_step: fc.constantFrom(0, 0, 0.3),
    subsample: fc.constantFrom(1, 1, 0.6),
    categorical: fc.constantFrom("native" as const, "codes" as const, "ordered" as const),
    max_cat_onehot: fc.constantFrom(1, 4),
  });
  const shape = fc.record({
    seed: fc.integer({ min: 1, max: 1e6 }),
    rows: fc.integer({ min: 5, max: 150 }),
    missing: fc.tuple(fc.constantFrom(0, 0.2), fc.constantFrom(0, 0.2), fc.constantFrom(0, 0.2)),
    directions: fc.tuple(fc.constantFrom(-1, 1), fc.constantFrom(-1, 0, 1)),
    isWeighted: fc.boolean(),
  });

  it("hold for all rows, with missing values too, of one feature or of two", () => {
    fc.assert(
      fc.property(shape, params, ({ seed, rows, missing, directions, isWeighted }, changed) => {
        const s = createSequence(seed);
        const [a, b, free] = missing.map((share) => draw(s, rows, share)) as [number[], number[], number[]];
        const names = drawLevels(s, rows);
        const scores = a.map((value, i) => {
          const wave = Math.sin(9 * (value || 0)) + 2 * (b[i]! || 0.5) * (free[i]! || 0.2);
          return wave + (names[i] === "x" ? 1 : 0) + s.uniform();
        });
        const label = labelsOf(changed.objective, scores);
        const predict = fitted(
          {
            rows,
            features: [numbers("a", a), numbers("b", b), numbers("free", free), levels("level", names)],
            label,
            classes: changed.objective === "logistic" ? ["no", "yes"] : null,
            weight: isWeighted ? Float64Array.from(label, () => Math.floor(4 * s.uniform()) / 2 + 0.001) : null,
          },
          set({ ...changed, monotone: { a: directions[0], b: directions[1] } }),
        );
        const grid = [Number.NEGATIVE_INFINITY, ...Array.from({ length: 43 }, (_, i) => (i - 1) / 40), Infinity];
        for (let query = 0; query < 6; query++) {
          // Values that training had not, too, also missing ones.
          const others = [draw(s, 1, 0.4)[0]!, draw(s, 1, 0.4)[0]!] as const;
          const level = [...drawLevels(s, 1), "new"][query % 2]!;
          directions.forEach((direction, place) => {
            const column = (at: number): number[] => (at === place ? grid : grid.map(() => others[0]));
            const predicted = predict([
              numbers("a", column(0)),
              numbers("b", column(1)),
              numbers(
                "free",
                grid.map(() => others[1]),
              ),
              levels(
                "level",
                grid.map(() => level),
              ),
            ]);
            const wrong = predicted.findIndex((value, i) => i > 0 && direction * (value - predicted[i - 1]!) < 0);
            expect(wrong).toBe(-1);
            expect(predicted.every(Number.isFinite)).toBe(true);
          });
        }
      }),
      { numRuns: 500 },
    );
  });

  it("change nothing where all values lie in their order anyway", () => {
    const values = fc.array(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 8 })), {
      minLength: 2,
      maxLength: 80,
    });
    fc.assert(
      fc.property(values, growth, fc.constantFrom(-1, 1), (pairs, kind, direction) => {
        // Steps up the feature never go down.
        const x = pairs.map(([place]) => place).sort((p, q) => p - q);
        let height = 0;
        const risen = pairs.map(([, step], i) => {
          height += i > 0 && x[i] === x[i - 1] ? 0 : step;
          return direction * height;
        });
        const data = plainTable([numbers("x", x)], Float64Array.from(risen));
        const plain = { rounds: 1, learning_rate: 1, min_leaf: 1, growth: kind };
        // The middle between two leaves binds what grows below them; a stump has no such leaves, and symmetric trees no middles.
        const size = kind === "symmetric" ? { max_depth: 4 } : { leaves: 2 };
        const free = fitted(data, set({ ...plain, ...size }))(data.features);
        const bound = fitted(data, set({ ...plain, ...size, monotone: { x: direction } }))(data.features);
        // Derivatives are rounded to 2^-30 of their sum, so that equal values may come out in another order.
        const rounding = 1e-9 * pairs.length * (1 + height);
        if (kind === "symmetric") {
          expect(largestDifference(bound, free)).toBeLessThan(rounding);
          return;
        }
        // Of two cuts that gain the same, rounding says which one is taken: what is left of the squares is the same by either.
        const left = (predicted: ArrayLike<number>): number =>
          risen.reduce((sum, value, i) => sum + (value - predicted[i]!) ** 2, 0);
        expect(Math.abs(left(bound) - left(free))).toBeLessThan(rounding * pairs.length * (1 + height));
      }),
      { numRuns: 300 },
    );
  });
});
