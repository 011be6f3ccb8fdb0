// Gaussian and categorical naive Bayes in one, as scikit-learn's GaussianNB and CategoricalNB; bools are levels.
import type { Prediction, TabularData, TabularImplementation } from "../../../runtime/component.ts";
import type { FrameColumn } from "../../../runtime/frame/frame.ts";
import { meanAndVariance } from "../../../runtime/numeric/statistics.ts";
import { requireTwoClasses } from "../class-weight.ts";
import { requireLearned, requireRows } from "../design-matrix.ts";
import type { NaiveBayesParams } from "./naive-bayes.decl.ts";

/** One entry per class; NaN where the class has no value of the feature. */
export type FeatureState =
  | { readonly kind: "normal"; readonly mean: Float64Array; readonly variance: Float64Array }
  /** Logarithms of shares, level by level. */
  | { readonly kind: "levels"; readonly levels: readonly string[]; readonly logShares: readonly Float64Array[] };

export type NaiveBayesState = { readonly logPriors: Float64Array; readonly features: readonly FeatureState[] };

const isLevels = (column: FrameColumn): boolean => column.kind === "category" || column.type === "bool";

/** Levels of the column and per row the index of its own, -1 where it is missing or not among `known`. */
function codesOf(column: FrameColumn, known: readonly string[]): Int32Array {
  const places = new Map(known.map((level, place) => [level, place]));
  if (column.kind === "category") {
    const byCode = column.levels.map((level) => places.get(level) ?? -1);
    return column.codes.map((code) => (code < 0 ? -1 : byCode[code]!));
  }
  return Int32Array.from(column.values, (value) => (Number.isNaN(value) ? -1 : (places.get(String(value)) ?? -1)));
}

function levelsOf(column: FrameColumn): readonly string[] {
  if (column.kind === "number") return ["0", "1"];
  const used = new Set(column.codes);
  return column.levels.filter((_, code) => used.has(code)).toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

function fitLevels(column: FrameColumn, { label, weight }: TabularData, classes: number, alpha: number): FeatureState {
  const levels = levelsOf(column);
  const codes = codesOf(column, levels);
  const counts = levels.map(() => new Float64Array(classes).fill(alpha));
  const totals = new Float64Array(classes).fill(alpha * levels.length);
  codes.forEach((code, row) => {
    if (code < 0) return;
    const own = label[row]!;
    const amount = weight?.[row] ?? 1;
    counts[code]![own] = counts[code]![own]! + amount;
    totals[own] = totals[own]! + amount;
  });
  return {
    kind: "levels",
    levels,
    logShares: counts.map((row) => row.map((count, k) => Math.log(count / totals[k]!))),
  };
}

function fitNormal(values: Float64Array, { label, weight }: TabularData, classes: number, added: number): FeatureState {
  const totals = new Float64Array(classes);
  const mean = new Float64Array(classes);
  const squares = new Float64Array(classes);
  // Weighted running moments (West, 1979), which cancel no digits.
  values.forEach((value, row) => {
    if (Number.isNaN(value)) return;
    const own = label[row]!;
    const amount = weight?.[row] ?? 1;
    if (!(amount > 0)) return;
    totals[own] = totals[own]! + amount;
    const step = value - mean[own]!;
    mean[own] = mean[own]! + (step * amount) / totals[own]!;
    squares[own] = squares[own]! + amount * step * (value - mean[own]!);
  });
  return {
    kind: "normal",
    mean: mean.map((value, k) => (totals[k] === 0 ? Number.NaN : value)),
    variance: squares.map((sum, k) => (totals[k] === 0 ? Number.NaN : sum / totals[k]! + added)),
  };
}

/** Adds the logarithm of the likelihood of the row to every class; what is missing adds nothing. */
function addFeature(scores: Float64Array, column: FrameColumn, state: FeatureState, classes: number): void {
  const rows = scores.length / classes;
  const codes = state.kind === "levels" ? codesOf(column, state.levels) : null;
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < classes; k++) {
      const part = state.kind === "levels" ? (state.logShares[codes![row]!]?.[k] ?? 0) : density(column, row, state, k);
      if (!Number.isNaN(part)) scores[row * classes + k] = scores[row * classes + k]! + part;
    }
  }
}

/** A value beyond all measure speaks for no class, rather than against all. */
export const FARTHEST = -1e300;

function density(
  column: FrameColumn,
  row: number,
  { mean, variance }: Extract<FeatureState, { kind: "normal" }>,
  k: number,
): number {
  if (column.kind !== "number") return Number.NaN;
  const distance = (column.values[row]! - mean[k]!) / Math.sqrt(variance[k]!);
  return Math.max(FARTHEST, -0.5 * (Math.log(2 * Math.PI * variance[k]!) + distance * distance));
}

function predict(features: readonly FrameColumn[], rows: number, state: NaiveBayesState): Prediction {
  const classes = state.logPriors.length;
  const scores = new Float64Array(rows * classes);
  for (let row = 0; row < rows; row++) scores.set(state.logPriors, row * classes);
  features.forEach((column, j) => {
    addFeature(scores, column, state.features[j]!, classes);
  });
  for (let row = 0; row < rows; row++) {
    const own = scores.subarray(row * classes, (row + 1) * classes);
    const top = own.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
    own.forEach((score, k) => {
      own[k] = Math.exp(score - top);
    });
    const total = own.reduce((sum, value) => sum + value, 0);
    own.forEach((value, k) => {
      own[k] = value / total;
    });
  }
  return { kind: "probabilities", probabilities: scores, classes };
}

export const naiveBayesImplementation: TabularImplementation<NaiveBayesParams, NaiveBayesState> = {
  input: "tabular",
  fit: (data, { smoothing, alpha }) => {
    requireRows(data.rows, "naive_bayes");
    const classes = requireTwoClasses(data.label, data.classes, "naive_bayes");
    const counts = new Float64Array(classes.length);
    data.label.forEach((own, row) => {
      counts[own] = counts[own]! + (data.weight?.[row] ?? 1);
    });
    const total = counts.reduce((sum, count) => sum + count, 0);
    const variances = data.features.map((column) => {
      if (column.kind !== "number" || isLevels(column)) return 0;
      const { variance, count } = meanAndVariance(column.values);
      return count === 0 ? 0 : variance;
    });
    const largest = variances.reduce((most, value) => Math.max(most, value), 0);
    // Constant features only: any spread will do, since all classes share it.
    requireLearned([largest], "naive_bayes");
    const added = smoothing * (largest > 0 ? largest : 1);
    const features = data.features.map((column) =>
      column.kind === "category" || isLevels(column)
        ? fitLevels(column, data, classes.length, alpha)
        : fitNormal(column.values, data, classes.length, added),
    );
    return { state: { logPriors: counts.map((count) => Math.log(count / total)), features }, rounds: null };
  },
  predict,
};
