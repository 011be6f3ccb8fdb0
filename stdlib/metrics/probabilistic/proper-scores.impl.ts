// Proper scores of predicted probabilities: best in expectation for the true ones.
import { ComponentError, type MetricImplementation, type MetricInput } from "../../../runtime/component.ts";
import { meanScorer } from "../weighted.ts";

type NoParams = Readonly<Record<never, never>>;

/** Row-major rows x classes; values are read as the probability of the positive class of two. */
function probabilitiesOf({ prediction, positive, rows }: MetricInput): {
  readonly values: Float64Array;
  readonly classes: number;
} {
  if (prediction.kind === "probabilities") return { values: prediction.probabilities, classes: prediction.classes };
  if (positive === null) {
    throw new ComponentError(
      "data/no-probabilities",
      "this metric needs class probabilities",
      "use a model that gives probabilities, or `accuracy`",
    );
  }
  const values = new Float64Array(2 * rows);
  prediction.values.forEach((value, i) => {
    values[2 * i + positive] = value;
    values[2 * i + 1 - positive] = 1 - value;
  });
  return { values, classes: 2 };
}

export const logLossImplementation: MetricImplementation<NoParams> = {
  prepare: (input) => {
    const { values, classes } = probabilitiesOf(input);
    const losses = input.actual.map((code, i) => {
      let total = 0;
      for (let k = 0; k < classes; k++) total += clipped(values[i * classes + k]!);
      return -Math.log(clipped(values[i * classes + code]!) / total);
    });
    return meanScorer(losses);
  },
};

/** Keeps the logarithm finite (scikit-learn's clipping). */
const clipped = (probability: number): number => Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, probability));

export const brierImplementation: MetricImplementation<NoParams> = {
  prepare: (input) => {
    const { values, classes } = probabilitiesOf(input);
    const losses = input.actual.map((code, i) => {
      let sum = 0;
      for (let k = 0; k < classes; k++) sum += (values[i * classes + k]! - (code === k ? 1 : 0)) ** 2;
      // For two classes the habit is the square of one class's error, which is half the sum.
      return classes === 2 ? sum / 2 : sum;
    });
    return meanScorer(losses);
  },
};
