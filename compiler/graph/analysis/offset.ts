// Offsets in time relative to a row (A2). Rows of an irregular table have no length, months have 28 to 31 days; bounds are
// conservative where units are mixed and exact where they are not.
import type { Duration } from "../../../specs/data-type.ts";

/** Later is positive. An infinite number of milliseconds stands for unbounded. */
export interface Offset {
  /** Steps of a table without a regular step. */
  readonly rows: number;
  readonly months: number;
  readonly milliseconds: number;
}

export const HERE: Offset = { rows: 0, months: 0, milliseconds: 0 };
export const ALWAYS_BEFORE: Offset = { rows: 0, months: 0, milliseconds: Number.NEGATIVE_INFINITY };
export const FOREVER_AFTER: Offset = { rows: 0, months: 0, milliseconds: Number.POSITIVE_INFINITY };

export const DAY = 86_400_000;

export const ofRows = (rows: number): Offset => ({ rows, months: 0, milliseconds: 0 });

export const ofDuration = ({ months, milliseconds }: Duration): Offset => ({ rows: 0, months, milliseconds });

/** `count` steps: exact where the table has a regular step. */
export const ofSteps = (count: number, every: Duration | null): Offset =>
  every === null ? ofRows(count) : times(ofDuration(every), count);

export const isInfinite = (offset: Offset): boolean => !Number.isFinite(offset.milliseconds);

/** Opposite infinities never meet: an interval only grows. */
export function plus(a: Offset, b: Offset): Offset {
  return { rows: a.rows + b.rows, months: a.months + b.months, milliseconds: a.milliseconds + b.milliseconds };
}

export function times(offset: Offset, factor: number): Offset {
  const scale = (value: number): number => (value === 0 || factor === 0 ? 0 : value * factor);
  return { rows: scale(offset.rows), months: scale(offset.months), milliseconds: scale(offset.milliseconds) };
}

export const negate = (offset: Offset): Offset => times(offset, -1);

/** The longest it can be, in milliseconds; a positive number of rows of unknown length is unbounded. */
export function upperMilliseconds({ rows, months, milliseconds }: Offset): number {
  if (milliseconds === Number.NEGATIVE_INFINITY) return milliseconds;
  if (rows > 0) return Number.POSITIVE_INFINITY;
  return months * (months > 0 ? 31 : 28) * DAY + milliseconds;
}

export const lowerMilliseconds = (offset: Offset): number => -upperMilliseconds(negate(offset));

/** Proved to be at or before the row itself. */
export const isNotAfter = (offset: Offset): boolean => upperMilliseconds(offset) <= 0;

/** Proved to be strictly before the row itself. */
export function isBefore(offset: Offset): boolean {
  const upper = upperMilliseconds(offset);
  return upper < 0 || (upper === 0 && offset.rows < 0);
}

/** The later of the two where that can be told, else a bound of both. */
export function later(a: Offset, b: Offset): Offset {
  if (isNotAfter(plus(a, negateFinite(b)))) return b;
  if (isNotAfter(plus(b, negateFinite(a)))) return a;
  return {
    rows: Math.max(a.rows, b.rows),
    months: Math.max(a.months, b.months),
    milliseconds: Math.max(a.milliseconds, b.milliseconds),
  };
}

export const earlier = (a: Offset, b: Offset): Offset => negate(later(negate(a), negate(b)));

const negateFinite = (offset: Offset): Offset => (isInfinite(offset) ? HERE : negate(offset));

/** `2d`, `36h`, `1mo`, `3 rows`: the largest unit that is exact. */
export function printOffset(offset: Offset): string {
  if (isInfinite(offset)) return "unbounded";
  const parts: string[] = [];
  if (offset.months !== 0) parts.push(printMonths(offset.months));
  if (offset.milliseconds !== 0) parts.push(printMilliseconds(offset.milliseconds));
  if (offset.rows !== 0) parts.push(`${offset.rows} ${Math.abs(offset.rows) === 1 ? "row" : "rows"}`);
  return parts.length === 0 ? "0" : parts.join(" + ");
}

const printMonths = (months: number): string => (months % 12 === 0 ? `${months / 12}y` : `${months}mo`);

const UNITS: readonly (readonly [number, string])[] = [
  [7 * DAY, "w"],
  [DAY, "d"],
  [3_600_000, "h"],
  [60_000, "min"],
  [1000, "s"],
  [1, "ms"],
];

export function printMilliseconds(milliseconds: number): string {
  const [size, unit] = UNITS.find(([size, unit]) => milliseconds % size === 0 && unit !== "w") ?? [1, "ms"];
  return `${milliseconds / size}${unit}`;
}
