import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TrialRecord } from "../../../../runtime/component.ts";
import { createRandom } from "../../../../runtime/numeric/random.ts";
import { isActive } from "../../../../runtime/search/space.ts";
import type { Assignment, Distribution, SearchSpace } from "../../../../specs/search.ts";
import { gridImplementation, gridPoint } from "../../../../stdlib/search/grid/grid.impl.ts";
import { randomImplementation } from "../../../../stdlib/search/random/random.impl.ts";
import { tpeImplementation } from "../../../../stdlib/search/tpe/tpe.impl.ts";

const TPE = { startup_trials: 10, candidates: 24 };

type Suggest = (history: readonly TrialRecord[], trial: number, seed: number) => Assignment;

function bestAfter(trials: number, seed: number, suggest: Suggest, objective: (a: Assignment) => number): number {
  const history: TrialRecord[] = [];
  for (let number = 0; number < trials; number++) {
    const assignment = suggest(history, number, seed);
    const value = objective(assignment);
    history.push({ number, assignment, scores: [value], value, state: "complete" });
  }
  return Math.min(...history.map((trial) => trial.value!));
}

const float = (low: number, high: number, log = false): Distribution => ({ kind: "float", low, high, step: null, log });

const braninSpace: SearchSpace = [
  { path: "x", distribution: float(-5, 10), when: null },
  { path: "y", distribution: float(0, 15), when: null },
];

/** Branin (1972); minimum 0.397887. */
function branin({ x, y }: Assignment): number {
  const [a, b] = [Number(x), Number(y)];
  const inner = b - (5.1 / (4 * Math.PI ** 2)) * a * a + (5 / Math.PI) * a - 6;
  return inner * inner + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(a) + 10;
}

const context = (trial: number, seed: number) => ({
  random: createRandom(seed, `trial ${trial}`),
  direction: "minimize" as const,
  trial,
});

describe("tpe", () => {
  it("beats random search on Branin, on the median over seeds", () => {
    const seeds = Array.from({ length: 15 }, (_, seed) => seed);
    const tpe = seeds.map((seed) =>
      bestAfter(
        60,
        seed,
        (h, n, s) => tpeImplementation.suggest(braninSpace, h, [], TPE as never, context(n, s))!,
        branin,
      ),
    );
    const random = seeds.map((seed) =>
      bestAfter(
        60,
        seed,
        (h, n, s) => randomImplementation.suggest(braninSpace, h, [], {} as never, context(n, s))!,
        branin,
      ),
    );
    const median = (values: number[]): number => values.sort((a, b) => a - b)[7]!;
    expect(median(tpe) - 0.397887).toBeLessThan(0.5 * (median(random) - 0.397887));
  });

  it("finds the good option and the good branch of a conditional space", () => {
    const space: SearchSpace = [
      { path: "kind", distribution: { kind: "choice", options: ["a", "b", "c"] }, when: null },
      {
        path: "depth",
        distribution: { kind: "int", low: 1, high: 50, step: 1, log: false },
        when: { kind: "compare", parameter: "kind", operator: "==", value: "b" },
      },
    ];
    const objective = ({ kind, depth }: Assignment): number => (kind === "b" ? Math.abs(Number(depth) - 33) : 40);
    const best = [1, 2, 3, 4, 5].map((seed) =>
      bestAfter(
        60,
        seed,
        (h, n, s) => tpeImplementation.suggest(space, h, [], TPE as never, context(n, s))!,
        objective,
      ),
    );
    expect(best.filter((value) => value <= 1).length).toBeGreaterThanOrEqual(4);
  });
});

