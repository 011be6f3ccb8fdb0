// What of a source was known at `--as-of`, from the roles of its columns.
//
// A row is known from its `@known_at` on, else from its `@time` on. A column with `@delay`, and a target with `delay:`, is known that much
// later than the row's time, a forecast from when it was issued on: before that its value is missing, and a row whose label is
// missing trains nothing. What is wholly known ahead (a calendar, a price plan) keeps its later rows.
import type { Column, Duration, Schema } from "../../../specs/data-type.ts";
import type { KnownRows } from "../../../specs/plan.ts";

const AT_ONCE: Duration = { months: 0, milliseconds: 0 };

export function knownRows({ columns }: Schema, asOf: string): KnownRows {
  const time = columns.find(({ roles }) => roles.time !== undefined)?.name ?? null;
  const knownAt = columns.find(({ roles }) => roles.knownAt === true)?.name ?? null;
  const later = columns.flatMap(({ name, roles }): KnownRows["later"] => {
    const delay = roles.delay ?? roles.target?.delay ?? null;
    if (delay !== null && time !== null) return [{ column: name, from: time, delay }];
    return roles.forecastOf === undefined ? [] : [{ column: name, from: roles.forecastOf.issued, delay: AT_ONCE }];
  });
  const since = knownAt ?? (columns.every(isKnownAhead) ? null : time);
  return { asOf, since, later };
}

/** Keys and times say which row it is; everything else must be known ahead. */
const isKnownAhead = ({ roles }: Column): boolean =>
  roles.known === true ||
  roles.forecastOf !== undefined ||
  [roles.time, roles.series, roles.entity, roles.group, roles.id, roles.ignore].some((role) => role !== undefined);
