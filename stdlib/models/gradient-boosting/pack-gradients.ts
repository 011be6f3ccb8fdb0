// Gradient and hessian of a row in one number: `gradient * unit + hessian`, both rounded to whole units, with budgets that
// keep every sum of rows below 2^53. One addition then moves both sums, additions are exact in any order, and a sibling's
// histogram is exactly its parent's minus the other child's. Shi and others (2022) show that a few bits per row suffice
// to choose splits; here a row has about 2^52 / rows. Leaf values are computed from the unrounded sums.

export interface PackedGradients {
  readonly packed: Float64Array;
  /** A power of two above the sum of all hessians in units. */
  unit: number;
  /** Units per gradient and per hessian. */
  gradientScale: number;
  hessianScale: number;
}

export const createPacked = (rows: number): PackedGradients => ({
  packed: new Float64Array(rows),
  unit: 1,
  gradientScale: 1,
  hessianScale: 1,
});

const LARGEST = 2 ** 52;
const HESSIAN_UNITS = 2 ** 24;

/** Fills `target` for all rows; `order[0 .. count)` are those whose sums the budgets must hold. */
export function packGradients(
  target: PackedGradients,
  gradient: Float64Array,
  hessian: Float64Array,
  order: Int32Array,
  count: number,
): void {
  let gradients = 0;
  let hessians = 0;
  let allOne = true;
  for (let i = 0; i < count; i++) {
    const row = order[i]!;
    const h = hessian[row]!;
    gradients += Math.abs(gradient[row]!);
    hessians += h;
    if (h !== 1) allOne = false;
  }
  // Rounding moves each row by at most half a unit: `count` units of room.
  const hessianUnits = allOne ? count : Math.max(HESSIAN_UNITS, 16 * count);
  const unit = 2 ** Math.ceil(Math.log2(hessianUnits + count + 1));
  const hessianScale = allOne ? 1 : hessians > 0 ? hessianUnits / hessians : 0;
  const gradientScale = gradients > 0 ? (LARGEST / unit - count) / gradients : 0;
  const { packed } = target;
  for (let i = 0; i < packed.length; i++) {
    packed[i] = Math.round(gradient[i]! * gradientScale) * unit + Math.round(hessian[i]! * hessianScale);
  }
  target.unit = unit;
  target.gradientScale = gradientScale;
  target.hessianScale = hessianScale;
}
