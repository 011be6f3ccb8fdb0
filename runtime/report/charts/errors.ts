// Charts of the errors themselves, of the folds, and of what the model looks at.
import type { EvaluationResult, ImportanceMeasure, SubjectResult } from "../../../specs/run-record.ts";
import { MUTED, SERIES, SERIES_1 } from "../palette.ts";
import { BESIDE_NAMES, type Chart, HALF, HEIGHT, NAMES, WIDE } from "./chart.ts";

export function chartResiduals(result: EvaluationResult): Chart | null {
  const histogram = result.subjects[0]?.plots.residuals ?? null;
  if (histogram === null || histogram.counts.length === 0) return null;
  const bins = histogram.counts.map((count, i) => ({
    from: histogram.edges[i]!,
    to: histogram.edges[i + 1]!,
    count,
    base: 0,
  }));
  return {
    title: "Residuals",
    description:
      "Actual minus predicted; a model without bias is centred on the line at 0. Errors beyond the axis are counted in its outermost bars.",
    spec: {
      width: HALF,
      height: HEIGHT,
      layer: [
        {
          data: { values: bins },
          mark: { type: "rect", color: SERIES_1, opacity: 0.85 },
          encoding: {
            x: { field: "from", type: "quantitative", title: `error of ${result.target}` },
            x2: { field: "to" },
            y: { field: "base", type: "quantitative", title: "predictions" },
            y2: { field: "count" },
          },
        },
        {
          data: { values: [{ zero: 0 }] },
          mark: { type: "rule", color: MUTED, strokeDash: [4, 4] },
          encoding: { x: { field: "zero", type: "quantitative" } },
        },
      ],
    },
  };
}

/** Numeric tasks only: sampled predictions of all series and steps against their actual values. */
export function chartAgreement(result: EvaluationResult): Chart | null {
  const plots = result.subjects[0]?.plots;
  const points = plots?.agreement ?? plots?.points ?? [];
  if (result.task === "classify" || points.length < 2) return null;
  const values = points.map(({ actual, predicted }) => ({ actual, predicted }));
  const all = values.flatMap(({ actual, predicted }) => [actual, predicted]);
  const low = all.reduce((a, b) => Math.min(a, b));
  const high = all.reduce((a, b) => Math.max(a, b));
  const encoding = {
    x: { field: "actual", type: "quantitative" as const, title: `actual ${result.target}`, scale: { zero: false } },
    y: { field: "predicted", type: "quantitative" as const, title: "predicted", scale: { zero: false } },
  };
  return {
    title: "Predicted and actual",
    description: `Each point is one prediction, ${describeSample(result, points.length)}; on the dashed line it equals what happened.`,
    spec: {
      width: HALF,
      height: HEIGHT,
      layer: [
        {
          data: {
            values: [
              { actual: low, predicted: low },
              { actual: high, predicted: high },
            ],
          },
          mark: { type: "line", color: MUTED, strokeDash: [4, 4], strokeWidth: 1 },
          encoding,
        },
        {
          data: { values },
          mark: { type: "circle", color: SERIES_1, opacity: values.length > 500 ? 0.25 : 0.6, size: 20 },
          encoding,
        },
      ],
    },
  };
}

/** Plots show the last fold, and a sample of it when it is large. */
function describeSample({ rows, folds }: EvaluationResult, shown: number): string {
  const part = folds > 1 ? " of the last fold" : "";
  return shown >= rows ? `all ${shown} are shown` : `an even sample of ${shown}${part} is shown`;
}

export function chartFolds(result: EvaluationResult): Chart | null {
  const metric = result.metrics[0]?.name;
  const rows = [...result.subjects, ...result.baselines].flatMap((one) => foldRows(one, metric));
  if (metric === undefined || new Set(rows.map((row) => row.fold)).size < 2) return null;
  return {
    title: `${metric} by fold`,
    description: "One point per fold and model; a wide spread means that a single figure hides much.",
    spec: {
      width: WIDE,
      height: HEIGHT,
      data: { values: rows },
      mark: { type: "line", point: { size: 50 }, strokeWidth: 1.2 },
      encoding: {
        x: { field: "fold", type: "ordinal", title: "fold", axis: { labelAngle: 0 } },
        y: { field: "value", type: "quantitative", title: metric, scale: { zero: false } },
        color: { field: "name", type: "nominal", title: null, scale: { range: [...SERIES] } },
      },
    },
  };
}

const foldRows = (one: SubjectResult, metric: string | undefined) =>
  (one.scores.find((score) => score.metric === metric)?.folds ?? []).flatMap((value, i) =>
    value === null ? [] : [{ name: one.name, fold: i + 1, value }],
  );

const MOST_FEATURES = 15;

const MEASURES: Readonly<Record<ImportanceMeasure, { readonly axis: string; readonly means: string }>> = {
  gain: { axis: "share of the gain", means: "Share of each feature in what all splits of the trees gained" },
  coefficient: {
    axis: "coefficient",
    means: "Coefficients of the features as they reach the model, after its transforms",
  },
  mixed: {
    axis: "importance",
    means: "Importance per feature, as the models measure it themselves, each scaled to a sum of 1",
  },
};

export function chartImportance({ importance, importanceMeasure = "mixed" }: SubjectResult): Chart | null {
  if (importance === null || importance.length === 0) return null;
  const largest = [...importance].sort((a, b) => Math.abs(b.value) - Math.abs(a.value)).slice(0, MOST_FEATURES);
  const count = importance.length;
  const { axis, means } = MEASURES[importanceMeasure];
  // Gains are in squared units of the target and may have any size.
  const isShare = importanceMeasure === "gain";
  const total = isShare ? importance.reduce((sum, { value }) => sum + value, 0) || 1 : 1;
  return {
    title: "What the model looks at",
    description: `${means}${count > MOST_FEATURES ? `, the largest ${MOST_FEATURES} of ${count}` : ""}.`,
    spec: {
      width: BESIDE_NAMES,
      height: { step: 18 },
      data: { values: largest.map(({ feature, value }) => ({ feature, value: value / total })) },
      mark: { type: "bar", color: SERIES_1, cornerRadiusEnd: 2 },
      encoding: {
        y: { field: "feature", type: "nominal", sort: null, title: null, axis: NAMES },
        x: {
          field: "value",
          type: "quantitative",
          title: axis,
          axis: { tickCount: 4, ...(isShare ? { format: ".0%" } : {}) },
        },
      },
    },
  };
}
