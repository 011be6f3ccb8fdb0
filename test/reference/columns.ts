// Short ways to write frame columns in tests.
import type { CategoryColumn, FrameColumn, NumberColumn } from "../../runtime/frame/frame.ts";

export const numbers = (name: string, values: ArrayLike<number | null>): NumberColumn => ({
  kind: "number",
  name,
  type: "float",
  values: Float64Array.from(Array.from(values), (value) => value ?? Number.NaN),
});

export function levels(name: string, values: readonly (string | null)[]): CategoryColumn {
  const found = [...new Set(values.filter((value) => value !== null))];
  return {
    kind: "category",
    name,
    type: "category",
    codes: Int32Array.from(values, (value) => (value === null ? -1 : found.indexOf(value))),
    levels: found,
  };
}

export const valuesOf = (column: FrameColumn | undefined): Float64Array =>
  column?.kind === "number" ? column.values : new Float64Array(0);

export const levelsOf = (column: FrameColumn | undefined): readonly (string | null)[] =>
  column?.kind === "category" ? Array.from(column.codes, (code) => column.levels[code] ?? null) : [];

/** The largest difference; NaN must stand at the same places. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number | null>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const other = b[i] ?? Number.NaN;
    if (Number.isNaN(a[i]!) && Number.isNaN(other)) continue;
    const difference = Math.abs(a[i]! - other);
    if (Number.isNaN(difference)) return Number.POSITIVE_INFINITY;
    largest = Math.max(largest, difference);
  }
  return largest;
}
