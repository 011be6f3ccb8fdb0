import type { TransformImplementation } from "../../../runtime/component.ts";
import { meanAndVariance } from "../../../runtime/numeric/statistics.ts";
import { type KeptColumns, keepColumns } from "../kept-columns.ts";
import { requireNumbers } from "../number-columns.ts";
import type { VarianceThresholdParams } from "./variance-threshold.decl.ts";

/** Equal values may differ in the last digits of their mean: their spread is none. */
function varianceOf(values: Float64Array): number {
  const first = values.find((value) => !Number.isNaN(value));
  return values.every((value) => Number.isNaN(value) || value === first) ? 0 : meanAndVariance(values).variance;
}

/** A variance that no number holds is above every threshold; that of a column without values is not. */
const isAbove = (variance: number, threshold: number): boolean => Number.isNaN(variance) || variance > threshold;

export const varianceThresholdImplementation: TransformImplementation<VarianceThresholdParams, KeptColumns> = {
  fit: ({ columns }, { threshold }) => ({
    kept: columns
      .filter((column) => isAbove(varianceOf(requireNumbers(column).values), threshold))
      .map(({ name }) => name),
  }),
  apply: keepColumns,
};
