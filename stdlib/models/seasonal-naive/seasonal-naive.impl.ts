import type { SeriesImplementation } from "../../../runtime/component.ts";
import { lastObserved } from "../observed.ts";
import { seasonRows } from "../season-length.ts";
import type { SeasonalNaiveParams } from "./seasonal-naive.decl.ts";

/** The latest value at the same place in the season, up to the origin; the last value where no season holds one. */
function sameSeason(values: Float64Array, origin: number, step: number, period: number, last: Int32Array): number {
  for (let row = origin + step - Math.ceil(step / period) * period; row >= 0; row -= period) {
    if (!Number.isNaN(values[row]!)) return values[row]!;
  }
  const index = last[origin]!;
  return index < 0 ? Number.NaN : values[index]!;
}

export const seasonalNaiveImplementation: SeriesImplementation<SeasonalNaiveParams, null> = {
  input: "series",
  fit: () => null,
  forecast: (history, _seriesIndex, origins, _state, params, { horizon, seasonLength }) => {
    const period = seasonRows(params.period, history, seasonLength);
    const last = lastObserved(history.values);
    const result = new Float64Array(origins.length * horizon);
    origins.forEach((origin, i) => {
      for (let step = 1; step <= horizon; step++) {
        result[i * horizon + step - 1] = sameSeason(history.values, origin, step, period, last);
      }
    });
    return result;
  },
};
