// F statistics of one column, as scikit-learn's f_regression and f_classif.
import { correlation } from "../../../runtime/numeric/statistics.ts";

/** Of a linear relation with the target; NaN where the column or the target does not vary. */
export function regressionScore(values: Float64Array, target: Float64Array): number {
  const r = correlation(values, target);
  return (r * r * (values.length - 2)) / (1 - r * r);
}

/** One-way analysis of variance between the classes; NaN for a constant column. */
export function classificationScore(values: Float64Array, target: Float64Array): number {
  const counts = new Map<number, { count: number; sum: number }>();
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    const group = counts.get(target[i]!) ?? { count: 0, sum: 0 };
    group.count += 1;
    group.sum += values[i]!;
    total += values[i]!;
    counts.set(target[i]!, group);
  }
  const centre = total / values.length;
  let between = 0;
  for (const { count, sum } of counts.values()) between += count * (sum / count - centre) ** 2;
  let within = 0;
  for (let i = 0; i < values.length; i++) {
    const group = counts.get(target[i]!)!;
    within += (values[i]! - group.sum / group.count) ** 2;
  }
  return between / (counts.size - 1) / (within / (values.length - counts.size));
}
