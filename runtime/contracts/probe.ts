// How well one column alone predicts the label: a shallow tree in one variable (equal-frequency bins, one more for missing
// values), learned on every other row and judged on the rest, both ways. For classes the AUC of the worst-hidden class
// against the others, for numbers R².
import { highest } from "./bins.ts";

export type ProbeMetric = "AUC" | "R²";

export interface ProbeTarget {
  readonly metric: ProbeMetric;
  /** Per probed row: 0/1 targets, one list per class that is probed; or the numbers themselves, one list. */
  readonly lists: readonly Float64Array[];
}

/** Classes beyond the first ten are not probed one by one. */
export function probeTarget(label: Float64Array, classes: readonly string[] | null): ProbeTarget {
  if (classes === null) return { metric: "R²", lists: [label] };
  const probed = classes.length === 2 ? [1] : classes.slice(0, 10).map((_, code) => code);
  return { metric: "AUC", lists: probed.map((code) => label.map((value) => (value === code ? 1 : 0))) };
}

/** In [0.5, 1] for AUC, at most 1 for R²; NaN when it is undefined on these rows. */
export function probe(codes: Int32Array, target: ProbeTarget): number {
  let best = Number.NaN;
  for (const values of target.lists) {
    const score = (half(codes, values, target.metric, 0) + half(codes, values, target.metric, 1)) / 2;
    if (!(score <= best)) best = Number.isNaN(score) ? best : score;
  }
  return best;
}

function half(codes: Int32Array, values: Float64Array, metric: ProbeMetric, parity: number): number {
  const bins = highest(codes) + 1;
  const sums = new Float64Array(bins);
  const counts = new Float64Array(bins);
  let sum = 0;
  let count = 0;
  for (let i = parity; i < codes.length; i += 2) {
    sums[codes[i]!]! += values[i]!;
    counts[codes[i]!]! += 1;
    sum += values[i]!;
    count += 1;
  }
  const mean = sum / count;
  const scores = sums.map((total, bin) => (counts[bin] === 0 ? mean : total / counts[bin]!));
  return metric === "AUC" ? aucOfBins(scores, codes, values, 1 - parity) : rSquared(scores, codes, values, 1 - parity);
}

/** Every other row, from `first` on, has the score of its bin. */
function aucOfBins(scores: Float64Array, codes: Int32Array, actual: Float64Array, first: number): number {
  const rows = new Float64Array(scores.length);
  const positive = new Float64Array(scores.length);
  for (let i = first; i < codes.length; i += 2) {
    rows[codes[i]!]! += 1;
    if (actual[i] === 1) positive[codes[i]!]! += 1;
  }
  return rankSum(scores, rows, positive);
}

/** Mann-Whitney with mid-ranks; `actual` is 0 or 1. */
export const auc = (scores: Float64Array, actual: Float64Array): number =>
  rankSum(
    scores,
    actual.map(() => 1),
    actual,
  );

/** By score: how many rows have it, and how many of them are positive. */
function rankSum(scores: Float64Array, rows: Float64Array, positive: Float64Array): number {
  const order = Int32Array.from(scores.keys()).sort((a, b) => scores[a]! - scores[b]!);
  let ranks = 0;
  let positives = 0;
  let before = 0;
  for (let from = 0; from < order.length; ) {
    const score = scores[order[from]!]!;
    let tied = 0;
    let hits = 0;
    do {
      tied += rows[order[from]!]!;
      hits += positive[order[from]!]!;
      from += 1;
    } while (from < order.length && scores[order[from]!] === score);
    // Ranks are halves of whole numbers, whose sums are exact.
    ranks += (hits * (2 * before + tied + 1)) / 2;
    positives += hits;
    before += tied;
  }
  const negatives = before - positives;
  if (positives === 0 || negatives === 0) return Number.NaN;
  return (ranks - (positives * (positives + 1)) / 2) / (positives * negatives);
}

function rSquared(scores: Float64Array, codes: Int32Array, actual: Float64Array, first: number): number {
  let sum = 0;
  let count = 0;
  for (let i = first; i < codes.length; i += 2) {
    sum += actual[i]!;
    count += 1;
  }
  const mean = sum / count;
  let residual = 0;
  let total = 0;
  for (let i = first; i < codes.length; i += 2) {
    residual += (actual[i]! - scores[codes[i]!]!) ** 2;
    total += (actual[i]! - mean) ** 2;
  }
  return total === 0 ? Number.NaN : 1 - residual / total;
}
