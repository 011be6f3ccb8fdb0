import type { TransformImplementation } from "../../../runtime/component.ts";
import { numbersIn } from "../../../runtime/frame/column-rows.ts";
import { meanAndVariance } from "../../../runtime/numeric/statistics.ts";
import { mapValues, requireNumbers, scaleNumbers } from "../number-columns.ts";
import type { StandardizeParams } from "./standardize.decl.ts";

export type StandardizeState = { readonly mean: Float64Array; readonly scale: Float64Array };

/** A variance below the rounding error of the mean is that of a constant column (the rule of scikit-learn's StandardScaler). */
function scaleOf(mean: number, variance: number, count: number): number {
  const rounding = count * Number.EPSILON * variance + (count * mean * Number.EPSILON) ** 2;
  return Number.isNaN(variance) || variance <= rounding ? 1 : Math.sqrt(variance);
}

export const standardizeImplementation: TransformImplementation<StandardizeParams, StandardizeState> = {
  byColumn: true,
  fit: ({ columns }, { center, scale }) => {
    const statistics = columns.map((column) => meanAndVariance(numbersIn(requireNumbers(column))));
    return {
      mean: Float64Array.from(statistics, (s) => (center && s.count > 0 ? s.mean : 0)),
      scale: Float64Array.from(statistics, (s) => (scale ? scaleOf(s.mean, s.variance, s.count) : 1)),
    };
  },
  apply: (columns, { mean, scale }) => columns.map((column, j) => scaleNumbers(column, mean[j]!, scale[j]!)),
  invert: (values, { mean, scale }) => mapValues(values, (value) => value * scale[0]! + mean[0]!),
};
