// RC16: adversarial validation. Can training and judged rows be told apart by the features? A naive Bayes classifier on
// binned features, learned on every other row and judged on the rest. Informs only; along a time, rows differ by nature.
import { formatNumber } from "../report/quantity.ts";
import { seenColumns } from "../task/task-data.ts";
import { binCells, highest } from "./bins.ts";
import { comparedRows } from "./compared-rows.ts";
import { type Contract, held, judged, notApplicable } from "./contract.ts";
import { dataContracts } from "./contracts.diagnostics.ts";
import { auc, probe } from "./probe.ts";
import { cellsOf, sampleCells } from "./sampled-cells.ts";

export const SHIFT_SCORE = 0.8;

export const likePartitions: Contract = {
  name: "like-partitions",
  verify: async (input) => {
    await sampleCells(input);
    const { task, splitSpan } = input;
    const compared = comparedRows(input);
    if (compared === null) return notApplicable("too few rows to compare");
    const { pair, rows, side } = compared;
    const columns = seenColumns(task);
    const bins = columns.map((feature) => binCells(cellsOf(input, feature, rows)));
    const score = naiveBayes(bins, side);
    const evidence = { rows: rows.length, auc: score };
    if (!(score >= SHIFT_SCORE) || task.times !== null) return held(evidence);
    const alone = bins.map((codes) => probe(codes, { metric: "AUC", lists: [side] }));
    const most = alone.reduce((best, value, i) => (value > alone[best]! ? i : best), 0);
    const holes = { first: pair.first, second: pair.second, score: formatNumber(score) };
    const column = columns[most]!.name;
    return judged([dataContracts["shifted-partitions"](splitSpan, { ...holes, column })], evidence);
  },
};

function naiveBayes(features: readonly Int32Array[], side: Float64Array): number {
  const half = side.length >> 1;
  const scores = new Float64Array(half);
  for (const codes of features) {
    const bins = highest(codes) + 1;
    // One row of each side is added to every bin (Laplace).
    const counts = [new Float64Array(bins).fill(1), new Float64Array(bins).fill(1)];
    for (let i = 0; i < codes.length; i += 2) counts[side[i]!]![codes[i]!]! += 1;
    const weights = counts[1]!.map((count, bin) => Math.log(count / counts[0]![bin]!));
    for (let i = 0; i < half; i++) scores[i]! += weights[codes[2 * i + 1]!]!;
  }
  return auc(
    scores,
    scores.map((_, i) => side[2 * i + 1]!),
  );
}
