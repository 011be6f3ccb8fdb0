// Metrics of the order of scores. The order is sorted once; each resample is one pass over it. Tied scores form one step.
import { ComponentError, type MetricImplementation, type MetricInput } from "../../../runtime/component.ts";
import type { ValuesOf } from "../../../specs/parameter.ts";
import { type Weights, weightAt } from "../weighted.ts";
import type { rocAuc } from "./roc-auc.decl.ts";

type AverageParams = ValuesOf<typeof rocAuc.params>;

/** Rows by falling score; `ends[i]` is 1 where the next score is lower. */
interface Ranking {
  readonly order: Int32Array;
  readonly ends: Uint8Array;
  readonly isPositive: Uint8Array;
}

type RankMeasure = (ranking: Ranking, weights: Weights, positives: number, negatives: number) => number;

function rank(input: MetricInput, positive: number): Ranking {
  const { rows, prediction, actual } = input;
  const scores = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    scores[i] =
      prediction.kind === "values"
        ? prediction.values[i]!
        : prediction.probabilities[i * prediction.classes + positive]!;
  }
  if (scores.some(Number.isNaN)) {
    throw new ComponentError(
      "data/missing-predictions",
      "some predictions are missing",
      "look at the rows that the model could not predict",
    );
  }
  const order = Int32Array.from(scores.keys()).sort((a, b) => scores[b]! - scores[a]!);
  const ends = new Uint8Array(rows);
  for (let k = 0; k < rows; k++) ends[k] = k + 1 === rows || scores[order[k]!] !== scores[order[k + 1]!] ? 1 : 0;
  return { order, ends, isPositive: Uint8Array.from(actual, (code) => (code === positive ? 1 : 0)) };
}

function area({ order, ends, isPositive }: Ranking, weights: Weights, positives: number, negatives: number): number {
  if (positives === 0 || negatives === 0) return Number.NaN;
  let above = 0;
  let stepPositive = 0;
  let stepNegative = 0;
  let sum = 0;
  for (let k = 0; k < order.length; k++) {
    const row = order[k]!;
    if (isPositive[row] === 1) stepPositive += weightAt(weights, row);
    else stepNegative += weightAt(weights, row);
    if (ends[k] === 0) continue;
    sum += stepNegative * (above + stepPositive / 2);
    above += stepPositive;
    stepPositive = 0;
    stepNegative = 0;
  }
  return sum / (positives * negatives);
}

function averagePrecision({ order, ends, isPositive }: Ranking, weights: Weights, positives: number): number {
  if (positives === 0) return Number.NaN;
  let found = 0;
  let seen = 0;
  let before = 0;
  let sum = 0;
  for (let k = 0; k < order.length; k++) {
    const row = order[k]!;
    seen += weightAt(weights, row);
    if (isPositive[row] === 1) found += weightAt(weights, row);
    if (ends[k] === 0) continue;
    if (found > before) sum += ((found - before) / positives) * (found / seen);
    before = found;
  }
  return sum;
}

function distance(
  { order, ends, isPositive }: Ranking,
  weights: Weights,
  positives: number,
  negatives: number,
): number {
  if (positives === 0 || negatives === 0) return Number.NaN;
  let hit = 0;
  let alarm = 0;
  let largest = 0;
  for (let k = 0; k < order.length; k++) {
    const row = order[k]!;
    if (isPositive[row] === 1) hit += weightAt(weights, row);
    else alarm += weightAt(weights, row);
    if (ends[k] === 1) largest = Math.max(largest, Math.abs(hit / positives - alarm / negatives));
  }
  return largest;
}

/** Of the positive class, or each class against the rest and averaged. */
const ranked = (measure: RankMeasure): MetricImplementation<AverageParams> => ({
  prepare: (input, { average }) => {
    const { positive } = input;
    if (positive === null && input.prediction.kind === "values") {
      throw new ComponentError(
        "data/no-probabilities",
        "this metric needs class probabilities",
        "use a model that gives probabilities, or `accuracy`",
      );
    }
    const classes = positive !== null ? [positive] : Array.from(input.classes ?? [], (_, k) => k);
    const rankings = classes.map((k) => rank(input, k));
    return (weights) => {
      let sum = 0;
      let total = 0;
      for (const ranking of rankings) {
        const { positives, negatives } = sides(ranking, weights);
        const share = average === "weighted" && positive === null ? positives : 1;
        if (share === 0) continue;
        sum += share * measure(ranking, weights, positives, negatives);
        total += share;
      }
      return total === 0 ? Number.NaN : sum / total;
    };
  },
});

function sides({ isPositive }: Ranking, weights: Weights): { readonly positives: number; readonly negatives: number } {
  let positives = 0;
  let negatives = 0;
  for (let row = 0; row < isPositive.length; row++) {
    if (isPositive[row] === 1) positives += weightAt(weights, row);
    else negatives += weightAt(weights, row);
  }
  return { positives, negatives };
}

export const rocAucImplementation = ranked(area);
export const prAucImplementation = ranked(averagePrecision);
export const ksImplementation = ranked(distance);
export const giniImplementation = ranked((...args) => 2 * area(...args) - 1);
