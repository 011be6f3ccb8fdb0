// Which rows and features a tree is grown on.
import { type Kernels, numbersAt, withRoom } from "../../../runtime/kernels/kernels.ts";
import { permutation, type Random } from "../../../runtime/numeric/random.ts";

export interface RowSampling {
  readonly kind: "uniform" | "gradient";
  /** `uniform`: share of the rows. */
  readonly share: number;
  /** `gradient`: share of rows with the largest derivatives, and share drawn from the others. */
  readonly top: number;
  readonly other: number;
}

/** Addresses. */
export interface DrawRoom {
  readonly rows: number;
  /** A byte per row, 1 where it is drawn; says nothing where all rows are drawn. */
  readonly marks: number;
  /** Room for a list of all rows. */
  readonly list: number;
}

/** Derivatives of all outputs in the memory of the kernels. */
export interface DrawnBy {
  readonly gradients: number;
  readonly hessians: number;
  readonly outputs: number;
}

/** A part of the rows without replacement; returns how many are drawn. */
export function drawRows(kernels: Kernels, { rows, marks, list }: DrawRoom, share: number, random: Random): number {
  if (share >= 1) return rows;
  const count = Math.max(1, Math.round(share * rows));
  kernels.functions.listRows(list, rows);
  random.shuffle(listAt(kernels, list, rows), count);
  kernels.bytes.fill(0, marks, marks + rows);
  kernels.functions.markRows(marks, list, count);
  return count;
}

/**
 * Gradient-based one-side sampling (Ke and others, 2017): all rows whose derivatives are large, and some of the others,
 * whose derivatives are raised so that sums stay what they would be over all rows. Changes the derivatives; returns how many rows are
 * drawn.
 */
export function drawByGradient(
  kernels: Kernels,
  { rows, marks, list }: DrawRoom,
  { gradients, hessians, outputs }: DrawnBy,
  { top, other }: RowSampling,
  random: Random,
): number {
  const topCount = Math.floor(top * rows);
  const otherCount = Math.min(rows - topCount, Math.floor(other * rows));
  if (topCount + otherCount === 0 || topCount + otherCount >= rows) return rows;
  const { functions } = kernels;
  const rest = withRoom(24 * rows + 64, (sizes) => {
    functions.measureRows(gradients, hessians, rows, outputs, sizes);
    const room = sizes + 8 * rows + 64;
    const least = topCount === 0 ? 0 : functions.numberAt(sizes, rows, rows - topCount, room);
    // Of equals the first come in.
    return functions.markLargest(sizes, rows, least, topCount, marks, list);
  });
  const others = listAt(kernels, list, rest);
  random.shuffle(others, otherCount);
  functions.markRows(marks, list, otherCount);
  const factor = rest / Math.max(1, otherCount);
  for (let output = 0; output < outputs; output++) {
    raise(numbersAt(kernels, gradients + 8 * output * rows, rows), others, otherCount, factor);
    raise(numbersAt(kernels, hessians + 8 * output * rows, rows), others, otherCount, factor);
  }
  return rows - rest + otherCount;
}

const listAt = ({ words }: Kernels, list: number, count: number): Int32Array =>
  words.subarray(list >>> 2, (list >>> 2) + count);

function raise(derivatives: Float64Array, rows: Int32Array, count: number, factor: number): void {
  for (let i = 0; i < count; i++) {
    const row = rows[i]!;
    derivatives[row] = derivatives[row]! * factor;
  }
}

export function drawFeatures(count: number, share: number, random: Random): Uint8Array {
  const used = new Uint8Array(count);
  if (share >= 1 || count < 2) return used.fill(1);
  for (const f of permutation(count, random).subarray(0, Math.max(1, Math.round(share * count)))) used[f] = 1;
  return used;
}
