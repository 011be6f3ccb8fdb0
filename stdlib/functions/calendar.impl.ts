// Timestamps are stored in UTC without a zone, so the engine's parts are UTC parts.
import type { FunctionCall } from "../../runtime/component.ts";
import type { calendarDeclarations } from "./calendar.decl.ts";
import type { ImplementationsOf } from "./implementation-record.ts";

const seconds = (moment: string): string => `epoch(CAST(${moment} AS TIMESTAMP))`;

/** The mean Gregorian month: cycles of whole months in calendar units drift less than a day per century. */
const MONTH_SECONDS = 2_629_746;

function phase([x, period, harmonic]: readonly string[], call: FunctionCall): string {
  const kind = call.args[0]?.type.kind;
  if (kind !== "date" && kind !== "timestamp") {
    return `(2 * pi() * ${harmonic} * ${x} / nullif(CAST(${period} AS DOUBLE), 0))`;
  }
  const length = `(datepart('year', ${period}) * 12 + datepart('month', ${period})) * ${MONTH_SECONDS} + datepart('day', ${period}) * 86400 + datepart('hour', ${period}) * 3600 + datepart('minute', ${period}) * 60 + datepart('second', ${period})`;
  // Reduced to one period first: sin() of large arguments loses digits.
  return `(2 * pi() * ${harmonic} * ((${seconds(x!)} / (${length})) - floor(${seconds(x!)} / (${length}))))`;
}

export const calendarImplementations: ImplementationsOf<typeof calendarDeclarations> = {
  year: { sql: ([moment]) => `year(${moment})` },
  quarter: { sql: ([moment]) => `quarter(${moment})` },
  month: { sql: ([moment]) => `month(${moment})` },
  week: { sql: ([moment]) => `week(${moment})` },
  weekday: { sql: ([moment]) => `(isodow(${moment}) - 1)` },
  day: { sql: ([moment]) => `day(${moment})` },
  hour: { sql: ([moment]) => `hour(${moment})` },
  minute: { sql: ([moment]) => `minute(${moment})` },
  day_of_year: { sql: ([moment]) => `dayofyear(${moment})` },
  is_weekend: { sql: ([moment]) => `(isodow(${moment}) >= 6)` },
  days_in_month: { sql: ([moment]) => `day(last_day(${moment}))` },
  days_between: { sql: ([start, end]) => `((${seconds(end!)} - ${seconds(start!)}) / 86400)` },
  since: { sql: ([moment, start]) => `(CAST(${moment} AS TIMESTAMP) - CAST(${start} AS TIMESTAMP))` },
  sin_of: { sql: (args, _window, call) => `sin(${phase(args, call)})` },
  cos_of: { sql: (args, _window, call) => `cos(${phase(args, call)})` },
  // The engine is told the time of the run; it never asks a clock.
  now: { sql: () => "getvariable('pipec_as_of')" },
};
