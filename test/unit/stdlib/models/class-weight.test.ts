import { describe, expect, it } from "vitest";
import { rowWeights } from "../../../../stdlib/models/class-weight.ts";

describe("weights of classes", () => {
  const label = Float64Array.of(0, 1, 1, 0);
  const classes = ["no", "yes"];

  it("multiply those of the rows", () => {
    expect(rowWeights(label, classes, Float64Array.of(1, 2, 3, 4), { yes: 0.5 })).toEqual(
      Float64Array.of(1, 1, 1.5, 4),
    );
  });

  it("are balanced when every class weighs as much as any other, whatever its rows weigh", () => {
    const weights = rowWeights(label, classes, Float64Array.of(1, 2, 0, 4), "balanced")!;
    expect(weights[0]! + weights[3]!).toBeCloseTo(3.5, 12);
    expect(weights[1]! + weights[2]!).toBeCloseTo(3.5, 12);
    // A row of weight 2 is a row that stands there twice.
    const twice = rowWeights(Float64Array.of(0, 1, 1), classes, Float64Array.of(1, 2, 1), "balanced")!;
    const written = rowWeights(Float64Array.of(0, 1, 1, 1), classes, null, "balanced")!;
    expect(twice[0]).toBeCloseTo(written[0]!, 12);
    expect(twice[1]).toBeCloseTo(written[1]! + written[2]!, 12);
  });

  it("of a map are those it names, whatever else the name of a class means", () => {
    const own = ["constructor", "toString"];
    expect(rowWeights(label, own, null, { toString: 2 } as unknown as Record<string, number>)).toEqual(
      Float64Array.of(1, 2, 2, 1),
    );
  });

  it("may leave a class out, and not all rows", () => {
    expect(rowWeights(label, classes, null, { yes: 0 })).toEqual(Float64Array.of(1, 0, 0, 1));
    expect(() => rowWeights(label, classes, null, { yes: 0, no: 0 })).toThrow("no row that counts");
    expect(() => rowWeights(label, classes, Float64Array.of(0, 2, 3, 0), { yes: 0 })).toThrow("no row that counts");
  });
});
