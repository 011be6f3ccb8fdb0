// Early stopping: the loss on validation rows after every round.
import { type Kernels, numbersAt } from "../../../runtime/kernels/kernels.ts";
import { CALL, ROW_BLOCK, TASK_LOGISTIC_LOSS } from "../../../runtime/kernels/memory-map.ts";
import type { BinnedColumn } from "../trees/binning.ts";
import type { Forest } from "../trees/forest.ts";
import { watchRows } from "../trees/watched-rows.ts";
import type { Objective } from "./objectives.ts";

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
  const lossOf = objective.kernel === "logistic" ? logisticLoss : plainLoss;
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

type Loss = () => number;

function plainLoss(
  kernels: Kernels,
  scores: number,
  label: Float64Array,
  weight: Float64Array | null,
  objective: Objective,
): Loss {
  const all = numbersAt(kernels, scores, label.length * objective.outputs);
  return () => {
    let sum = 0;
    for (let row = 0; row < label.length; row++) {
      sum += objective.loss(all, label.length, row, label[row]!) * (weight === null ? 1 : weight[row]!);
    }
    return sum;
  };
}

/** Block by block, as any number of threads sums it. */
function logisticLoss(kernels: Kernels, scores: number, label: Float64Array, weight: Float64Array | null): Loss {
  const blocks = Math.ceil(label.length / ROW_BLOCK);
  const labels = kernels.allocate(8 * label.length);
  const weights = weight === null ? 0 : kernels.allocate(8 * label.length);
  const sums = kernels.allocate(8 * blocks);
  numbersAt(kernels, labels, label.length).set(label);
  if (weight !== null) numbersAt(kernels, weights, label.length).set(weight);
  return () => {
    kernels.words.set([scores, labels, weights, sums, label.length], CALL >>> 2);
    kernels.run(TASK_LOGISTIC_LOSS, blocks, 10 * label.length);
    return numbersAt(kernels, sums, blocks).reduce((sum, part) => sum + part, 0);
  };
}
