// Scores of predicted intervals. Undefined for models that give none, or one of another level.
import type { MetricImplementation, MetricInput, PredictedInterval } from "../../../runtime/component.ts";
import type { ValuesOf } from "../../../specs/parameter.ts";
import { meanScorer } from "../weighted.ts";
import type { coverage } from "./coverage.decl.ts";
import type { winkler } from "./winkler.decl.ts";

function scored(
  { prediction, actual }: MetricInput,
  level: number,
  score: (actual: number, lower: number, upper: number) => number,
): Float64Array {
  const interval: PredictedInterval | undefined = prediction.kind === "values" ? prediction.interval : undefined;
  if (interval === undefined || Math.abs(interval.level - level) > 1e-9) return actual.map(() => Number.NaN);
  return actual.map((value, i) => score(value, interval.lower[i]!, interval.upper[i]!));
}

export const coverageImplementation: MetricImplementation<ValuesOf<typeof coverage.params>> = {
  prepare: (input, { level }) =>
    meanScorer(scored(input, level, (actual, lower, upper) => Number(actual >= lower && actual <= upper))),
};

export const winklerImplementation: MetricImplementation<ValuesOf<typeof winkler.params>> = {
  prepare: (input, { level }) =>
    meanScorer(
      scored(input, level, (actual, lower, upper) => {
        const outside = Math.max(lower - actual, actual - upper, 0);
        return upper - lower + (2 / (1 - level)) * outside;
      }),
    ),
};
