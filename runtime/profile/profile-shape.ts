// The range and the bins of a histogram, wherever values are counted.
import type { Column } from "../../specs/data-type.ts";

const BINS = 24;
/** The outermost half percent on either side would flatten the picture of the rest. */
export const TAIL = 0.005;

export interface ShownRange {
  readonly low: number;
  readonly high: number;
}

export interface Bins {
  readonly low: number;
  readonly width: number;
  readonly count: number;
  readonly shown: ShownRange;
}

export const isMoment = ({ type }: Column): boolean => type.kind === "date" || type.kind === "timestamp";

export const rounded = (value: number | null): number | null =>
  value === null || !Number.isFinite(value) ? null : Number(value.toPrecision(6));

/** Null where there is but one value, or where they lie so far apart that the distance is no number. Where nearly all values are one, the quantiles meet. */
export function shownRange(
  low: number | null,
  high: number | null,
  min: number | null,
  max: number | null,
): ShownRange | null {
  if (min === null || max === null || min === max) return null;
  const range = low === null || high === null || low === high ? { low: min, high: max } : { low, high };
  return Number.isFinite(range.high - range.low) ? range : null;
}

export function binsOf({ type }: Column, range: ShownRange | null): Bins | null {
  if (range === null) return null;
  const { low, high } = range;
  const isWhole = type.kind === "int";
  const bins = isWhole ? Math.min(BINS, high - low + 1) : BINS;
  // Whole numbers get bins of whole numbers, so that no bin is empty for want of a number.
  const width = isWhole ? Math.ceil((high - low + 1) / bins) : (high - low) / bins;
  const count = Math.max(1, isWhole ? Math.ceil((high - low + 1) / width) : bins);
  return { low, width, count, shown: { low, high: Number((low + width * count).toPrecision(12)) } };
}
