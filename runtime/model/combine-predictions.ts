// Predictions of several models for the same rows as one, and of models for different rows one after the other. An interval is
// kept where all have one of the same level: its ends are combined as the values are.
import type { Prediction } from "../component.ts";
import { sharedFloats } from "../frame/frame.ts";

type Values = Extract<Prediction, { readonly kind: "values" }>;
type Interval = NonNullable<Values["interval"]>;

export const numbersOf = (prediction: Prediction): Float64Array =>
  prediction.kind === "values" ? prediction.values : prediction.probabilities;

/**
 * By the convexity of distance a mean errs no more than its members do on average, so the mean of their intervals covers about
 * as often as they do. A negative weight turns an interval over.
 */
export function meanOf(parts: readonly Prediction[], weights: readonly number[]): Prediction {
  const sum =
    (columns: readonly Float64Array[]) =>
    (at: number): number =>
      columns.reduce((total, column, m) => total + weights[m]! * column[at]!, 0);
  const ends = (first: "lower" | "upper", second: "lower" | "upper") => (intervals: readonly Interval[]) =>
    sum(intervals.map((interval, m) => interval[weights[m]! < 0 ? second : first]));
  return combine(parts, sum, ends("lower", "upper"), ends("upper", "lower"));
}

export function medianOf(parts: readonly Prediction[]): Prediction {
  const middle =
    (columns: readonly Float64Array[]) =>
    (at: number): number =>
      middleOf(columns.map((column) => column[at]!));
  const ends = (end: "lower" | "upper") => (intervals: readonly Interval[]) =>
    middle(intervals.map((interval) => interval[end]));
  return combine(parts, middle, ends("lower"), ends("upper"));
}

type AtPlace = (at: number) => number;

function combine(
  parts: readonly Prediction[],
  centre: (columns: readonly Float64Array[]) => AtPlace,
  lower: (intervals: readonly Interval[]) => AtPlace,
  upper: (intervals: readonly Interval[]) => AtPlace,
): Prediction {
  const first = parts[0]!;
  const fill = (at: AtPlace): Float64Array => {
    const numbers = sharedFloats(numbersOf(first).length);
    for (let i = 0; i < numbers.length; i++) numbers[i] = at(i);
    return numbers;
  };
  const numbers = fill(centre(parts.map(numbersOf)));
  if (first.kind === "probabilities") return { kind: "probabilities", probabilities: numbers, classes: first.classes };
  const level = levelOf(parts);
  if (level === null) return { kind: "values", values: numbers };
  const intervals = parts.flatMap((part) => (part.kind === "values" ? (part.interval ?? []) : []));
  return {
    kind: "values",
    values: numbers,
    interval: { level, lower: fill(lower(intervals)), upper: fill(upper(intervals)) },
  };
}

/** Rows of one part after those of another. Rows that no model predicts have no end either. */
export function inARow(parts: readonly { readonly prediction: Prediction; readonly predicted: boolean }[]): Prediction {
  const total = parts.reduce((sum, { prediction }) => sum + numbersOf(prediction).length, 0);
  const join = (columnOf: (prediction: Prediction) => Float64Array | null): Float64Array => {
    const joined = sharedFloats(total).fill(Number.NaN);
    let at = 0;
    for (const { prediction } of parts) {
      const column = columnOf(prediction);
      if (column !== null) joined.set(column, at);
      at += numbersOf(prediction).length;
    }
    return joined;
  };
  const numbers = join(numbersOf);
  const first = parts[0]?.prediction;
  if (first?.kind === "probabilities") return { kind: "probabilities", probabilities: numbers, classes: first.classes };
  const level = levelOf(parts.flatMap(({ prediction, predicted }) => (predicted ? [prediction] : [])));
  if (level === null) return { kind: "values", values: numbers };
  const end = (which: "lower" | "upper") =>
    join((prediction) => (prediction.kind === "values" ? (prediction.interval?.[which] ?? null) : null));
  return { kind: "values", values: numbers, interval: { level, lower: end("lower"), upper: end("upper") } };
}

/** Null where one has no interval, or they differ in their levels. */
function levelOf(parts: readonly Prediction[]): number | null {
  const levels = parts.map((part) => (part.kind === "values" ? (part.interval?.level ?? null) : null));
  const [level = null] = levels;
  return levels.every((own) => own === level) ? level : null;
}

function middleOf(values: readonly number[]): number {
  if (values.some(Number.isNaN)) return Number.NaN;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
