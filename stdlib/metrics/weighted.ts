// What metrics share: weighted sums over rows, and reading a prediction as values.
import type { Prediction, Scorer } from "../../runtime/component.ts";

export type Weights = Float64Array | null;

export const weightAt = (weights: Weights, row: number): number => (weights === null ? 1 : weights[row]!);

/** Weighted mean of one number per row; rows where it is NaN make the result NaN. */
export function weightedMean(values: Float64Array, weights: Weights): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    const weight = weightAt(weights, i);
    if (weight === 0) continue;
    sum += weight * values[i]!;
    total += weight;
  }
  return total === 0 ? Number.NaN : sum / total;
}

/** The weighted mean of one number per row, changed by `finish`. */
export const meanScorer = (values: Float64Array, finish: (mean: number) => number = (mean) => mean): Scorer =>
  Object.assign((weights: Weights) => finish(weightedMean(values, weights)), {
    sums: {
      terms: [values],
      score: ([sum]: readonly number[], weight: number) => finish(weight === 0 ? Number.NaN : sum! / weight),
    },
  });

/** Predicted values; for probabilities the most probable class (the first of a tie). */
export function predictedValues(prediction: Prediction, rows: number): Float64Array {
  if (prediction.kind === "values") return prediction.values;
  const { probabilities, classes } = prediction;
  const chosen = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    let best = 0;
    for (let k = 1; k < classes; k++) {
      if (probabilities[i * classes + k]! > probabilities[i * classes + best]!) best = k;
    }
    chosen[i] = best;
  }
  return chosen;
}
