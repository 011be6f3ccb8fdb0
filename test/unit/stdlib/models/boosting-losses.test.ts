// The loss of validation rows against the formula.
import fc from "fast-check";
import { expect, it } from "vitest";
import { numbersAt, openKernels } from "../../../../runtime/kernels/kernels.ts";
import { createThreadBudget } from "../../../../runtime/kernels/thread-budget.ts";
import { createObjective } from "../../../../stdlib/models/gradient-boosting/objectives.ts";
import { lossOf } from "../../../../stdlib/models/gradient-boosting/watched-loss.ts";
import { createSequence } from "../../../reference/sequence.ts";

const kernels = openKernels();
const CLASSES = 4;

const logSumExp = (scores: readonly number[]): number => {
  const top = Math.max(...scores);
  return top + Math.log(scores.reduce((sum, score) => sum + Math.exp(score - top), 0));
};

const formulas = {
  squared: ([score = 0]: readonly number[], y: number) => (score - y) ** 2,
  absolute: ([score = 0]: readonly number[], y: number) => Math.abs(score - y),
  quantile: ([score = 0]: readonly number[], y: number) => (score >= y ? 0.7 * (score - y) : 0.3 * (y - score)),
  huber: ([score = 0]: readonly number[], y: number) => {
    const error = Math.abs(score - y);
    return error <= 0.7 ? error ** 2 / 2 : 0.7 * (error - 0.35);
  },
  poisson: ([score = 0]: readonly number[], y: number) => Math.exp(score) - y * score,
  logistic: ([score = 0]: readonly number[], y: number) => logSumExp([0, score]) - y * score,
  softmax: (scores: readonly number[], y: number) => logSumExp(scores) - scores[y]!,
};
const names = Object.keys(formulas) as (keyof typeof formulas)[];

function draw(name: keyof typeof formulas, rows: number, weighted: boolean, seed: number, spread: number) {
  const { uniforms } = createSequence(seed);
  const outputs = name === "softmax" ? CLASSES : 1;
  const label = uniforms(rows).map((u) => Math.floor(name === "logistic" ? 2 * u : CLASSES * u));
  const scores = uniforms(rows * outputs).map((u) => spread * (u - 0.5));
  return { label, scores, weight: weighted ? uniforms(rows) : null };
}

function lossBy(
  name: keyof typeof formulas,
  { label, scores, weight }: ReturnType<typeof draw>,
  threads: number,
): number {
  const mark = kernels.mark();
  kernels.setBudget(createThreadBudget(threads));
  const at = kernels.allocate(8 * scores.length);
  const loss = lossOf(
    kernels,
    at,
    label,
    weight,
    createObjective(name, CLASSES, { quantile: 0.3, huberDelta: 0.7, softmaxCurvature: 2 }),
  );
  numbersAt(kernels, at, scores.length).set(scores);
  const sum = loss();
  kernels.setBudget(null);
  kernels.release(mark);
  return sum;
}

it.each(names)("is that of %s", (name) => {
  const setup = fc.record({
    rows: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 2046, max: 2050 }), fc.constant(4097)),
    weighted: fc.boolean(),
    seed: fc.integer({ min: 1, max: 1e6 }),
    spread: fc.constantFrom(1, 20, 300),
  });
  fc.assert(
    fc.property(setup, ({ rows, weighted, seed, spread }) => {
      const given = draw(name, rows, weighted, seed, spread);
      let sum = 0;
      // Terms may cancel: a sum is as exact as its terms are large.
      let size = 0;
      for (let row = 0; row < rows; row++) {
        const scores = Array.from({ length: given.scores.length / rows }, (_, k) => given.scores[k * rows + row]!);
        const weight = given.weight === null ? 1 : given.weight[row]!;
        sum += weight * formulas[name](scores, given.label[row]!);
        size +=
          weight * (Math.abs(formulas[name](scores, given.label[row]!)) + CLASSES * Math.max(...scores.map(Math.abs)));
      }
      expect(Math.abs(lossBy(name, given, 1) - sum)).toBeLessThanOrEqual(1e-14 * size);
    }),
  );
});

it.each(names)("is the same for any number of threads: %s", (name) => {
  const given = draw(name, 30_001, true, 7, 20);
  expect(lossBy(name, given, 3)).toBe(lossBy(name, given, 1));
});

it.each(["poisson", "logistic", "softmax"] as const)("is no number where a score of %s is none", (name) => {
  const given = { label: Float64Array.of(1), scores: new Float64Array(CLASSES).fill(Number.NaN), weight: null };
  const one = { ...given, scores: given.scores.slice(0, name === "softmax" ? CLASSES : 1) };
  expect(lossBy(name, one, 1)).toBeNaN();
  if (name === "softmax") expect(lossBy(name, { ...given, scores: Float64Array.of(0, 1, Number.NaN, 2) }, 1)).toBeNaN();
});
