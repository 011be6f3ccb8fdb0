// Calendar parts of dates and timestamps, in the zone of the table (`@time(zone:)`), else in UTC. They are known for all future
// times.
import { scalar } from "../../specs/data-type.ts";
import {
  always,
  anyNullable,
  argument,
  constantWithDefault,
  MOMENT,
  type Named,
  type ResultRule,
  scalarFunction,
  zonedFunction,
} from "./signature.ts";

const moment = argument("moment", MOMENT);
const timestamp = argument("moment", ["timestamp"]);

/** The period has the unit of x: a duration for moments, a number for numbers. */
const periodic: ResultRule = ([x, period]) => {
  if (x === undefined || period === undefined) return null;
  const isMoment = x.kind === "date" || x.kind === "timestamp";
  if (isMoment !== (period.kind === "duration")) return null;
  return scalar("float", anyNullable([x, period]));
};

const periodicArguments = [
  argument("x", ["int", "float", "date", "timestamp"]),
  argument("period", ["int", "float", "duration"]),
  constantWithDefault("harmonic", "int", 1),
] as const;

export const calendarDeclarations = [
  zonedFunction({ name: "year", doc: "The year.", arguments: [moment], result: always("int"), identity: "lost" }),
  zonedFunction({
    name: "quarter",
    doc: "The quarter, 1 to 4.",
    arguments: [moment],
    result: always("int"),
    identity: "lost",
  }),
  zonedFunction({
    name: "month",
    doc: "The month, 1 to 12.",
    arguments: [moment],
    result: always("int"),
    identity: "lost",
  }),
  zonedFunction({
    name: "week",
    doc: "The ISO week, 1 to 53.",
    arguments: [moment],
    result: always("int"),
    identity: "lost",
  }),
  zonedFunction({
    name: "weekday",
    doc: "The day of the week, Monday 0 to Sunday 6.",
    arguments: [moment],
    result: always("int"),
    identity: "lost",
  }),
  zonedFunction({
    name: "day",
    doc: "The day of the month, 1 to 31.",
    arguments: [moment],
    result: always("int"),
    identity: "lost",
  }),
  zonedFunction({
    name: "hour",
    doc: "The hour, 0 to 23.",
    arguments: [timestamp],
    result: always("int"),
    identity: "lost",
  }),
  zonedFunction({
    name: "minute",
    doc: "The minute, 0 to 59.",
    arguments: [timestamp],
    result: always("int"),
    identity: "lost",
  }),
  zonedFunction({
    name: "day_of_year",
    doc: "The day of the year, 1 to 366.",
    arguments: [moment],
    result: always("int"),
    identity: "lost",
  }),
  zonedFunction({
    name: "is_weekend",
    doc: "True on Saturday and Sunday.",
    arguments: [moment],
    result: always("bool"),
    identity: "lost",
  }),
  zonedFunction({
    name: "days_in_month",
    doc: "The length of the month, 28 to 31.",
    arguments: [moment],
    result: always("int"),
    identity: "lost",
  }),
  scalarFunction({
    name: "days_between",
    doc: "Days from `start` to `end`, with fractions; negative where the end is earlier.",
    arguments: [argument("start", MOMENT), argument("end", MOMENT)],
    result: always("float"),
  }),
  scalarFunction({
    name: "since",
    doc: "The time that has passed at `moment` since `start`.",
    arguments: [moment, argument("start", MOMENT)],
    result: always("duration"),
  }),
  zonedFunction({
    name: "sin_of",
    doc: "sin(2π · harmonic · x / period): the position in a cycle, for moments since 1970-01-01 on the clock of the zone. Use it with `cos_of`.",
    arguments: periodicArguments,
    result: periodic,
    identity: "lost",
  }),
  zonedFunction({
    name: "cos_of",
    doc: "cos(2π · harmonic · x / period): the position in a cycle, for moments since 1970-01-01 on the clock of the zone. Use it with `sin_of`.",
    arguments: periodicArguments,
    result: periodic,
    identity: "lost",
  }),
  {
    ...scalarFunction({
      name: "now",
      doc: "The time of the run (`--as-of`). For sinks only: a feature that reads the clock cannot be repeated.",
      arguments: [],
      result: () => scalar("timestamp"),
    }),
    reach: { kind: "clock" },
    sinksOnly: true,
  } satisfies Named<"now">,
] as const;
