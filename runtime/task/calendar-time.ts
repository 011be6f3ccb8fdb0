// Durations on the time line: exact milliseconds and calendar months, in UTC or on the calendar of a zone.
import type { Duration } from "../../specs/data-type.ts";

const DAY = 86_400_000;

/**
 * `time` plus `count` times a duration. Months keep the day, or take the last day of a shorter month (as PostgreSQL and
 * pandas' DateOffset do). Whole days and months of a zone keep the time of day there. `time` in milliseconds since the epoch.
 */
export function addDuration(time: number, duration: Duration, count: number, zone?: string): number {
  const isCalendar = duration.months !== 0 || duration.milliseconds % DAY === 0;
  if (zone !== undefined && isCalendar) return toUtc(addDuration(time + offsetAt(time, zone), duration, count), zone);
  const exact = time + count * duration.milliseconds;
  return duration.months === 0 ? exact : addMonths(exact, count * duration.months);
}

function addMonths(time: number, months: number): number {
  const date = new Date(time);
  const month = date.getUTCMonth() + months;
  const year = date.getUTCFullYear() + Math.floor(month / 12);
  const inYear = ((month % 12) + 12) % 12;
  const lastDay = new Date(Date.UTC(year, inYear + 1, 0)).getUTCDate();
  const midnight = Date.UTC(year, inYear, Math.min(date.getUTCDate(), lastDay));
  const ofDay = ((time % DAY) + DAY) % DAY;
  return midnight + ofDay;
}

/** The moment of a wall clock time: of an hour that the zone has twice the second, of one that it skips the one after. */
function toUtc(local: number, zone: string): number {
  const before = local - offsetAt(local - DAY, zone);
  const after = local - offsetAt(local + DAY, zone);
  return after + offsetAt(after, zone) === local ? after : before;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** How far the clock of a zone is ahead of UTC at a moment, in milliseconds. */
function offsetAt(time: number, zone: string): number {
  let clock = clocks.get(zone);
  if (clock === undefined) {
    clock = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      ...{ year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" },
    });
    clocks.set(zone, clock);
  }
  const parts = new Map(clock.formatToParts(time).map(({ type, value }) => [type, Number(value)]));
  const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name)!;
  const shown = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  return shown - Math.floor(time / 1000) * 1000;
}
