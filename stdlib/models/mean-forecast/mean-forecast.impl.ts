import type { SeriesImplementation } from "../../../runtime/component.ts";
import type { MeanForecastParams } from "./mean-forecast.decl.ts";

/** Mean of the observed values up to each row. */
function runningMean(values: Float64Array): Float64Array {
  let sum = 0;
  let count = 0;
  return values.map((value) => {
    if (!Number.isNaN(value)) {
      sum += value;
      count++;
    }
    return sum / count;
  });
}

export const meanForecastImplementation: SeriesImplementation<MeanForecastParams, null> = {
  input: "series",
  fit: () => null,
  forecast: ({ values }, _seriesIndex, origins, _state, _params, { horizon }) => {
    const result = new Float64Array(origins.length * horizon);
    const means = runningMean(values);
    origins.forEach((origin, i) => {
      result.fill(means[origin]!, i * horizon, (i + 1) * horizon);
    });
    return result;
  },
};
