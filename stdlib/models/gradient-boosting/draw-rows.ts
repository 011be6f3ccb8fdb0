// Which rows and features a tree is grown on.
import { permutation, type Random } from "../../../runtime/numeric/random.ts";

export interface RowSampling {
  readonly kind: "uniform" | "gradient";
  /** `uniform`: share of the rows. */
  readonly share: number;
  /** `gradient`: share of rows with the largest derivatives, and share drawn from the others. */
  readonly top: number;
  readonly other: number;
}

/** A part of the rows without replacement, rising; null for all. */
export function drawRows(rows: number, share: number, random: Random): Int32Array | null {
  if (share >= 1) return null;
  const count = Math.max(1, Math.round(share * rows));
  return permutation(rows, random).slice(0, count).sort();
}

/**
 * Gradient-based one-side sampling (Ke and others, 2017): all rows whose derivatives are large, and some of the others,
 * whose derivatives are raised so that sums stay what they would be over all rows. Changes `gradient` and `hessian`
 * (outputs x rows).
 */
export function drawByGradient(
  gradient: Float64Array,
  hessian: Float64Array,
  rows: number,
  { top, other }: RowSampling,
  random: Random,
): Int32Array | null {
  const topCount = Math.floor(top * rows);
  const otherCount = Math.min(rows - topCount, Math.floor(other * rows));
  if (topCount + otherCount === 0 || topCount + otherCount >= rows) return null;
  const size = new Float64Array(rows);
  for (let i = 0; i < gradient.length; i++) size[i % rows] = size[i % rows]! + Math.abs(gradient[i]! * hessian[i]!);
  const bound = Float64Array.from(size).sort()[rows - topCount] ?? Number.POSITIVE_INFINITY;
  const kept: number[] = [];
  const rest: number[] = [];
  for (let row = 0; row < rows; row++) {
    // Of equals at the bound the first come in.
    if (size[row]! >= bound && kept.length < topCount) kept.push(row);
    else rest.push(row);
  }
  const factor = rest.length / Math.max(1, otherCount);
  for (const place of permutation(rest.length, random).subarray(0, otherCount)) {
    const row = rest[place]!;
    kept.push(row);
    for (let at = row; at < gradient.length; at += rows) {
      gradient[at] = gradient[at]! * factor;
      hessian[at] = hessian[at]! * factor;
    }
  }
  return Int32Array.from(kept).sort();
}

export function drawFeatures(count: number, share: number, random: Random): Uint8Array {
  const used = new Uint8Array(count);
  if (share >= 1 || count < 2) return used.fill(1);
  for (const f of permutation(count, random).subarray(0, Math.max(1, Math.round(share * count)))) used[f] = 1;
  return used;
}
