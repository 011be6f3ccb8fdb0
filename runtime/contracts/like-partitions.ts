// RC16: adversarial validation. Can training and judged rows be told apart by the features? A naive Bayes classifier on
// binned features, learned on every other row and judged on the rest. Informs only; along a time, rows differ by nature.
import { createRandom, permutation } from "../numeric/random.ts";
import { formatNumber } from "../report/quantity.ts";
import { type Contract, type ContractInput, held, judged, notApplicable } from "./contract.ts";
import { dataContracts } from "./contracts.diagnostics.ts";
import { mainPair, type Pair } from "./pairs.ts";
import { auc, binCells, probe } from "./probe.ts";
import { PROBE_ROWS, takeEvenly } from "./sample.ts";
import { cellsOf } from "./sampled-cells.ts";

export const SHIFT_SCORE = 0.8;
const FEWEST_ROWS = 40;

export const likePartitions: Contract = {
  name: "like-partitions",
  verify: (input) => {
    const { task, splitSpan } = input;
    const compared = comparedRows(input);
    if (compared === null) return notApplicable("too few rows to compare");
    const { pair, rows, side } = compared;
    const bins = task.features.map((feature) => binCells(cellsOf(input, feature, rows)));
    const score = naiveBayes(bins, side);
    const evidence = { rows: rows.length, auc: score };
    if (!(score >= SHIFT_SCORE) || task.times !== null) return held(evidence);
    const alone = bins.map((codes) => probe(codes, { metric: "AUC", lists: [side] }));
    const most = alone.reduce((best, value, i) => (value > alone[best]! ? i : best), 0);
    const holes = { first: pair.first, second: pair.second, score: formatNumber(score) };
    const column = task.features[most]!.name;
    return judged([dataContracts["shifted-partitions"](splitSpan, { ...holes, column })], evidence);
  },
};

interface ComparedRows {
  readonly pair: Pair;
  readonly rows: Int32Array;
  /** 0 for training rows, 1 for judged ones. */
  readonly side: Float64Array;
}

/** Null when there are too few. */
export function comparedRows({ partitions, seed }: ContractInput): ComparedRows | null {
  const pair = mainPair(partitions);
  if (pair === null || pair.judged.length < FEWEST_ROWS || pair.train.length < FEWEST_ROWS) return null;
  const train = takeEvenly(pair.train, PROBE_ROWS / 2);
  const both = [...train, ...takeEvenly(pair.judged, PROBE_ROWS / 2)];
  const order = permutation(both.length, createRandom(seed, "adversarial"));
  return {
    pair,
    rows: Int32Array.from(order, (i) => both[i]!),
    side: Float64Array.from(order, (i) => (i < train.length ? 0 : 1)),
  };
}

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
