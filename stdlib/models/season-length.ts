// The length of a season in rows.
import type { SeriesHistory } from "../../runtime/component.ts";
import { ComponentError } from "../../runtime/component.ts";
import type { Duration } from "../../specs/data-type.ts";

/** Mean length of a month in the Gregorian calendar. */
const MONTH_MILLISECONDS = 30.436875 * 86_400_000;

const lengthOf = (duration: Duration): number => duration.months * MONTH_MILLISECONDS + duration.milliseconds;

/** `period` as rows of the series: a number is rows, a duration is divided by the mean step, null takes `fallback`. */
export function seasonRows(period: Duration | number | null, { times }: SeriesHistory, fallback: number): number {
  if (period === null) return Math.max(1, fallback);
  const rows = typeof period === "number" ? period : durationRows(lengthOf(period), times);
  if (rows >= 1) return rows;
  throw new ComponentError(
    "param/season-too-short",
    "the season is shorter than one step of the series",
    "give a `period:` of one step or more",
  );
}

function durationRows(milliseconds: number, times: Float64Array): number {
  const last = times.length - 1;
  if (last < 1) return 1;
  return Math.round(milliseconds / ((times[last]! - times[0]!) / last));
}