const distribution: fc.Arbitrary<Distribution> = fc.oneof(
  fc
    .tuple(
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 0, max: 30 }),
      fc.integer({ min: 1, max: 4 }),
      fc.boolean(),
    )
    .map(
      ([low, width, step, log]): Distribution => ({ kind: "int", low, high: low + width, step: log ? 1 : step, log }),
    ),
  fc
    .tuple(fc.double({ min: 0.001, max: 5, noNaN: true }), fc.double({ min: 0.01, max: 9, noNaN: true }), fc.boolean())
    .map(([low, width, log]): Distribution => ({ kind: "float", low, high: low + width, step: null, log })),
  fc
    .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
    .map(([low, count]): Distribution => ({ kind: "float", low, high: low + count * 0.25, step: 0.25, log: false })),
  fc.array(fc.string(), { minLength: 1, maxLength: 4 }).map((options): Distribution => ({ kind: "choice", options })),
);

const spaces: fc.Arbitrary<SearchSpace> = fc.array(distribution, { minLength: 1, maxLength: 4 }).map((list) =>
  list.map((own, i) => ({
    path: `p${i}`,
    distribution: own,
    when: i === 3 ? { kind: "compare", parameter: "p0", operator: "<=", value: 10 } : null,
  })),
);

const fits = (own: Distribution, value: unknown): boolean => {
  if (own.kind === "choice") return own.options.some((option) => option === value);
  if (typeof value !== "number" || value < own.low || value > own.high) return false;
  if (own.kind === "int") return Number.isInteger(value) && (value - own.low) % own.step === 0;
  return own.step === null || Math.abs(Math.round((value - own.low) / own.step) - (value - own.low) / own.step) < 1e-9;
};

describe("every sampler", () => {
  it.each([
    ["random", randomImplementation, {}],
    ["tpe", tpeImplementation, TPE],
    ["grid", gridImplementation, { points: 3 }],
  ] as const)(
    "%s stays inside the space, sets active parameters only, and repeats with its seed",
    (_, sampler, params) => {
      fc.assert(
        fc.property(spaces, fc.integer({ min: 0, max: 1000 }), (space, seed) => {
          const history: TrialRecord[] = [];
          for (let number = 0; number < 24; number++) {
            const pending = history.slice(-2).map((trial) => trial.assignment);
            const suggest = () => sampler.suggest(space, history, pending, params as never, context(number, seed));
            const assignment = suggest();
            expect(suggest()).toEqual(assignment);
            if (assignment === null) return;
            for (const parameter of space) {
              const value = assignment[parameter.path];
              expect(value !== undefined).toBe(isActive(parameter, space, assignment));
              if (value !== undefined) expect(fits(parameter.distribution, value)).toBe(true);
            }
            const pruned = number % 5 === 4;
            const score = createRandom(seed, `score ${number}`).normal();
            history.push({
              number,
              assignment,
              scores: [score],
              value: pruned ? null : score,
              state: pruned ? "pruned" : "complete",
            });
          }
        }),
        { numRuns: 40 },
      );
    },
  );
});

describe("grid", () => {
  const space: SearchSpace = [
    { path: "kind", distribution: { kind: "choice", options: ["a", "b"] }, when: null },
    {
      path: "n",
      distribution: { kind: "int", low: 1, high: 5, step: 2, log: false },
      when: { kind: "compare", parameter: "kind", operator: "==", value: "b" },
    },
  ];
  it("walks every combination once and ends", () => {
    const points = [0, 1, 2, 3, 4].map((index) => gridPoint(space, null, index));
    expect(points).toEqual([{ kind: "a" }, { kind: "b", n: 1 }, { kind: "b", n: 3 }, { kind: "b", n: 5 }, null]);
  });
  it("asks for steps or points of a continuous range", () => {
    const open: SearchSpace = [{ path: "x", distribution: float(1, 100, true), when: null }];
    expect(() => gridPoint(open, null, 0)).toThrow(/continuous/);
    expect([0, 1, 2].map((i) => Number(gridPoint(open, 3, i)?.x).toFixed(6))).toEqual([
      "1.000000",
      "10.000000",
      "100.000000",
    ]);
  });
});
