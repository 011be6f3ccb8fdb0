import { describe, expect, it } from "vitest";
import type { TrialRecord } from "../../../../runtime/component.ts";
import { medianImplementation } from "../../../../stdlib/search/median/median.impl.ts";

const trials = (scores: readonly (readonly number[])[]): TrialRecord[] =>
  scores.map((own, number) => ({ number, assignment: {}, scores: own, value: own[0]!, state: "complete" }));

const earlier = trials([
  [1, 9],
  [2, 9],
  [3, 9],
  [4, 9],
  [5, 9],
]);
const params = { warmup: 5, warmup_folds: 0 };

describe("median", () => {
  it("stops what is worse than the median at the same fold, in the metric's direction", () => {
    expect(medianImplementation.prune([3.5], earlier, params as never, "minimize")).toBe(true);
    expect(medianImplementation.prune([2.5], earlier, params as never, "minimize")).toBe(false);
    expect(medianImplementation.prune([3.5], earlier, params as never, "maximize")).toBe(false);
    expect(medianImplementation.prune([2.5], earlier, params as never, "maximize")).toBe(true);
  });
  it("compares means over the same folds", () => {
    // The mean of the earlier trials at the second fold is 6 in the median.
    expect(medianImplementation.prune([3.5, 8], earlier, params as never, "minimize")).toBe(false);
    expect(medianImplementation.prune([3.5, 9], earlier, params as never, "minimize")).toBe(true);
  });
  it("waits for enough complete trials and for its warm-up folds", () => {
    expect(medianImplementation.prune([99], earlier.slice(0, 4), params as never, "minimize")).toBe(false);
    expect(medianImplementation.prune([99], earlier, { warmup: 5, warmup_folds: 1 } as never, "minimize")).toBe(false);
    const pruned = earlier.map((trial) => ({ ...trial, state: "pruned" as const }));
    expect(medianImplementation.prune([99], pruned, params as never, "minimize")).toBe(false);
  });
  it("stops a trial without a score", () => {
    expect(medianImplementation.prune([Number.NaN], earlier, params as never, "minimize")).toBe(true);
  });
});
