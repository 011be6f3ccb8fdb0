// What plots are drawn from, bounded in size: samples of predictions and curves of a classifier.
import type { Plots } from "../../specs/run-record.ts";
import { asNumbers } from "../frame/column-rows.ts";
import { numbersOf } from "../model/combine-predictions.ts";
import { findNeighbours, type Neighbours } from "../numeric/selection.ts";
import type { JudgedFold, JudgedSubject } from "./judge-folds.ts";

const MOST_ORIGINS = 400;
const CURVE_POINTS = 200;
const RESIDUAL_BINS = 30;
const CALIBRATION_BINS = 10;

/** Of the last fold, which in time is the latest. */
export function samplePlots(subject: JudgedSubject, folds: readonly JudgedFold[]): Plots {
  const fold = folds.at(-1)!;
  const cells = subject.cells.at(-1)!;
  const { task } = fold;
  if (cells.kind === "probabilities") {
    const { classes } = cells;
    const scores = task.positive === null ? null : column(cells.probabilities, classes, task.positive);
    const actual = fold.judged.actual;
    const truth = scores === null ? null : Float64Array.from(actual, (label) => (label === task.positive ? 1 : 0));
    return {
      points: [],
      residuals: null,
      roc: scores === null ? null : rocCurve(scores, truth!),
      precisionRecall: scores === null ? null : precisionRecallCurve(scores, truth!),
      calibration: scores === null ? null : calibrationBins(scores, truth!),
      confusion: task.classes === null ? null : confusion(cells.probabilities, actual, task.classes, task.positive),
    };
  }
  return {
    points: samplePoints(fold, cells.values),
    agreement: sampleAgreement(fold.judged.actual, numbersOf(cells)),
    residuals: residualHistogram(fold.judged.actual, numbersOf(cells)),
    roc: null,
    precisionRecall: null,
    calibration: null,
    confusion: null,
  };
}

/** Forecasts: the latest origins of the first series, at the first and last step, an unbroken stretch. Else an even sample. */
function samplePoints({ task, judged }: JudgedFold, predicted: Float64Array): Plots["points"] {
  const isForecast = judged.steps[0] !== 0;
  const ends = new Set([judged.steps[0], judged.steps.at(-1)]);
  const firstSeries = judged.origins.length === 0 ? 0 : task.series[judged.origins[0]!]!;
  const places: number[] = [];
  for (let i = 0; i < judged.actual.length; i++) {
    if (!isForecast) places.push(i);
    else if (ends.has(judged.stepOf[i]!) && task.series[judged.origins[judged.originOf[i]!]!] === firstSeries)
      places.push(i);
  }
  const most = MOST_ORIGINS * (isForecast ? ends.size : 1);
  const every = isForecast ? 1 : Math.max(1, Math.ceil(places.length / most));
  const kept = isForecast ? places.slice(-most) : places.filter((_, i) => i % every === 0);
  return kept.map((i) => {
    const origin = judged.origins[judged.originOf[i]!]!;
    const step = judged.stepOf[i]!;
    return {
      time: task.times === null ? null : task.times[origin + step]!,
      series: task.spec.series.length === 0 ? null : task.seriesNames[task.series[origin]!]!,
      step: isForecast ? step : null,
      actual: judged.actual[i]!,
      predicted: predicted[i]!,
    };
  });
}

function sampleAgreement(actual: Float64Array, predicted: Float64Array): NonNullable<Plots["agreement"]> {
  const shown = Math.min(actual.length, 2 * MOST_ORIGINS);
  return Array.from({ length: shown }, (_, k) => {
    const i = Math.floor((k * actual.length) / shown);
    return { actual: actual[i]!, predicted: predicted[i]! };
  });
}

/** Equal bins between the 0.5 % and 99.5 % quantiles; the outer bins take what lies beyond. */
export function residualHistogram(actual: Float64Array, predicted: Float64Array): Plots["residuals"] {
  const residuals = actual.map((value, i) => value - predicted[i]!).filter((value) => Number.isFinite(value));
  if (residuals.length === 0) return null;
  const [lower, upper] = findNeighbours(asNumbers(residuals), [0.005, 0.995]) as [Neighbours, Neighbours];
  const low = lower[0];
  const high = upper[2] === 0 ? upper[0] : upper[1];
  if (!(high > low)) {
    // One bin about the value, as wide as the value is large.
    const half = Math.abs(low) / 2 || 0.5;
    return { edges: [low - half, low + half], counts: [residuals.length] };
  }
  const width = (high - low) / RESIDUAL_BINS;
  const counts = new Array<number>(RESIDUAL_BINS).fill(0);
  for (const value of residuals) {
    counts[Math.min(RESIDUAL_BINS - 1, Math.max(0, Math.floor((value - low) / width)))]!++;
  }
  return { edges: Array.from({ length: RESIDUAL_BINS + 1 }, (_, i) => low + i * width), counts };
}

