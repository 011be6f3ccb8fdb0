// Derivatives of all rows as whole units, so that their sums are exact in any order.
import type { Kernels } from "../../../runtime/kernels/kernels.ts";
import { CALL, PER_UNIT, ROW_BLOCK, TASK_ROUND } from "../../../runtime/kernels/memory-map.ts";
import type { GrowerMemory } from "./grower-memory.ts";

/** Sums of a histogram have 31 bits and a sign. */
const LARGEST_SUM = 2 ** 31 - 1;

/** Addresses of the derivatives of all rows, f64 each. */
export interface Derivatives {
  readonly gradient: number;
  readonly hessian: number;
}

/**
 * Rounds the derivatives of all rows to whole units: the smallest powers of two that leave room for the sum of all rows; returns
 * the sums of the first `rows` rows of the order. Shi and others (2022) show that a few bits per row choose good splits.
 */
export function roundGradients(
  { functions, words, numbers, run }: Kernels,
  { rows: all, rounded, order }: GrowerMemory,
  { gradient, hessian }: Derivatives,
  rows: number,
): { readonly gradient: number; readonly hessian: number } {
  const perGradient = unitOf(functions.sumAbsolute(gradient, all), all);
  const perHessian = unitOf(functions.sumAbsolute(hessian, all), all);
  numbers[PER_UNIT >>> 3] = perGradient;
  numbers[(PER_UNIT + 8) >>> 3] = perHessian;
  words.set([gradient, hessian, rounded, all], CALL >>> 2);
  // The hessian is the lower half of a pair.
  numbers[(CALL + 32) >>> 3] = 1 / perHessian;
  numbers[(CALL + 40) >>> 3] = 1 / perGradient;
  run(TASK_ROUND, Math.ceil(all / ROW_BLOCK), 2 * all);
  functions.sumPairs(rounded, rows === all ? 0 : order, rows, CALL + 48);
  return { gradient: numbers[(CALL + 48) >>> 3]!, hessian: numbers[(CALL + 56) >>> 3]! };
}

/** The power of two in which a sum of absolute values, each of which may be rounded up, has at most `LARGEST_SUM`. */
function unitOf(sum: number, rows: number): number {
  if (!(sum > 0)) return 1;
  return 2 ** Math.max(-1000, Math.ceil(Math.log2(sum / (LARGEST_SUM - rows))));
}
