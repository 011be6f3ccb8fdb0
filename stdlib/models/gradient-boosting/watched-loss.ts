// The loss that early stopping watches. Exponentials are the work of the kernels; the others cost about a hundredth of a fit.
import { type Kernels, numbersAt } from "../../../runtime/kernels/kernels.ts";
import { CALL, ROW_BLOCK, TASK_LOSS } from "../../../runtime/kernels/memory-map.ts";
import type { Objective } from "./objectives.ts";

type Loss = () => number;

/** The loss of all rows by their scores at an address, whenever it is asked for. */
export const lossOf = (
  kernels: Kernels,
  scores: number,
  label: Float64Array,
  weight: Float64Array | null,
  objective: Objective,
): Loss =>
  objective.loss === null
    ? summedLoss(kernels, scores, label, weight, objective)
    : plainLoss(numbersAt(kernels, scores, label.length), label, weight, objective.loss);

function plainLoss(
  scores: Float64Array,
  label: Float64Array,
  weight: Float64Array | null,
  loss: (score: number, label: number) => number,
): Loss {
  return () => {
    let sum = 0;
    for (let row = 0; row < label.length; row++) {
      sum += loss(scores[row]!, label[row]!) * (weight === null ? 1 : weight[row]!);
    }
    return sum;
  };
}

/** Block by block, as any number of threads sums it. */
function summedLoss(
  kernels: Kernels,
  scores: number,
  label: Float64Array,
  weight: Float64Array | null,
  { outputs, derived }: Objective,
): Loss {
  const rows = label.length;
  const blocks = Math.ceil(rows / ROW_BLOCK);
  const labels = kernels.allocate(8 * rows);
  const weights = weight === null ? 0 : kernels.allocate(8 * rows);
  const sums = kernels.allocate(8 * blocks);
  numbersAt(kernels, labels, rows).set(label);
  if (weight !== null) numbersAt(kernels, weights, rows).set(weight);
  return () => {
    kernels.words.set([scores, labels, weights, sums, rows, derived.loss, outputs], CALL >>> 2);
    kernels.run(TASK_LOSS, blocks, derived.work * rows * outputs);
    return numbersAt(kernels, sums, blocks).reduce((sum, part) => sum + part, 0);
  };
}
