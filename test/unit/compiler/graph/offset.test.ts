import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ALWAYS_BEFORE,
  DAY,
  earlier,
  isBefore,
  isNotAfter,
  later,
  lowerMilliseconds,
  negate,
  type Offset,
  ofRows,
  ofSteps,
  plus,
  printOffset,
  upperMilliseconds,
} from "../../../../compiler/graph/analysis/offset.ts";

const months = (count: number): Offset => ({ rows: 0, months: count, milliseconds: 0 });
const days = (count: number): Offset => ({ rows: 0, months: 0, milliseconds: count * DAY });

describe("bounds", () => {
  it("compares whole months exactly and months with days conservatively", () => {
    expect(isNotAfter(plus(months(3), negate(months(3))))).toBe(true);
    expect(isNotAfter(plus(months(1), days(-30)))).toBe(false);
    expect(isNotAfter(plus(months(1), days(-31)))).toBe(true);
    expect(isNotAfter(plus(days(28), months(-1)))).toBe(true);
    expect(isNotAfter(plus(days(29), months(-1)))).toBe(false);
  });

  it("knows of a row of unknown length only which way it goes", () => {
    expect(isNotAfter(ofRows(0))).toBe(true);
    expect(isBefore(ofRows(0))).toBe(false);
    expect(isBefore(ofRows(-1))).toBe(true);
    expect(isNotAfter(ofRows(1))).toBe(false);
    expect(isNotAfter(plus(ofRows(-100), days(1)))).toBe(false);
  });

  it("turns rows of a regular table into time", () => {
    expect(ofSteps(24, { months: 0, milliseconds: 3_600_000 })).toEqual(days(1));
    expect(ofSteps(12, { months: 1, milliseconds: 0 })).toEqual(months(12));
  });

  it("has an unbounded past before everything", () => {
    expect(isBefore(ALWAYS_BEFORE)).toBe(true);
    expect(upperMilliseconds(plus(ALWAYS_BEFORE, days(3)))).toBe(Number.NEGATIVE_INFINITY);
  });
});

describe("properties", () => {
  const offset = fc.record({
    rows: fc.integer({ min: -3, max: 3 }),
    months: fc.integer({ min: -24, max: 24 }),
    milliseconds: fc.integer({ min: -100, max: 100 }).map((count) => count * DAY),
  });

  it("the lower bound is never above the upper one", () => {
    fc.assert(fc.property(offset, (one) => lowerMilliseconds(one) <= upperMilliseconds(one)));
  });

  it("the later of two bounds both, the earlier too", () => {
    fc.assert(
      fc.property(offset, offset, (a, b) => {
        const upper = upperMilliseconds(later(a, b));
        const lower = lowerMilliseconds(earlier(a, b));
        return (
          upper >= Math.max(upperMilliseconds(a), upperMilliseconds(b)) &&
          lower <= Math.min(lowerMilliseconds(a), lowerMilliseconds(b))
        );
      }),
    );
  });
});

it("prints the largest exact unit", () => {
  expect(printOffset(days(2))).toBe("2d");
  expect(printOffset({ rows: 0, months: 0, milliseconds: 36 * 3_600_000 })).toBe("36h");
  expect(printOffset(months(12))).toBe("1y");
  expect(printOffset(ofRows(3))).toBe("3 rows");
  expect(printOffset(ALWAYS_BEFORE)).toBe("unbounded");
});
