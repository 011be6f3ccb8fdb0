// Errors of predicted numbers. Each prepares one number per row, so that resamples only weigh it again.
import type { MetricImplementation, MetricInput } from "../../../runtime/component.ts";
import { weightedQuantile } from "../../../runtime/numeric/statistics.ts";
import type { ValuesOf } from "../../../specs/parameter.ts";
import { meanScorer, predictedValues, type Weights, weightAt, weightedMean } from "../weighted.ts";
import type { pinball } from "./pinball.decl.ts";

type NoParams = Readonly<Record<never, never>>;
type RowError = (actual: number, predicted: number) => number;

function perRow(input: MetricInput, error: RowError): Float64Array {
  const predicted = predictedValues(input.prediction, input.rows);
  return input.actual.map((actual, i) => error(actual, predicted[i]!));
}

/** The weighted mean of an error per row, changed by `finish`. */
const meanOf = (error: RowError, finish?: (mean: number) => number): MetricImplementation<NoParams> => ({
  prepare: (input) => meanScorer(perRow(input, error), finish),
});

const squared: RowError = (actual, predicted) => (actual - predicted) ** 2;
const absolute: RowError = (actual, predicted) => Math.abs(actual - predicted);
/** Actual values nearer to 0 than the machine epsilon count as that (scikit-learn). */
const relative: RowError = (actual, predicted) =>
  Math.abs(actual - predicted) / Math.max(Math.abs(actual), Number.EPSILON);

export const maeImplementation = meanOf(absolute);
export const mseImplementation = meanOf(squared);
export const rmseImplementation = meanOf(squared, Math.sqrt);
export const mapeImplementation = meanOf(relative);
export const biasImplementation = meanOf((actual, predicted) => predicted - actual);
export const smapeImplementation = meanOf((actual, predicted) => {
  const size = Math.abs(actual) + Math.abs(predicted);
  return size === 0 ? 0 : (2 * Math.abs(actual - predicted)) / size;
});

export const r2Implementation: MetricImplementation<NoParams> = {
  prepare: (input) => {
    const errors = perRow(input, squared);
    return (weights) => {
      const mean = weightedMean(input.actual, weights);
      const unexplained = weightedMean(errors, weights);
      const total = weightedMean(
        input.actual.map((actual) => (actual - mean) ** 2),
        weights,
      );
      if (total > 0) return 1 - unexplained / total;
      // A constant target: scikit-learn gives 1 to a perfect and 0 to any other prediction.
      return unexplained === 0 ? 1 : 0;
    };
  },
};

export const mdapeImplementation: MetricImplementation<NoParams> = {
  prepare: (input) => {
    const errors = perRow(input, relative);
    return (weights) => weightedQuantile(errors, weights, 0.5);
  },
};

export const wapeImplementation: MetricImplementation<NoParams> = {
  prepare: (input) => {
    const errors = perRow(input, absolute);
    const sizes = input.actual.map(Math.abs);
    const score = (error: number, size: number): number => (size === 0 ? Number.NaN : error / size);
    const ofWeights = (weights: Weights): number => {
      let error = 0;
      let size = 0;
      for (let i = 0; i < errors.length; i++) {
        error += weightAt(weights, i) * errors[i]!;
        size += weightAt(weights, i) * sizes[i]!;
      }
      return score(error, size);
    };
    const sums = { terms: [errors, sizes], score: ([error, size]: readonly number[]) => score(error!, size!) };
    return Object.assign(ofWeights, { sums });
  },
};

export const pinballImplementation: MetricImplementation<ValuesOf<typeof pinball.params>> = {
  prepare: (input, { q }) => {
    const losses = perRow(input, (actual, predicted) => {
      const error = actual - predicted;
      return error >= 0 ? q * error : (q - 1) * error;
    });
    return meanScorer(losses);
  },
};
