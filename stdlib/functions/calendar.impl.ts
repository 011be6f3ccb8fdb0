// Timestamps are stored in UTC without a zone; their parts are those of the wall clock of the table's zone.
import type { FunctionCall, FunctionImplementation } from "../../runtime/component.ts";
import { toLocal } from "../../runtime/data/local-time.ts";
import type { calendarDeclarations } from "./calendar.decl.ts";
import type { ImplementationsOf } from "./implementation-record.ts";

/** A date is a day in any zone. */
const local = (moment: string, call: FunctionCall): string =>
  call.zone === null || call.args[0]?.type.kind !== "timestamp" ? moment : toLocal(moment, call.zone);

const part =
  (write: (moment: string) => string): FunctionImplementation["sql"] =>
  ([moment], _window, call) =>
    write(local(moment!, call));

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
  const clock = seconds(local(x!, call));
  return `(2 * pi() * ${harmonic} * ((${clock} / (${length})) - floor(${clock} / (${length}))))`;
}

export const calendarImplementations: ImplementationsOf<typeof calendarDeclarations> = {
  year: { sql: part((moment) => `year(${moment})`) },
  quarter: { sql: part((moment) => `quarter(${moment})`) },
  month: { sql: part((moment) => `month(${moment})`) },
  week: { sql: part((moment) => `week(${moment})`) },
  weekday: { sql: part((moment) => `(isodow(${moment}) - 1)`) },
  day: { sql: part((moment) => `day(${moment})`) },
  hour: { sql: part((moment) => `hour(${moment})`) },
  minute: { sql: part((moment) => `minute(${moment})`) },
  day_of_year: { sql: part((moment) => `dayofyear(${moment})`) },
  is_weekend: { sql: part((moment) => `(isodow(${moment}) >= 6)`) },
  days_in_month: { sql: part((moment) => `day(last_day(${moment}))`) },
  days_between: { sql: ([start, end]) => `((${seconds(end!)} - ${seconds(start!)}) / 86400)` },
  since: { sql: ([moment, start]) => `(CAST(${moment} AS TIMESTAMP) - CAST(${start} AS TIMESTAMP))` },
  sin_of: { sql: (args, _window, call) => `sin(${phase(args, call)})` },
  cos_of: { sql: (args, _window, call) => `cos(${phase(args, call)})` },
  // The engine is told the time of the run; it never asks a clock.
  now: { sql: () => "getvariable('pipec_as_of')" },
};
