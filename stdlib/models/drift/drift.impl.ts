import type { SeriesImplementation } from "../../../runtime/component.ts";
import { lastObserved } from "../observed.ts";
import type { DriftParams } from "./drift.decl.ts";

export const driftImplementation: SeriesImplementation<DriftParams, null> = {
  input: "series",
  fit: () => null,
  forecast: ({ values }, _seriesIndex, origins, _state, _params, { horizon }) => {
    const result = new Float64Array(origins.length * horizon);
    const last = lastObserved(values);
    const first = values.findIndex((value) => !Number.isNaN(value));
    origins.forEach((origin, i) => {
      const index = last[origin]!;
      const slope = index > first ? (values[index]! - values[first]!) / (index - first) : 0;
      for (let step = 1; step <= horizon; step++) {
        result[i * horizon + step - 1] = index < 0 ? Number.NaN : values[index]! + slope * (origin + step - index);
      }
    });
    return result;
  },
};
