import { describe, expect, it } from "vitest";
import { calibrationBins } from "../../../../runtime/evaluate/plots.ts";

const binsOf = (scores: readonly number[], truth: readonly number[]) =>
  calibrationBins(Float64Array.from(scores), Float64Array.from(truth));

describe("the bins of a calibration curve", () => {
  it("hold equally many rows of scores that differ", () => {
    const scores = Array.from({ length: 100 }, (_, i) => i / 100);
    const bins = binsOf(scores, scores)!;
    expect(bins.map(({ rows }) => rows)).toEqual(new Array(10).fill(10));
    for (const { predicted, observed } of bins) expect(observed).toBeCloseTo(predicted, 12);
  });

  it("are one point for rows that are predicted alike, whatever order they come in", () => {
    const truth = Array.from({ length: 90 }, (_, i) => (i < 30 ? 1 : 0));
    expect(binsOf(new Array(90).fill(0.5), truth)).toEqual([{ predicted: 0.5, observed: 1 / 3, rows: 90 }]);
    const two = binsOf([...new Array(45).fill(0.9), ...new Array(45).fill(0.2)], truth)!;
    expect(two.map(({ rows }) => rows)).toEqual([45, 45]);
    expect(two[1]!.observed).toBeCloseTo(2 / 3, 12);
  });

  it("lose no row", () => {
    for (const count of [1, 3, 10, 11, 57]) {
      const scores = Array.from({ length: count }, (_, i) => (i * 7) % 5);
      expect(binsOf(scores, scores)!.reduce((sum, { rows }) => sum + rows, 0)).toBe(count);
    }
  });
});
