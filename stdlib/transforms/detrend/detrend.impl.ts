import type { TransformImplementation } from "../../../runtime/component.ts";
import { requireNumbers } from "../number-columns.ts";
import { fitLine, lineAt, type TimeLine } from "../time-line.ts";
import { mapAtTimes, requireTimes } from "../time-values.ts";
import type { DetrendParams } from "./detrend.decl.ts";

export type DetrendState = { readonly lines: readonly TimeLine[] };

export const detrendImplementation: TransformImplementation<DetrendParams, DetrendState> = {
  fit: ({ columns, order }) => {
    const times = requireTimes(order, "detrend");
    return { lines: columns.map((column) => fitLine(times, requireNumbers(column).values)) };
  },
  apply: (columns, { lines }, _params, order) => {
    const times = requireTimes(order, "detrend");
    return columns.map((column, j) => mapAtTimes(column, times, (value, time) => value - lineAt(lines[j]!, time)));
  },
  invert: (values, { lines }, _params, order) => {
    const times = requireTimes(order, "detrend");
    return values.map((value, i) => value + lineAt(lines[0]!, times[i]!));
  },
};
