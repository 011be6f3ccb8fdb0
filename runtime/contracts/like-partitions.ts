// RC16: adversarial validation. Can training and judged rows be told apart by the features? A naive Bayes classifier on
// binned features, learned on every other row and judged on the rest. Informs only; along a time, rows differ by nature.
import { formatNumber } from "../report/quantity.ts";
import { seenColumns } from "../task/task-data.ts";
import { comparedRows } from "./compared-rows.ts";
import { type Contract, held, judged, notApplicable } from "./contract.ts";
import { dataContracts } from "./contracts.diagnostics.ts";
import { auc, binCells, probe } from "./probe.ts";
import { cellsOf } from "./sampled-cells.ts";

export const SHIFT_SCORE = 0.8;

export const likePartitions: Contract = {
  name: "like-partitions",
  verify: (input) => {
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
  const scores = new Float64Array(side.length);
  for (const codes of features) {
    const bins = codes.reduce((most, code) => Math.max(most, code), 0) + 1;
    // One row of each side is added to every bin (Laplace).
    const counts = [new Float64Array(bins).fill(1), new Float64Array(bins).fill(1)];
    for (let i = 0; i < codes.length; i += 2) counts[side[i]!]![codes[i]!]! += 1;
    for (let i = 1; i < codes.length; i += 2) scores[i]! += Math.log(counts[1]![codes[i]!]! / counts[0]![codes[i]!]!);
  }
  const judgedRows = Array.from(side.keys()).filter((i) => i % 2 === 1);
  return auc(
    judgedRows.map((i) => scores[i]!),
    judgedRows.map((i) => side[i]!),
  );
}
