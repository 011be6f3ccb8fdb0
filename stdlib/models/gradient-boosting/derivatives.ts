// Scores of a fit and the derivatives of its loss by them, in the memory of the kernels.
import { type Kernels, numbersAt } from "../../../runtime/kernels/kernels.ts";
import { CALL, ROW_BLOCK, TASK_DERIVE, TASK_RENEW } from "../../../runtime/kernels/memory-map.ts";
import type { Objective } from "./objectives.ts";

export interface Scores {
  readonly rows: number;
  readonly objective: Objective;
  /** Addresses; scores and derivatives lie output by output. */
  readonly scores: number;
  readonly labels: number;
  readonly gradients: number;
  readonly hessians: number;
  /** 0: all rows weigh 1. */
  readonly weights: number;
  /** Where leaves sort their residuals; 0 where they do not. */
  readonly room: number;
}

/** Scores begin with the start of each output. */
export function placeScores(
  kernels: Kernels,
  label: Float64Array,
  weight: Float64Array | null,
  objective: Objective,
  start: Float64Array,
): Scores {
  const rows = label.length;
  const { outputs, leafQuantile } = objective;
  const places: Scores = {
    rows,
    objective,
    scores: kernels.allocate(8 * rows * outputs),
    labels: kernels.allocate(8 * rows),
    gradients: kernels.allocate(8 * rows * outputs),
    hessians: kernels.allocate(8 * rows * outputs),
    weights: weight === null ? 0 : kernels.allocate(8 * rows),
    room: leafQuantile === null ? 0 : kernels.allocate((weight === null ? 16 : 32) * rows),
  };
  numbersAt(kernels, places.labels, rows).set(label);
  if (weight !== null) numbersAt(kernels, places.weights, rows).set(weight);
  start.forEach((value, k) => {
    numbersAt(kernels, places.scores + 8 * k * rows, rows).fill(value);
  });
  return places;
}

export function derive({ words, numbers, run }: Kernels, places: Scores): void {
  const { rows, scores, labels, gradients, hessians, weights } = places;
  const { outputs, derived } = places.objective;
  words.set([scores, labels, gradients, hessians, weights, rows, derived.loss, outputs], CALL >>> 2);
  numbers.set(derived.numbers, (CALL + 32) >>> 3);
  run(TASK_DERIVE, Math.ceil(rows / ROW_BLOCK), derived.work * rows * outputs);
}

/** Nanoseconds per row of a selection, and of a sort. */
const SELECTION = 4;
const SORT = 30;

/** Gives the leaves of the last tree the quantile of their residuals, where the loss asks for it. */
export function renewLeaves({ words, numbers, run }: Kernels, places: Scores, leaves: number, rows: number): void {
  const { scores, labels, weights, room } = places;
  const level = places.objective.leafQuantile;
  if (level === null) return;
  words.set([scores, labels, weights, room], CALL >>> 2);
  numbers[(CALL + 32) >>> 3] = level;
  run(TASK_RENEW, leaves, (weights === 0 ? SELECTION : SORT) * rows);
}
