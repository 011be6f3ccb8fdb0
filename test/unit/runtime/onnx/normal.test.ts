// The normal distribution in a graph against the one in memory.
import fc from "fast-check";
import { expect, it } from "vitest";
import { normalCdf, normalQuantile } from "../../../../runtime/numeric/normal.ts";
import * as inGraph from "../../../../runtime/onnx/normal.ts";
import { runOnNumber } from "./run-on-number.ts";

const levelOf = runOnNumber(inGraph.normalCdf);
const quantileOf = runOnNumber(inGraph.normalQuantile);

it("levels of values agree to 1e-15", () => {
  fc.assert(
    fc.property(fc.double({ min: -40, max: 40, noNaN: true }), (x) => {
      expect(Math.abs(levelOf(x) - normalCdf(x))).toBeLessThan(2e-15);
    }),
  );
  expect([Number.NEGATIVE_INFINITY, 0, Number.POSITIVE_INFINITY, Number.NaN].map(levelOf)).toEqual([
    expect.closeTo(0, 14),
    0.5,
    expect.closeTo(1, 14),
    Number.NaN,
  ]);
});

it("values at levels agree to 1e-13 of their size", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-300, max: 1 - 1e-16, noNaN: true }), fc.boolean(), (p, isSmall) => {
      const level = isSmall ? p ** 8 || 1e-300 : p;
      const want = normalQuantile(level);
      expect(Math.abs(quantileOf(level) - want)).toBeLessThanOrEqual(1e-13 * Math.abs(want));
    }),
  );
  expect(quantileOf(0.5)).toBe(0);
  expect(quantileOf(Number.NaN)).toBeNaN();
});