const column = (values: Float64Array, width: number, at: number): Float64Array =>
  Float64Array.from({ length: values.length / width }, (_, i) => values[i * width + at]!);

/** Counts of true and false positives after each distinct score, from the highest. */
function ranking(
  scores: Float64Array,
  truth: Float64Array,
): readonly { readonly positives: number; readonly negatives: number }[] {
  const order = Array.from(scores, (_, i) => i).sort((a, b) => scores[b]! - scores[a]!);
  const steps: { positives: number; negatives: number }[] = [];
  let positives = 0;
  let negatives = 0;
  order.forEach((row, i) => {
    if (truth[row] === 1) positives++;
    else negatives++;
    if (i === order.length - 1 || scores[order[i + 1]!] !== scores[row]) steps.push({ positives, negatives });
  });
  return steps;
}

function rocCurve(scores: Float64Array, truth: Float64Array): Plots["roc"] {
  const steps = ranking(scores, truth);
  const last = steps.at(-1);
  if (last === undefined || last.positives === 0 || last.negatives === 0) return null;
  const curve = steps.map((step) => ({ x: step.negatives / last.negatives, y: step.positives / last.positives }));
  return [{ x: 0, y: 0 }, ...thin(curve)];
}

function precisionRecallCurve(scores: Float64Array, truth: Float64Array): Plots["precisionRecall"] {
  const steps = ranking(scores, truth);
  const total = steps.at(-1)?.positives ?? 0;
  if (total === 0) return null;
  return thin(
    steps.map((step) => ({ x: step.positives / total, y: step.positives / (step.positives + step.negatives) })),
  );
}

function thin<T>(points: readonly T[]): readonly T[] {
  if (points.length <= CURVE_POINTS) return points;
  return Array.from(
    { length: CURVE_POINTS },
    (_, i) => points[Math.round((i * (points.length - 1)) / (CURVE_POINTS - 1))]!,
  );
}

/** Bins of about equally many rows; equal scores are never parted. */
export function calibrationBins(scores: Float64Array, truth: Float64Array): Plots["calibration"] {
  const order = Array.from(scores, (_, i) => i).sort((a, b) => scores[a]! - scores[b]!);
  const bins: { predicted: number; observed: number; rows: number }[] = [];
  for (let bin = 1, from = 0; from < order.length; bin++) {
    let to = Math.floor((bin * order.length) / CALIBRATION_BINS);
    // Rows that are predicted alike stand for one point, whatever order they came in.
    while (to > from && to < order.length && scores[order[to]!] === scores[order[to - 1]!]) to++;
    if (to <= from) continue;
    const rows = order.slice(from, to);
    bins.push({ predicted: meanOf(rows, scores), observed: meanOf(rows, truth), rows: rows.length });
    from = to;
  }
  return bins;
}

const meanOf = (rows: readonly number[], values: Float64Array): number =>
  rows.reduce((sum, row) => sum + values[row]!, 0) / rows.length;

function confusion(
  probabilities: Float64Array,
  actual: Float64Array,
  classes: readonly string[],
  positive: number | null,
): Plots["confusion"] {
  const width = classes.length;
  const counts = classes.map(() => new Array<number>(width).fill(0));
  actual.forEach((label, row) => {
    counts[label]![predictedClass(probabilities, row * width, width, positive)]!++;
  });
  return { classes, counts };
}

/** Two classes: the positive one from 0.5 on. More: the most probable, the first of a tie. */
function predictedClass(probabilities: Float64Array, at: number, width: number, positive: number | null): number {
  if (width === 2 && positive !== null) return probabilities[at + positive]! >= 0.5 ? positive : 1 - positive;
  let best = 0;
  for (let c = 1; c < width; c++) if (probabilities[at + c]! > probabilities[at + best]!) best = c;
  return best;
}
