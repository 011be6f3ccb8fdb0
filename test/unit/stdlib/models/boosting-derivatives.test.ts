// Derivatives of all losses against their formulas.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { numbersAt, openKernels } from "../../../../runtime/kernels/kernels.ts";
import { createThreadBudget } from "../../../../runtime/kernels/thread-budget.ts";
import { derive, placeScores } from "../../../../stdlib/models/gradient-boosting/derivatives.ts";
import { createObjective, type ObjectiveName } from "../../../../stdlib/models/gradient-boosting/objectives.ts";
import { createSequence } from "../../../reference/sequence.ts";

const kernels = openKernels();
const CLASSES = 3;
const options = { quantile: 0.3, huberDelta: 0.7 };

/** Derivatives of a row by each of its scores: gradient, hessian, and the exponential in them whose last digits may differ. */
type Derived = readonly (readonly [gradient: number, hessian: number, size: number])[];

const byOne =
  (of: (score: number, label: number) => readonly [number, number, number]) =>
  ([score = 0]: readonly number[], label: number): Derived => [of(score, label)];

const formulas: Record<ObjectiveName, (scores: readonly number[], label: number) => Derived> = {
  squared: byOne((score, label) => [score - label, 1, 0]),
  absolute: byOne((score, label) => [score >= label ? 1 : -1, 1, 0]),
  quantile: byOne((score, label) => [score >= label ? 1 - options.quantile : -options.quantile, 1, 0]),
  huber: byOne((score, label) => [Math.max(-0.7, Math.min(0.7, score - label)), 1, 0]),
  poisson: byOne((score, label) => {
    const rate = Math.exp(score);
    return [rate - label, rate * Math.exp(0.7), rate];
  }),
  logistic: byOne((score, label) => {
    const probability = 1 / (1 + Math.exp(-score));
    return [probability - label, probability * (1 - probability), probability];
  }),
  softmax: (scores, label) => {
    const top = Math.max(...scores);
    const sum = scores.reduce((all, score) => all + Math.exp(score - top), 0);
    return scores.map((score, k) => {
      const probability = Math.exp(score - top) / sum;
      return [probability - (label === k ? 1 : 0), (3 / 2) * probability * (1 - probability), probability];
    });
  },
};
const names = Object.keys(formulas) as ObjectiveName[];

interface Given {
  readonly name: ObjectiveName;
  /** Output by output. */
  readonly scores: Float64Array;
  readonly label: Float64Array;
  readonly weight: Float64Array | null;
}

function derivedBy({ name, scores, label, weight }: Given, threads: number) {
  const objective = createObjective(name, CLASSES, options);
  const mark = kernels.mark();
  kernels.setBudget(createThreadBudget(threads));
  const places = placeScores(kernels, label, weight, objective, new Float64Array(objective.outputs));
  numbersAt(kernels, places.scores, scores.length).set(scores);
  derive(kernels, places);
  const gradient = numbersAt(kernels, places.gradients, scores.length).slice();
  const hessian = numbersAt(kernels, places.hessians, scores.length).slice();
  kernels.setBudget(null);
  kernels.release(mark);
  return { gradient, hessian };
}

function draw(name: ObjectiveName, rows: number, weighted: boolean, seed: number, spread: number): Given {
  const { uniform, uniforms } = createSequence(seed);
  const outputs = name === "softmax" ? CLASSES : 1;
  // Scores that equal their label are on one side of a quantile.
  const label = uniforms(rows).map((u) => Math.floor(name === "logistic" ? 2 * u : CLASSES * u));
  const scores = uniforms(rows * outputs).map((u, i) => (uniform() < 0.1 ? label[i % rows]! : spread * (u - 0.5)));
  return { name, scores, label, weight: weighted ? uniforms(rows).map((u) => (u < 0.2 ? 0 : 3 * u)) : null };
}

describe.each(names)("derivatives of %s", (name) => {
  const setup = fc.record({
    rows: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 2040, max: 2060 }), fc.constant(4097)),
    weighted: fc.boolean(),
    seed: fc.integer({ min: 1, max: 1e6 }),
    spread: fc.constantFrom(1, 20, 300, 1400),
  });

  const isExact = !["poisson", "logistic", "softmax"].includes(name);
  const hessianPerSize = name === "poisson" ? Math.exp(0.7) : name === "softmax" ? 3 / 2 : 1;

  it("are the formula", () => {
    fc.assert(
      fc.property(setup, ({ rows, weighted, seed, spread }) => {
        const given = draw(name, rows, weighted, seed, spread);
        const { gradient, hessian } = derivedBy(given, 1);
        let worst = 0;
        for (let row = 0; row < rows; row++) {
          const scores = Array.from({ length: gradient.length / rows }, (_, k) => given.scores[k * rows + row]!);
          const weight = given.weight === null ? 1 : given.weight[row]!;
          for (const [k, [first, second, size]] of formulas[name](scores, given.label[row]!).entries()) {
            const at = k * rows + row;
            const errors = [gradient[at]! - first * weight, hessian[at]! - second * weight];
            // A difference is rounded to digits of its own. An exponential below the smallest normal number is as good as none.
            const sizes = [size + Math.abs(first), hessianPerSize * size];
            for (const [i, error] of errors.entries()) {
              worst = Math.max(worst, Math.abs(error) / (isExact ? 1 : sizes[i]! * weight + 1e-290));
            }
          }
        }
        // Eight times the distance of two numbers.
        expect(worst).toBeLessThanOrEqual(isExact ? 0 : 8 * Number.EPSILON);
      }),
    );
  });

  it("are the same for any number of threads", () => {
    const given = draw(name, 30_001, true, 5, 20);
    expect(derivedBy(given, 3)).toEqual(derivedBy(given, 1));
  });

  it("are no number, or infinite, where a score is", () => {
    const outputs = name === "softmax" ? CLASSES : 1;
    const scores = new Float64Array(2 * outputs).fill(name === "poisson" ? 800 : Number.NaN);
    const { gradient } = derivedBy({ name, scores, label: Float64Array.of(1, 0), weight: null }, 1);
    // Derivatives of a quantile are bounded whatever the score is.
    expect(gradient.some(Number.isFinite)).toBe(name === "absolute" || name === "quantile");
  });
});
