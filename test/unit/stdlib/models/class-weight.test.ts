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

  it("may leave a class out, and not all rows", () => {
    expect(rowWeights(label, classes, null, { yes: 0 })).toEqual(Float64Array.of(1, 0, 0, 1));
    expect(() => rowWeights(label, classes, null, { yes: 0, no: 0 })).toThrow("no row that counts");
    expect(() => rowWeights(label, classes, Float64Array.of(0, 2, 3, 0), { yes: 0 })).toThrow("no row that counts");
  });
});
