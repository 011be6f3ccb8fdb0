// Durations on the time line: exact milliseconds and calendar months, in UTC.
import type { Duration } from "../../specs/data-type.ts";

/**
 * `time` plus `count` times a duration. Months keep the day, or take the last day of a shorter month (as PostgreSQL and
 * pandas' DateOffset do). `time` in milliseconds since the epoch.
 */
export function addDuration(time: number, duration: Duration, count: number): number {
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
  const ofDay = ((time % 86_400_000) + 86_400_000) % 86_400_000;
  return midnight + ofDay;
}
