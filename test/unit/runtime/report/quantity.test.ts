import { describe, expect, it } from "vitest";
import { formatElapsed, formatNumber, formatPercent, plural } from "../../../../runtime/report/quantity.ts";

describe("formatNumber", () => {
  it.each([
    [15.7312, "15.73"],
    [0.77241, "0.7724"],
    [0.00012345, "0.0001235"],
    [1234.5678, "1,235"],
    [1_234_567, "1,234,567"],
    [-38.2, "-38.20"],
    [0, "0"],
    [3.2e-7, "3.200e-7"],
    [2.5e12, "2.500e+12"],
    [null, "n/a"],
    [Number.NaN, "n/a"],
    [Number.POSITIVE_INFINITY, "∞"],
  ])("%s is %s", (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });
});

it("prints spans of time", () => {
  expect([12, 1_500, 65_000, 7_380_000].map(formatElapsed)).toEqual(["12 ms", "1.5 s", "1 min 05 s", "2 h 03 min"]);
});

it("prints percentages and counts", () => {
  expect(formatPercent(0.6712)).toBe("67.1 %");
  expect([plural(1, "fold"), plural(3, "fold"), plural(2, "query", "queries")]).toEqual([
    "1 fold",
    "3 folds",
    "2 queries",
  ]);
});
