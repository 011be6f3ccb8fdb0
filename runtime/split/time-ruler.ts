// Positions on the distinct times of a pool, and how amounts (rows, percentages, durations, dates) move them.
import type { Duration } from "../../specs/data-type.ts";
import type { Amount } from "../../specs/parameter.ts";
import { addDuration } from "../task/calendar-time.ts";

/** The end of a part: `index` times lie before it. `time` is the last moment that belongs to it. */
export interface Boundary {
  readonly index: number;
  readonly time: number;
}

export interface TimeRuler {
  readonly times: Float64Array;
  /** Percentages count all times of the whole table. */
  readonly total: number;
  /** With a regular step a gap excludes both of its ends; without, it is the time that a label needs to be known. */
  readonly isRegular: boolean;
  /** On whose calendar whole days and months are counted. */
  readonly zone?: string | undefined;
}

export const endOf = (ruler: TimeRuler, index: number): Boundary => ({
  index,
  time: index > 0 ? ruler.times[index - 1]! : Number.NEGATIVE_INFINITY,
});

/** How many steps an amount is, rounded up as in scikit-learn's train_test_split; null for durations and dates. */
export function countOf(amount: Amount, total: number): number | null {
  if ("rows" in amount) return amount.rows;
  // 0.2 * 17420 is a little more than 3484 in floating point.
  if ("fraction" in amount) return Math.ceil(amount.fraction * total - 1e-9);
  return null;
}

/**
 * The boundary `count` amounts before `from`. A duration moves in time, from the last moment of the part: (t - d, t] is
 * the last part of length d. A date is the moment at which the part after the boundary begins.
 */
export function moveBack(ruler: TimeRuler, from: Boundary, amount: Amount, count: number): Boundary {
  const steps = countOf(amount, ruler.total);
  if (steps !== null) return endOf(ruler, Math.max(0, from.index - steps * count));
  if ("duration" in amount) {
    const time = addDuration(from.time, amount.duration, -count, ruler.zone);
    return { index: Math.min(from.index, countUpTo(ruler.times, time)), time };
  }
  if ("date" in amount) {
    const start = Date.parse(amount.date);
    return endOf(ruler, Math.min(from.index, countBelow(ruler.times, start)));
  }
  throw new TypeError(`unknown amount ${JSON.stringify(amount)}`);
}

/** Where training ends so that the gap lies strictly between its last origin and the origin at `first`. */
export function beforeGap(ruler: TimeRuler, first: number, gap: Amount | null): Boundary {
  if (gap === null) return endOf(ruler, first);
  const steps = countOf(gap, ruler.total);
  if (steps !== null) return endOf(ruler, Math.max(0, first - steps));
  if (!("duration" in gap) || first >= ruler.times.length) return endOf(ruler, first);
  const limit = ruler.times[first]!;
  let index = first;
  while (index > 0 && reaches(ruler, ruler.times[index - 1]!, gap.duration, limit)) index -= 1;
  return endOf(ruler, index);
}

function reaches(ruler: TimeRuler, time: number, gap: Duration, limit: number): boolean {
  const end = addDuration(time, gap, 1, ruler.zone);
  return ruler.isRegular ? end >= limit : end > limit;
}

/** The first index whose time lies more than an embargo after the judged part that ends before `end`. */
export function afterEmbargo(ruler: TimeRuler, end: number, embargo: Amount | null): number {
  if (embargo === null || end === 0) return end;
  const steps = countOf(embargo, ruler.total);
  if (steps !== null) return Math.min(ruler.times.length, end + steps);
  if (!("duration" in embargo)) return end;
  return Math.max(end, countUpTo(ruler.times, addDuration(ruler.times[end - 1]!, embargo.duration, 1, ruler.zone)));
}

/** Number of times that are not later than `time`. */
export function countUpTo(times: Float64Array, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle]! <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

function countBelow(times: Float64Array, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle]! < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
