import { expect, it } from "vitest";
import { gaussLegendre } from "../../../../runtime/numeric/gauss-legendre.ts";

it("integrates every power below twice the number of points", () => {
  for (const count of [1, 2, 3, 8, 40, 250]) {
    const { points, weights } = gaussLegendre(count);
    for (const power of [0, 1, count, 2 * count - 1]) {
      const integral = points.reduce((sum, t, i) => sum + weights[i]! * t ** power, 0);
      expect(integral).toBeCloseTo(1 / (power + 1), 12);
    }
    expect(points.every((t) => t > 0 && t < 1)).toBe(true);
  }
});
