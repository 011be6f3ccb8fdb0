import type { TransformImplementation } from "../../../runtime/component.ts";
import { type Numbers, numbersIn } from "../../../runtime/frame/column-rows.ts";
import { meanAndVariance } from "../../../runtime/numeric/statistics.ts";
import { mapValues, requireNumbers, scaleNumbers } from "../number-columns.ts";
import type { ScaleParams } from "./scale.decl.ts";

export type ScaleState = { readonly scale: Float64Array };

function sizeOf(numbers: Numbers, by: "mean" | "std" | "max"): number {
  if (by === "std") return Math.sqrt(meanAndVariance(numbers).variance);
  let count = 0;
  let found = 0;
  numbers.visit((values) => {
    for (const value of values) {
      if (Number.isNaN(value)) continue;
      count++;
      found = by === "max" ? Math.max(found, Math.abs(value)) : found + (Math.abs(value) - found) / count;
    }
  });
  return found;
}

/** Nothing to divide by: a column of zeros, of one value (`std`), or without values. */
const usable = (size: number): number => (size > 0 && Number.isFinite(size) ? size : 1);

export const scaleImplementation: TransformImplementation<ScaleParams, ScaleState> = {
  fit: ({ columns }, { by }) => ({
    scale: Float64Array.from(columns, (column) =>
      typeof by === "number" ? by : usable(sizeOf(numbersIn(requireNumbers(column)), by)),
    ),
  }),
  apply: (columns, { scale }) => columns.map((column, j) => scaleNumbers(column, 0, scale[j]!)),
  invert: (values, { scale }) => mapValues(values, (value) => value * scale[0]!),
};
