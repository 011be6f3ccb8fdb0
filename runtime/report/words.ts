// The answer in sentences. Nothing is claimed that the interval of the difference does not support.
import type { Comparison, EvaluationResult, Interval, Score, SubjectResult } from "../../specs/run-record.ts";
import { spellMetric } from "./metric-names.ts";
import { formatNumber, formatPercent, plural } from "./quantity.ts";

export type Verdict = "better" | "worse" | "undecided" | "unknown";

export interface Headline {
  readonly subject: string;
  readonly verdict: Verdict;
  /** What the model scores. */
  readonly score: string;
  /** How that compares with the baseline; empty without one. */
  readonly comparison: string;
}

export const formatLevel = (interval: Interval): string => `${Math.round(100 * interval.level)} %`;

export const formatInterval = (interval: Interval | null): string =>
  interval === null ? "n/a" : `${formatNumber(interval.low)} to ${formatNumber(interval.high)}`;

/** `better` and `worse` only when the whole interval of the difference lies on one side of 0. */
export function judge(comparison: Comparison): Verdict {
  if (comparison.interval === null || isDegenerate(comparison)) return "unknown";
  if (comparison.better) return "better";
  return comparison.interval.low <= 0 && comparison.interval.high >= 0 ? "undecided" : "worse";
}

/**
 * Resamples that all gave the same difference say nothing about its spread: there are too few independent rows or blocks.
 * Equal predictions differ by 0 in every resample, and that is known.
 */
const isDegenerate = ({ interval, difference }: Comparison): boolean =>
  interval !== null && interval.low === interval.high && difference !== 0;

/** How the scores were resampled: without resamples nothing is said about the size of the test. */
type Bootstrap = Pick<EvaluationResult["bootstrap"], "resamples">;

/** Equal predictions, as of a model that is its own baseline. */
const isEqual = ({ difference, interval }: Comparison): boolean =>
  difference === 0 && (interval === null || (interval.low === 0 && interval.high === 0));

/** `41.2 % better than seasonal_naive (95 % CI of the difference -20.1 to -8.3)`, or that it cannot be told. */
export function describeComparison(comparison: Comparison, { resamples }: Bootstrap): string {
  const { baseline, interval } = comparison;
  if (isEqual(comparison)) return `exactly as good as ${baseline}`;
  const difference = describeSkill(comparison);
  const range = interval === null ? "" : ` (${formatLevel(interval)} CI of the difference ${formatInterval(interval)})`;
  switch (judge(comparison)) {
    case "better":
    case "worse":
      return `${difference} than ${baseline}${range}`;
    case "undecided":
      return `${difference} than ${baseline}, but the difference is within noise: its ${formatLevel(
        interval!,
      )} CI ${formatInterval(interval)} includes 0`;
    case "unknown":
      if (comparison.difference === null) return `not comparable with ${baseline}`;
      return resamples === 0
        ? `${difference} than ${baseline}; without a bootstrap nothing says how sure that is`
        : `${difference} than ${baseline}, but the test is too small to say how sure that is`;
  }
}

/** For tables: `61.5 % better, difference -36.46 to -11.84`. */
export function summariseComparison(comparison: Comparison, { resamples }: Bootstrap): string {
  if (isEqual(comparison)) return "no difference";
  const difference = describeSkill(comparison);
  const range = `difference ${formatInterval(comparison.interval)}`;
  switch (judge(comparison)) {
    case "better":
    case "worse":
      return `${difference}, ${range}`;
    case "undecided":
      return `${difference}, within noise: ${range} includes 0`;
    case "unknown":
      if (comparison.difference === null) return difference;
      return `${difference}, ${resamples === 0 ? "no bootstrap to say how sure" : "test too small to be sure"}`;
  }
}

function describeSkill({ skill, difference, better, interval }: Comparison): string {
  if (skill !== null) return `${formatPercent(Math.abs(skill))} ${skill >= 0 ? "better" : "worse"}`;
  if (difference === null) return "not comparable";
  // Without a skill the direction is only known from the verdict; an undecided difference is stated with its sign.
  const size = formatNumber(Math.abs(difference));
  if (better) return `better by ${size}`;
  const decided = interval !== null && (interval.low > 0 || interval.high < 0);
  return decided ? `worse by ${size}` : `${size} ${difference >= 0 ? "higher" : "lower"}`;
}

/** One per model, about the first metric, which the author put first. */
export const describeEvaluation = (result: EvaluationResult): readonly Headline[] =>
  result.subjects.flatMap((subject) => describeSubject(result, subject) ?? []);

function describeSubject(result: EvaluationResult, subject: SubjectResult): Headline | null {
  const score = subject.scores[0];
  if (score === undefined) return null;
  const comparison = result.comparisons.find((c) => c.subject === subject.name && c.metric === score.metric);
  return {
    subject: subject.name,
    verdict: comparison === undefined ? "unknown" : judge(comparison),
    score: `${subject.name} ${predicts(result, subject)} with ${article(spellMetric(score.metric))} of ${printScore(score)} on ${describeRows(result)}.`,
    comparison: comparison === undefined ? "" : `That is ${describeComparison(comparison, result.bootstrap)}.`,
  };
}

function predicts(result: EvaluationResult, subject: SubjectResult): string {
  switch (result.task) {
    case "forecast": {
      const steps = subject.bySteps[0]?.values.length ?? 0;
      return `forecasts ${result.target}${steps > 0 ? ` ${plural(steps, "step")} ahead` : ""}`;
    }
    case "classify":
      return `classifies ${result.target}`;
    case "regress":
      return `predicts ${result.target}`;
  }
}

export function describeRows(result: EvaluationResult): string {
  const [count, noun] = result.task === "forecast" ? [result.origins, "forecast origin"] : [result.rows, "row"];
  const folds = plural(result.folds, "fold");
  if (!result.sealed) return `${plural(count, `held-out ${noun}`)}${result.folds > 1 ? ` in ${folds}` : ""}`;
  // The test lies outside every fold: per-fold models are judged on the same rows.
  return `${plural(count, noun)} of the sealed test partition${result.folds > 1 ? `, by the models of ${folds}` : ""}`;
}

export function printScore(score: Score): string {
  const range = score.interval === null ? "" : ` (${formatLevel(score.interval)} CI ${formatInterval(score.interval)})`;
  return formatNumber(score.value) + range;
}

const article = (noun: string): string => `${/^[aeiouF]/.test(noun) ? "an" : "a"} ${noun}`;
