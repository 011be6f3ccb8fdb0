// Values of the leaves of a symmetric tree in the order that monotone constraints ask for. Bit l of a leaf's index says on which
// side of the cut of level l it lies, so leaves that differ in bits of constrained levels alone are ordered by them. The middle
// between the largest value below a leaf and the smallest above it keeps that order and moves no leaf further than it must
// (isotonic regression for the largest error: Robertson, Wright and Dykstra, 1988, chapter 7).

/** `values`: NaN for leaves without rows that count, which bind nobody. `directions`: per level 1 rising, -1 falling, 0 free. */
export function orderLeaves(values: Float64Array, directions: readonly number[]): Float64Array {
  const given = boundsOf(values, directions);
  const ordered = values.map((value, leaf) =>
    Number.isNaN(value) ? value : (given.below[leaf]! + given.above[leaf]!) / 2,
  );
  const { below, above } = boundsOf(ordered, directions);
  // Leaves without rows give nothing, as far as the others let them.
  return ordered.map((value, leaf) =>
    Number.isNaN(value) ? Math.max(below[leaf]!, Math.min(above[leaf]!, 0)) : value,
  );
}

/** The largest value of the leaves that stand below each leaf or are it, and the smallest of those above. */
function boundsOf(values: Float64Array, directions: readonly number[]) {
  const below = values.map((value) => (Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value));
  const above = values.map((value) => (Number.isNaN(value) ? Number.POSITIVE_INFINITY : value));
  directions.forEach((direction, level) => {
    if (direction === 0) return;
    const side = 2 ** level;
    for (let leaf = 0; leaf < values.length; leaf++) {
      if ((leaf & side) !== 0) continue;
      const [lower, upper] = direction > 0 ? [leaf, leaf | side] : [leaf | side, leaf];
      below[upper] = Math.max(below[upper]!, below[lower]!);
      above[lower] = Math.min(above[lower]!, above[upper]!);
    }
  });
  return { below, above };
}
