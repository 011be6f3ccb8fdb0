// Errors in units of how hard the series is to forecast (Hyndman and Koehler, 2006). Rows are origins times horizon.
import { ComponentError, type MetricImplementation, type MetricInput } from "../../../runtime/component.ts";
import { predictedValues, weightedMean } from "../weighted.ts";

type NoParams = Readonly<Record<never, never>>;

function requireScale(scale: Float64Array | null | undefined, metric: string): Float64Array {
  if (scale !== null && scale !== undefined) return scale;
  throw new ComponentError(
    "data/no-history",
    `\`${metric}\` needs the training part of the series, which this evaluation does not have`,
    "use `mae` or `rmse`",
  );
}

/** Error over scale per row; a constant training part has scale 0 and makes the metric undefined. */
function scaled(input: MetricInput, scale: Float64Array, error: (difference: number) => number): Float64Array {
  const predicted = predictedValues(input.prediction, input.rows);
  return input.actual.map((actual, i) => (scale[i] === 0 ? Number.NaN : error(actual - predicted[i]!) / scale[i]!));
}

export const maseImplementation: MetricImplementation<NoParams> = {
  prepare: (input) => {
    const errors = scaled(input, requireScale(input.scale, "mase"), Math.abs);
    return (weights) => weightedMean(errors, weights);
  },
};

export const rmsseImplementation: MetricImplementation<NoParams> = {
  prepare: (input) => {
    const errors = scaled(input, requireScale(input.squaredScale, "rmsse"), (difference) => difference * difference);
    return (weights) => Math.sqrt(weightedMean(errors, weights));
  },
};
