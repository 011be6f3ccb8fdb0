import type { TransformImplementation } from "../../../runtime/component.ts";
import { sortedPresent } from "../../../runtime/numeric/selection.ts";
import { quantileOfSorted } from "../../../runtime/numeric/statistics.ts";
import { mapNumbers, requireNumbers } from "../number-columns.ts";
import type { WinsorizeParams } from "./winsorize.decl.ts";

export type WinsorizeState = { readonly low: Float64Array; readonly high: Float64Array };

const bound = (sorted: Float64Array, level: number, none: number): number =>
  sorted.length === 0 ? none : quantileOfSorted(sorted, level);

export const winsorizeImplementation: TransformImplementation<WinsorizeParams, WinsorizeState> = {
  fit: ({ columns }, { low, high }) => {
    const sorted = columns.map((column) => sortedPresent(requireNumbers(column).values));
    return {
      // A column without training values has no bounds.
      low: Float64Array.from(sorted, (values) => bound(values, low, Number.NEGATIVE_INFINITY)),
      high: Float64Array.from(sorted, (values) => bound(values, high, Number.POSITIVE_INFINITY)),
    };
  },
  apply: (columns, { low, high }) =>
    columns.map((column, j) => mapNumbers(column, "float", (value) => Math.min(high[j]!, Math.max(low[j]!, value)))),
};
