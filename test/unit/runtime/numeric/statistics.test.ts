import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { minimizeScalar } from "../../../../runtime/numeric/brent.ts";
import {
  countPresent,
  mean,
  meanAndVariance,
  median,
  mode,
  quantile,
  weightedQuantile,
} from "../../../../runtime/numeric/statistics.ts";

const of = (...values: number[]): Float64Array => Float64Array.from(values);

describe("statistics", () => {
  it("leave missing values out", () => {
    const values = of(3, Number.NaN, 1, 2, 2);
    expect(countPresent(values)).toBe(4);
    expect(mean(values)).toBe(2);
    expect(meanAndVariance(values)).toEqual({ mean: 2, variance: 0.5, count: 4 });
    expect(median(values)).toBe(2);
    expect(mode(values)).toBe(2);
  });
  it("of no values are NaN", () => {
    for (const statistic of [mean, median, mode]) expect(statistic(of(Number.NaN))).toBeNaN();
    expect(meanAndVariance(of()).variance).toBeNaN();
    expect(weightedQuantile(of(), of(), 0.5)).toBeNaN();
  });
  it("interpolate quantiles linearly (numpy's default)", () => {
    expect(quantile(of(4, 1, 3, 2), 0.25)).toBe(1.75);
    expect(quantile(of(4, 1, 3, 2), 1)).toBe(4);
  });
  it("keep the variance of numbers far from 0", () => {
    expect(meanAndVariance(of(1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16)).variance).toBe(22.5);
  });
  it("take the smallest of tied modes", () => {
    expect(mode(of(2, 1, 1, 2, 3))).toBe(1);
  });
  it("count a weight of k as k copies", () => {
    const pair = fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: 0, max: 3 }));
    fc.assert(
      fc.property(fc.array(pair, { minLength: 1, maxLength: 12 }), fc.constantFrom(0.1, 0.5, 0.75), (pairs, level) => {
        const copies = pairs.flatMap(([value, weight]) => new Array<number>(weight).fill(value));
        fc.pre(copies.length > 0);
        const once = weightedQuantile(
          of(...pairs.map(([value]) => value)),
          of(...pairs.map(([, weight]) => weight)),
          level,
        );
        expect(once).toBeCloseTo(weightedQuantile(of(...copies), null, level), 12);
      }),
    );
  });
  it("agree with the usual median for equal weights", () => {
    expect(weightedQuantile(of(1, 2, 3, 10), of(1, 1, 1, 1), 0.5)).toBe(2.5);
    expect(weightedQuantile(of(5, 1, 3), of(2, 2, 2), 0.5)).toBe(3);
  });
});

describe("minimum of one variable", () => {
  it("is found inside and outside of the starting interval", () => {
    for (const at of [-30, 0.3, 12]) {
      expect(minimizeScalar((x) => (x - at) ** 2 + 1, -2, 2).x).toBeCloseTo(at, 5);
    }
    expect(minimizeScalar(Math.cos, 2, 4).x).toBeCloseTo(Math.PI, 6);
  });
});
