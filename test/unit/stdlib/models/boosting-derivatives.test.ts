// Derivatives of all losses against their formulas, and leaves that take a quantile of their residuals against its definition.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { numbersAt, openKernels } from "../../../../runtime/kernels/kernels.ts";
import {
  GROW_LEAVES,
  LEAF_BYTES,
  LEAF_COUNT,
  LEAF_START,
  LEAF_VALUE,
  ORDER,
} from "../../../../runtime/kernels/memory-map.ts";
import { createThreadBudget } from "../../../../runtime/kernels/thread-budget.ts";
import { weightedQuantile } from "../../../../runtime/numeric/statistics.ts";
import { derive, placeScores, renewLeaves } from "../../../../stdlib/models/gradient-boosting/derivatives.ts";
import { createObjective, type ObjectiveName } from "../../../../stdlib/models/gradient-boosting/objectives.ts";
import { createSequence } from "../../../reference/sequence.ts";

const kernels = openKernels();
const CLASSES = 3;
const options = { quantile: 0.3, huberDelta: 0.7, softmaxCurvature: 3 / 2 };

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

/** Rows in some order, cut into leaves. */
interface Leaves {
  readonly label: Float64Array;
  readonly scores: Float64Array;
  readonly weight: Float64Array | null;
  readonly order: Int32Array;
  /** Where leaves end; empty ones end where they begin. */
  readonly ends: readonly number[];
}

function renewed({ label, scores, weight, order, ends }: Leaves, level: number, threads: number): Float64Array {
  const mark = kernels.mark();
  kernels.setBudget(createThreadBudget(threads));
  const objective = createObjective("quantile", 0, { ...options, quantile: level });
  const places = placeScores(kernels, label, weight, objective, Float64Array.of(0));
  const [at, leaves] = [kernels.allocate(4 * order.length), kernels.allocate(LEAF_BYTES * ends.length)] as const;
  numbersAt(kernels, places.scores, scores.length).set(scores);
  const { words, numbers } = kernels;
  words.set(order, at >>> 2);
  words[ORDER >>> 2] = at;
  words[GROW_LEAVES >>> 2] = leaves;
  ends.forEach((end, k) => {
    const start = k === 0 ? 0 : ends[k - 1]!;
    words[(leaves + k * LEAF_BYTES + LEAF_START) >>> 2] = start;
    words[(leaves + k * LEAF_BYTES + LEAF_COUNT) >>> 2] = end - start;
  });
  renewLeaves(kernels, places, ends.length, order.length);
  const values = Float64Array.from(ends, (_, k) => numbers[(leaves + k * LEAF_BYTES + LEAF_VALUE) >>> 3]!);
  kernels.setBudget(null);
  kernels.release(mark);
  return values;
}

/** By the definition; a leaf without rows that count says nothing. */
const plainValues = ({ label, scores, weight, order, ends }: Leaves, level: number): Float64Array =>
  Float64Array.from(ends, (end, k) => {
    const rows = order.subarray(k === 0 ? 0 : ends[k - 1]!, end);
    const weights = weight === null ? null : Float64Array.from(rows, (row) => weight[row]!);
    if (rows.length === 0 || weights?.every((own) => own === 0) === true) return 0;
    return weightedQuantile(
      Float64Array.from(rows, (row) => label[row]! - scores[row]!),
      weights,
      level,
    );
  });

function drawLeaves(seed: number, rows: number, kind: string, weighted: string): Leaves {
  const { uniform, uniforms } = createSequence(seed);
  const order = Int32Array.from({ length: rows }, (_, row) => row).filter(() => uniform() < 0.9);
  const ends = Array.from({ length: 1 + Math.floor(5 * uniform()) }, () => Math.floor(order.length * uniform()));
  const drawn = uniforms(rows);
  const shapes: Readonly<Record<string, (u: number, i: number) => number>> = {
    spread: (u) => 1000 * (u - 0.5),
    ties: (u) => Math.floor(4 * u) - 2,
    zeros: (u) => (u < 0.4 ? -0 : u < 0.8 ? 0 : u - 0.9),
    rising: (_, i) => i,
    tent: (_, i) => -Math.abs(i - rows / 2),
    wild: (u) => (u < 0.1 ? Number.NEGATIVE_INFINITY : u > 0.9 ? Number.POSITIVE_INFINITY : (u - 0.5) * 1e300),
  };
  return {
    label: drawn.map(shapes[kind]!),
    scores: kind === "spread" ? uniforms(rows) : new Float64Array(rows),
    weight: weighted === "none" ? null : uniforms(rows).map((u) => (weighted === "whole" ? Math.floor(3 * u) : u)),
    order,
    ends: [...ends.sort((a, b) => a - b), order.length],
  };
}

describe("leaves that take a quantile of their residuals", () => {
  it("are the definition, bit by bit", () => {
    const setup = fc.record({
      seed: fc.integer({ min: 1, max: 1e6 }),
      rows: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 4000 })),
      kind: fc.constantFrom("spread", "ties", "zeros", "rising", "tent", "wild"),
      weighted: fc.constantFrom("none", "whole", "any"),
      level: fc.constantFrom(0.5, 0.9, 0.25, 0.01, 0.999, 1 / 3),
    });
    fc.assert(
      fc.property(setup, ({ seed, rows, kind, weighted, level }) => {
        const leaves = drawLeaves(seed, rows, kind, weighted);
        expect(renewed(leaves, level, 1)).toEqual(plainValues(leaves, level));
      }),
      { numRuns: 1000 },
    );
  });

  it.each(["none", "any"])("are the same for any number of threads, weights: %s", (weighted) => {
    const leaves = drawLeaves(3, 60_000, "spread", weighted);
    expect(renewed(leaves, 0.5, 3)).toEqual(renewed(leaves, 0.5, 1));
  });
});
