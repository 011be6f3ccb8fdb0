// Counts of actual against predicted classes, and what is computed from them; the conventions are scikit-learn's.
import type { MetricImplementation, MetricInput } from "../../../runtime/component.ts";
import type { ValuesOf } from "../../../specs/parameter.ts";
import { predictedValues, type Weights, weightAt } from "../weighted.ts";
import type { f1 } from "./f1.decl.ts";

type NoParams = Readonly<Record<never, never>>;
type AverageParams = ValuesOf<typeof f1.params>;

interface Confusion {
  readonly classes: number;
  /** Row-major actual x predicted. */
  readonly counts: Float64Array;
  readonly actual: Float64Array;
  readonly predicted: Float64Array;
  readonly hits: Float64Array;
  readonly total: number;
}

function classCount({ classes, prediction, actual }: MetricInput, predicted: Float64Array): number {
  if (classes !== null) return classes.length;
  if (prediction.kind === "probabilities") return prediction.classes;
  return (
    1 +
    Math.max(
      actual.reduce((a, b) => Math.max(a, b), 0),
      predicted.reduce((a, b) => Math.max(a, b), 0),
    )
  );
}

function confusion(input: MetricInput, chosen: Float64Array, classes: number, weights: Weights): Confusion {
  const counts = new Float64Array(classes * classes);
  for (let i = 0; i < input.rows; i++) {
    const place = input.actual[i]! * classes + chosen[i]!;
    counts[place] = counts[place]! + weightAt(weights, i);
  }
  const actual = new Float64Array(classes);
  const predicted = new Float64Array(classes);
  const hits = new Float64Array(classes);
  let total = 0;
  for (let a = 0; a < classes; a++) {
    for (let p = 0; p < classes; p++) {
      const count = counts[a * classes + p]!;
      actual[a] = actual[a]! + count;
      predicted[p] = predicted[p]! + count;
      total += count;
      if (a === p) hits[a] = count;
    }
  }
  return { classes, counts, actual, predicted, hits, total };
}

const fromConfusion = <P>(
  measure: (table: Confusion, input: MetricInput, params: P) => number,
): MetricImplementation<P> => ({
  prepare: (input, params) => {
    const chosen = predictedValues(input.prediction, input.rows);
    const classes = classCount(input, chosen);
    return (weights) => measure(confusion(input, chosen, classes, weights), input, params);
  },
});

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

export const accuracyImplementation = fromConfusion<NoParams>(({ hits, total }) =>
  total === 0 ? Number.NaN : sum(hits) / total,
);

export const balancedAccuracyImplementation = fromConfusion<NoParams>(({ hits, actual }) => {
  const recalls = hits.map((hit, k) => hit / actual[k]!).filter((recall) => !Number.isNaN(recall));
  return recalls.length === 0 ? Number.NaN : sum(recalls) / recalls.length;
});

type Score = (hits: number, actual: number, predicted: number) => number;

/** A one-class score of the positive class, or averaged over the classes that occur. */
const scoreOf = (score: Score): MetricImplementation<AverageParams> =>
  fromConfusion<AverageParams>(({ classes, hits, actual, predicted, total }, { positive }, { average }) => {
    if (total === 0) return Number.NaN;
    if (positive !== null) return score(hits[positive]!, actual[positive]!, predicted[positive]!);
    if (average === "micro") return score(sum(hits), total, total);
    let weighted = 0;
    let weight = 0;
    for (let k = 0; k < classes; k++) {
      if (actual[k] === 0 && predicted[k] === 0) continue;
      const share = average === "macro" ? 1 : actual[k]!;
      weighted += share * score(hits[k]!, actual[k]!, predicted[k]!);
      weight += share;
    }
    return weighted / weight;
  });

export const f1Implementation = scoreOf((hits, actual, predicted) => ratio(2 * hits, actual + predicted));
export const precisionImplementation = scoreOf((hits, _actual, predicted) => ratio(hits, predicted));
export const recallImplementation = scoreOf((hits, actual) => ratio(hits, actual));

export const mccImplementation = fromConfusion<NoParams>(({ hits, actual, predicted, total }) => {
  if (total === 0) return Number.NaN;
  let cross = 0;
  let actualSquares = 0;
  let predictedSquares = 0;
  for (let k = 0; k < actual.length; k++) {
    cross += actual[k]! * predicted[k]!;
    actualSquares += actual[k]! ** 2;
    predictedSquares += predicted[k]! ** 2;
  }
  const spread = (total * total - predictedSquares) * (total * total - actualSquares);
  return spread === 0 ? 0 : (sum(hits) * total - cross) / Math.sqrt(spread);
});
