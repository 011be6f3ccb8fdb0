import type { SeriesImplementation } from "../../../runtime/component.ts";
import { lastObserved } from "../observed.ts";
import type { NaiveParams } from "./naive.decl.ts";

export const naiveImplementation: SeriesImplementation<NaiveParams, null> = {
  input: "series",
  fit: () => null,
  forecast: ({ values }, _seriesIndex, origins, _state, _params, { horizon }) => {
    const result = new Float64Array(origins.length * horizon);
    const last = lastObserved(values);
    origins.forEach((origin, i) => {
      const index = last[origin]!;
      result.fill(index < 0 ? Number.NaN : values[index]!, i * horizon, (i + 1) * horizon);
    });
    return result;
  },
};
