// How well one column alone predicts the label: a shallow tree in one variable (equal-frequency bins, one more for missing
// values), learned on every other row and judged on the rest, both ways. For classes the AUC of the worst-hidden class
// against the others, for numbers R².
import type { FrameColumn } from "../frame/frame.ts";

const BINS = 64;

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
  const bins = codes.reduce((most, code) => Math.max(most, code), 0) + 1;
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
  const scores: number[] = [];
  const actual: number[] = [];
  for (let i = 1 - parity; i < codes.length; i += 2) {
    const bin = codes[i]!;
    scores.push(counts[bin] === 0 ? mean : sums[bin]! / counts[bin]!);
    actual.push(values[i]!);
  }
  return metric === "AUC" ? auc(scores, actual) : rSquared(scores, actual);
}

/** Mann-Whitney with mid-ranks; `actual` is 0 or 1. */
export function auc(scores: readonly number[], actual: readonly number[]): number {
  const order = scores.map((_, i) => i).sort((a, b) => scores[a]! - scores[b]!);
  let ranks = 0;
  let positives = 0;
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && scores[order[to]!] === scores[order[from]!]) to += 1;
    for (let i = from; i < to; i++) {
      if (actual[order[i]!] !== 1) continue;
      ranks += (from + to + 1) / 2;
      positives += 1;
    }
    from = to;
  }
  const negatives = order.length - positives;
  if (positives === 0 || negatives === 0) return Number.NaN;
  return (ranks - (positives * (positives + 1)) / 2) / (positives * negatives);
}

function rSquared(predicted: readonly number[], actual: readonly number[]): number {
  const mean = actual.reduce((sum, value) => sum + value, 0) / actual.length;
  let residual = 0;
  let total = 0;
  for (const [i, value] of actual.entries()) {
    residual += (value - predicted[i]!) ** 2;
    total += (value - mean) ** 2;
  }
  return total === 0 ? Number.NaN : 1 - residual / total;
}

/** Bin of every cell; 0 is missing. Levels that occur once tell nothing and share a bin. */
export function binCells(column: FrameColumn): Int32Array {
  if (column.kind === "number") return binNumbers(column.values);
  const counts = new Map<number, number>();
  for (const code of column.codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  return column.codes.map((code) => {
    if (code < 0) return 0;
    return counts.get(code)! < 2 ? 1 : code + 2;
  });
}

export function binNumbers(values: Float64Array): Int32Array {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const edges: number[] = [];
  for (let bin = 1; bin < BINS; bin++) {
    const edge = sorted[Math.floor((bin * sorted.length) / BINS)];
    if (edge !== undefined && edge !== edges.at(-1)) edges.push(edge);
  }
  return Int32Array.from(values, (value) => {
    if (Number.isNaN(value)) return 0;
    let low = 0;
    let high = edges.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (edges[middle]! <= value) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  });
}
