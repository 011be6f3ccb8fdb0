// The tree against looking at all points, bit for bit, with many ties, many equal points and numbers of every size.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createKdTree, type Distance } from "../../../../runtime/numeric/kd-tree.ts";
import { nearest } from "../../../../runtime/numeric/nearest.ts";

const coordinate = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e-300, max: 1e-300 }),
  fc.constantFrom(1.5e308, -1.5e308, 5e-324, -1.5e-323),
);
const smallCoordinate = fc.integer({ min: -1, max: 1 });

const scattered = fc.tuple(fc.integer({ min: 0, max: 6 }), fc.boolean()).chain(([dimensions, isSmall]) => {
  const point = fc.array(isSmall ? smallCoordinate : coordinate, { minLength: dimensions, maxLength: dimensions });
  return fc.tuple(fc.array(point, { minLength: 1, maxLength: 400, size: "max" }), point);
});

function plainly(points: readonly number[][], at: readonly number[], k: number, metric: Distance) {
  const found = points
    .map((point, index) => {
      let distance = 0;
      for (const [axis, value] of point.entries()) {
        const difference = value - at[axis]!;
        distance += metric === "euclidean" ? difference * difference : Math.abs(difference);
      }
      return { index, distance };
    })
    .sort((a, b) => a.distance - b.distance || a.index - b.index)
    .slice(0, k);
  return {
    indices: found.map(({ index }) => index),
    distances: found.map(({ distance }) => (metric === "euclidean" ? Math.sqrt(distance) : distance)),
  };
}

describe("the nearest points", () => {
  it.each(["euclidean", "manhattan"] as const)("are those of looking at all: %s", (metric) => {
    fc.assert(
      fc.property(scattered, fc.integer({ min: 1, max: 50 }), ([points, at], k) => {
        const tree = createKdTree(Float64Array.from(points.flat()), points.length, at.length);
        const found = nearest(tree, Float64Array.from(at), k, metric);
        expect({ indices: Array.from(found.indices), distances: Array.from(found.distances) }).toEqual(
          plainly(points, at, k, metric),
        );
      }),
      { numRuns: 300 },
    );
  });
});
