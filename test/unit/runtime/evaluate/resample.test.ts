import { describe, expect, it } from "vitest";
import {
  drawCounts,
  isEnough,
  percentileInterval,
  planResamples,
  type ResamplePlan,
  weightsOf,
} from "../../../../runtime/evaluate/resample.ts";
import { createRandom } from "../../../../runtime/numeric/random.ts";
import { allRows, categories, handMadeTask } from "../model/hand-made-task.ts";

const drawWeights = (plan: ResamplePlan, seed: number, label: string): Float64Array =>
  weightsOf(drawCounts(plan, seed, label), plan.groupOf);

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);

describe("resamples", () => {
  it("draw as many rows as there are", () => {
    const task = handMadeTask(new Array(50).fill(0), []);
    const plan = planResamples(task, allRows(task), null);
    expect(plan.unit).toBe("rows");
    for (let r = 0; r < 20; r++) expect(sum(drawWeights(plan, 1, `${r}`))).toBe(50);
  });
  it("in time draw unbroken blocks, of all series together", () => {
    const times = Array.from({ length: 60 }, (_, i) => i % 30);
    const task = handMadeTask(
      times,
      [],
      { kind: "forecast", horizon: 10, time: { column: "t", every: null } },
      { times: Float64Array.from(times) },
    );
    const plan = planResamples(task, allRows(task), null);
    expect(plan).toMatchObject({ unit: "blocks", block: 10, groups: 30 });
    const weights = drawWeights(plan, 1, "0");
    expect(sum(weights)).toBe(60);
    expect([...weights.subarray(0, 30)]).toEqual([...weights.subarray(30)]);
    // Three blocks of ten: at most six places where the weight changes around the circle.
    const changes = Array.from({ length: 30 }, (_, i) => (weights[i] === weights[(i + 1) % 30] ? 0 : 1));
    expect(changes.reduce<number>((a, b) => a + b, 0)).toBeLessThanOrEqual(6);
  });
  it("of a test no longer than the horizon still differ", () => {
    const times = Array.from({ length: 12 }, (_, i) => i);
    const spec = { kind: "forecast", horizon: 12, time: { column: "t", every: null } } as const;
    const task = handMadeTask(times, [], spec, { times: Float64Array.from(times) });
    const plan = planResamples(task, allRows(task), null);
    const draws = new Set(Array.from({ length: 20 }, (_, r) => drawWeights(plan, 1, `${r}`).join()));
    expect(draws.size).toBeGreaterThan(5);
  });
  it("keep the rows of one entity together", () => {
    const entity = categories("person", [0, 0, 1, 1, 2, 2], ["p", "q", "r"]);
    const task = handMadeTask(new Array(6).fill(0), [], { entity: "person" }, { extras: [entity] });
    const plan = planResamples(task, allRows(task), null);
    const weights = drawWeights(plan, 1, "0");
    expect(plan).toMatchObject({ unit: "entities", groups: 3 });
    for (const row of [0, 2, 4]) expect(weights[row]).toBe(weights[row + 1]);
  });
  it("of very many rows draw bundles, whose means vary as those of rows do", () => {
    const count = 30_000;
    // Sorted by value: bundles of neighbours, or of every so many rows, would vary too much or too little.
    const values = Float64Array.from({ length: count }, (_, i) => i / count);
    const task = handMadeTask([...values], []);
    const plan = planResamples(task, allRows(task), null);
    expect(plan).toMatchObject({ unit: "rows", groups: 10_000 });
    const means = Array.from({ length: 400 }, (_, r) => {
      const weights = drawWeights(plan, 1, `${r}`);
      expect(sum(weights)).toBe(count);
      return sum(weights.map((weight, i) => weight * values[i]!)) / count;
    });
    const mean = means.reduce((total, value) => total + value, 0) / means.length;
    const sd = Math.sqrt(means.reduce((total, value) => total + (value - mean) ** 2, 0) / means.length);
    expect(sd / Math.sqrt(1 / 12 / count)).toBeGreaterThan(0.9);
    expect(sd / Math.sqrt(1 / 12 / count)).toBeLessThan(1.1);
  });
  it("give intervals that cover the truth about as often as they say", () => {
    let covered = 0;
    for (let trial = 0; trial < 200; trial++) {
      const random = createRandom(trial, "data");
      const values = Float64Array.from({ length: 80 }, () => random.normal());
      const task = handMadeTask([...values], []);
      const plan = planResamples(task, allRows(task), null);
      const means = Array.from({ length: 200 }, (_, r) => {
        const weights = drawWeights(plan, trial, `${r}`);
        return sum(weights.map((weight, i) => weight * values[i]!)) / sum(weights);
      });
      const interval = percentileInterval(means, 0.9)!;
      if (interval.low <= 0 && interval.high >= 0) covered++;
    }
    expect(covered).toBeGreaterThan(160);
    expect(covered).toBeLessThan(195);
  });
  it("of a handful of rows or times are no ground for an interval", () => {
    const planOf = (rows: number) => {
      const task = handMadeTask(new Array(rows).fill(0), []);
      return planResamples(task, allRows(task), null);
    };
    expect(isEnough([planOf(2)])).toBe(false);
    expect(isEnough([planOf(9)])).toBe(false);
    expect(isEnough([planOf(5), planOf(5)])).toBe(true);
    const blocks = { ...planOf(1), unit: "blocks" } as const;
    expect(isEnough([{ ...blocks, groups: 5 }])).toBe(false);
    expect(isEnough([{ ...blocks, groups: 6 }])).toBe(true);
  });
  it("there is no interval when most resamples are undefined", () => {
    expect(percentileInterval([1, Number.NaN, Number.NaN], 0.9)).toBeNull();
    expect(percentileInterval([], 0.9)).toBeNull();
  });
});
