import { expect, it } from "vitest";
import { residualHistogram } from "../../../../runtime/evaluate/plots.ts";

it("residuals that are all alike stand in one bin about their value, whatever their size", () => {
  for (const error of [0, -0.625, 1e-12, 3e15]) {
    const { edges, counts } = residualHistogram(new Float64Array(4).fill(error), new Float64Array(4))!;
    expect(counts).toEqual([4]);
    expect(edges[0]).toBeLessThan(error);
    expect(edges[1]).toBeGreaterThan(error);
    expect(edges[1]! - edges[0]!).toBeLessThanOrEqual(Math.max(1, Math.abs(error)));
  }
});

it("residuals that differ lie in bins of one width", () => {
  const { edges, counts } = residualHistogram(Float64Array.of(1, 2, 3, 5), new Float64Array(4))!;
  expect([edges[0], edges.at(-1)]).toEqual([1, 5]);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(4);
});
