// Early stopping: the loss on validation rows after every round.
import { type Kernels, numbersAt } from "../../../runtime/kernels/kernels.ts";
import type { BinnedColumn } from "../trees/binning.ts";
import type { Forest } from "../trees/forest.ts";
import { watchRows } from "../trees/watched-rows.ts";
import type { Objective } from "./objectives.ts";
import { lossOf } from "./watched-loss.ts";

export interface Watch {
  readonly inputs: readonly Float64Array[];
  readonly label: Float64Array;
  readonly weight: Float64Array | null;
  /** Rounds without improvement after which it stops; null never stops, but keeps the best round. */
  readonly patience: number | null;
}

export interface Watcher {
  /** Takes the trees of the round. */
  readonly afterRound: (trees: Forest, round: number) => { readonly best: number; readonly stop: boolean };
}

export function createWatcher(
  kernels: Kernels,
  features: readonly BinnedColumn[],
  { inputs, label, weight, patience }: Watch,
  start: Float64Array,
  objective: Objective,
): Watcher {
  const rows = label.length;
  const watched = watchRows(kernels, features, inputs, rows, start.length);
  start.forEach((value, k) => {
    numbersAt(kernels, watched.scores + 8 * k * rows, rows).fill(value);
  });
  const loss = lossOf(kernels, watched.scores, label, weight, objective);
  let best = 0;
  let bestLoss = Number.POSITIVE_INFINITY;
  return {
    afterRound: (trees, round) => {
      watched.add(trees);
      const now = loss();
      if (now < bestLoss) {
        bestLoss = now;
        best = round;
      }
      return { best, stop: patience !== null && round - best >= patience };
    },
  };
}
