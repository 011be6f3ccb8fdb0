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

/**
 * Mean error over scale. A series whose training part is constant or too short has no scale and is left out:
 * Hyndman and Koehler (2006) define scaled errors for series that vary only. NaN when that leaves no row.
 */
function prepareScaled(input: MetricInput, scale: Float64Array, error: (difference: number) => number) {
  const predicted = predictedValues(input.prediction, input.rows);
  const kept = Int32Array.from(input.actual, (_, i) => i).filter((i) => scale[i]! > 0);
  const errors = Float64Array.from(kept, (i) => error(input.actual[i]! - predicted[i]!) / scale[i]!);
  return (weights: Float64Array | null): number =>
    weightedMean(errors, weights === null ? null : Float64Array.from(kept, (i) => weights[i]!));
}

export const maseImplementation: MetricImplementation<NoParams> = {
  prepare: (input) => prepareScaled(input, requireScale(input.scale, "mase"), Math.abs),
};

export const rmsseImplementation: MetricImplementation<NoParams> = {
  prepare: (input) => {
    const score = prepareScaled(input, requireScale(input.squaredScale, "rmsse"), (difference) => difference ** 2);
    return (weights) => Math.sqrt(score(weights));
  },
};
