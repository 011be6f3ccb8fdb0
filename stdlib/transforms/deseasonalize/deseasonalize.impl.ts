// Additive seasonal indices: means per place in the season of what a straight line in time leaves, shifted to a mean of 0 over
// the places.
import { ComponentError, type TransformImplementation } from "../../../runtime/component.ts";
import { requireNumbers } from "../number-columns.ts";
import { fitLine, lineAt } from "../time-line.ts";
import { mapAtTimes, requireTimes } from "../time-values.ts";
import type { DeseasonalizeParams } from "./deseasonalize.decl.ts";

export type DeseasonalizeState = {
  /** Per column: places in the season, rising, and what stands there. */
  readonly seasons: readonly { readonly places: Float64Array; readonly indices: Float64Array }[];
};

export interface SeasonLength {
  readonly unit: "months" | "milliseconds";
  readonly count: number;
}

export function seasonLength(period: DeseasonalizeParams["period"]): SeasonLength {
  const { months, milliseconds } = typeof period === "number" ? { months: 0, milliseconds: 0 } : period;
  if (months > 0 && milliseconds === 0) return { unit: "months", count: months };
  if (milliseconds > 0 && months === 0) return { unit: "milliseconds", count: milliseconds };
  throw new ComponentError(
    "param/season-too-short",
    "`deseasonalize` needs a period above 0, of days and hours or of whole months",
    "for example `period: 24h` or `period: 12mo`",
  );
}

/** Where in the season a moment lies: milliseconds from its start, or whole months. */
function placeOf(period: DeseasonalizeParams["period"]): (time: number) => number {
  const { unit, count } = seasonLength(period);
  const place = (at: number): number => ((at % count) + count) % count;
  if (unit === "milliseconds") return place;
  return (time) => {
    const date = new Date(time);
    return place(date.getUTCFullYear() * 12 + date.getUTCMonth());
  };
}

function seasonOf(times: Float64Array, values: Float64Array, place: (time: number) => number) {
  const line = fitLine(times, values);
  const sums = new Map<number, { sum: number; count: number }>();
  for (let i = 0; i < values.length; i++) {
    const rest = values[i]! - lineAt(line, times[i]!);
    if (Number.isNaN(rest)) continue;
    const at = place(times[i]!);
    const own = sums.get(at) ?? { sum: 0, count: 0 };
    sums.set(at, { sum: own.sum + rest, count: own.count + 1 });
  }
  const places = Float64Array.from(sums.keys()).sort();
  const means = places.map((at) => sums.get(at)!.sum / sums.get(at)!.count);
  const centre = means.reduce((sum, mean) => sum + mean, 0) / Math.max(1, means.length);
  return { places, indices: means.map((mean) => mean - centre) };
}

function indexAt(
  { places, indices }: DeseasonalizeState["seasons"][number],
  place: (time: number) => number,
): (time: number) => number {
  const known = new Map(Array.from(places, (at, i) => [at, indices[i]!]));
  return (time) => known.get(place(time)) ?? 0;
}

export const deseasonalizeImplementation: TransformImplementation<DeseasonalizeParams, DeseasonalizeState> = {
  fit: ({ columns, order }, { period }) => {
    const times = requireTimes(order, "deseasonalize");
    const place = placeOf(period);
    return { seasons: columns.map((column) => seasonOf(times, requireNumbers(column).values, place)) };
  },
  apply: (columns, { seasons }, { period }, order) => {
    const times = requireTimes(order, "deseasonalize");
    const place = placeOf(period);
    return columns.map((column, j) => {
      const index = indexAt(seasons[j]!, place);
      return mapAtTimes(column, times, (value, time) => value - index(time));
    });
  },
  invert: (values, { seasons }, { period }, order) => {
    const times = requireTimes(order, "deseasonalize");
    const index = indexAt(seasons[0]!, placeOf(period));
    return values.map((value, i) => value + index(times[i]!));
  },
};
