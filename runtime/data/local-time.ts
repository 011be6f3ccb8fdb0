// Moments on the wall clock of a zone and back. Timestamps are stored in UTC; days and longer spans of a table with a zone
// begin where the clock of that zone says so, on days of 23 and 25 hours too.
import type { Duration } from "../../specs/data-type.ts";
import { intervalText, quoteText } from "./sql-text.ts";

const DAY = 86_400_000;

/** Spans of whole days, weeks, months: they are counted on the wall clock, shorter ones are exact. */
export const isCalendar = ({ months, milliseconds }: Duration): boolean =>
  months !== 0 || (milliseconds !== 0 && milliseconds % DAY === 0);

export const toLocal = (moment: string, zone: string | null): string =>
  zone === null
    ? `CAST(${moment} AS TIMESTAMP)`
    : `timezone(${quoteText(zone)}, timezone('UTC', CAST(${moment} AS TIMESTAMP)))`;

/** An hour that a zone skips is taken as the one after, of an hour that it has twice the second is meant. */
export const fromLocal = (moment: string, zone: string | null): string =>
  zone === null ? moment : `timezone('UTC', timezone(${quoteText(zone)}, ${moment}))`;

/** The zone that counts for a span: none for a fraction of a day. */
export const zoneFor = (span: Duration, zone: string | null): string | null => (isCalendar(span) ? zone : null);

/** Start of the bin, on the wall clock. Bins are counted from Monday, 3 January 2000, those of months from January 2000. */
export const binStart = (local: string, every: Duration): string => `time_bucket(${intervalText(every)}, ${local})`;
