// Scores of every subject and metric for every resample. Metrics that are sums over rows are added up by group once, so that a
// resample costs a step per group; the others see a weight per judged value.
import type { EvaluateOperation } from "../../specs/plan.ts";
import type { AdditiveScore, Scorer } from "../component.ts";
import type { JudgedFold, JudgedSubject } from "./judge-folds.ts";
import { drawCounts, type ResamplePlan, weightsOf } from "./resample.ts";

/** By subject, metric and resample. */
export type ResampledScores = readonly (readonly (readonly number[])[])[];

interface DrawnFold {
  /** By group. */
  readonly counts: Float64Array;
  /** Of all judged values together. */
  readonly weight: number;
  /** By judged value. */
  readonly weights: () => Float64Array;
}

type FoldScore = (drawn: DrawnFold) => number;

/** `plans`: one per fold; without any there is nothing to resample. */
export async function resampledScores(
  op: EvaluateOperation,
  folds: readonly JudgedFold[],
  subjects: readonly JudgedSubject[],
  plans: readonly ResamplePlan[],
  onResample: (done: number, total: number) => Promise<void>,
): Promise<ResampledScores> {
  const { resamples, seed } = op.bootstrap;
  const scores = subjects.map(() => op.metrics.map((): number[] => []));
  if (plans.length === 0) return scores;
  const groupOf = folds.map(({ judged }, fold) => spread(plans[fold]!.groupOf, judged.originOf));
  const sizes = groupOf.map((groups, fold) => sizesOf(groups, plans[fold]!.groups));
  const scorers = subjects.map(({ metrics }) =>
    metrics.map((ofFolds) => ofFolds.map((scorer, fold) => foldScore(scorer, groupOf[fold]!, plans[fold]!.groups))),
  );
  for (let r = 0; r < resamples; r++) {
    const drawn = folds.map(({ partition }, fold): DrawnFold => {
      const counts = drawCounts(plans[fold]!, seed, `bootstrap/${partition}/${r}`);
      let weights: Float64Array | null = null;
      const weight = weightedSum(sizes[fold]!, counts);
      return { counts, weight, weights: () => (weights ??= weightsOf(counts, groupOf[fold]!)) };
    });
    for (const [s, ofMetrics] of scorers.entries()) {
      for (const [m, ofFolds] of ofMetrics.entries()) {
        const found = ofFolds.flatMap((score, fold) => (drawn[fold]!.weight === 0 ? [] : [score(drawn[fold]!)]));
        scores[s]![m]!.push(
          found.length === 0 ? Number.NaN : found.reduce((sum, score) => sum + score, 0) / found.length,
        );
      }
    }
    await onResample(r + 1, resamples);
  }
  return scores;
}

/** The groups of judged values. */
function spread(groupOfOrigin: Int32Array, originOf: Int32Array): Int32Array {
  const groups = new Int32Array(originOf.length);
  for (let i = 0; i < groups.length; i++) groups[i] = groupOfOrigin[originOf[i]!]!;
  return groups;
}

/** How many judged values each group has. */
function sizesOf(groupOf: Int32Array, groups: number): Float64Array {
  const sizes = new Float64Array(groups);
  for (let i = 0; i < groupOf.length; i++) sizes[groupOf[i]!]! += 1;
  return sizes;
}

function foldScore(scorer: Scorer, groupOf: Int32Array, groups: number): FoldScore {
  if (scorer.sums === undefined) return ({ weights }) => scorer(weights());
  const { terms, score }: AdditiveScore = scorer.sums;
  const sums = terms.map((values) => {
    const ofGroups = new Float64Array(groups);
    for (let i = 0; i < values.length; i++) ofGroups[groupOf[i]!]! += values[i]!;
    return ofGroups;
  });
  return ({ counts, weight }) =>
    score(
      sums.map((ofGroups) => weightedSum(ofGroups, counts)),
      weight,
    );
}

function weightedSum(values: Float64Array, weights: Float64Array): number {
  let sum = 0;
  // A value that is not drawn does not count, even when it is none.
  for (let i = 0; i < values.length; i++) if (weights[i] !== 0) sum += weights[i]! * values[i]!;
  return sum;
}
