// Charts of what a model makes of its features.
import type { Dependence } from "../../../specs/explanation.ts";
import type { EvaluationResult, SubjectResult } from "../../../specs/run-record.ts";
import { GRID, MUTED, SERIES_1, SERIES_2 } from "../palette.ts";
import { plural } from "../quantity.ts";
import { BESIDE_NAMES, type Chart, NAMES, WIDE } from "./chart.ts";

const MOST_FEATURES = 15;

export function chartPermutation({ explanation }: SubjectResult, result: EvaluationResult): Chart | null {
  const effects = explanation?.permutation ?? null;
  if (effects === null) return null;
  const shown = effects.features.filter(({ value }) => value !== 0).slice(0, MOST_FEATURES);
  if (shown.length === 0) return null;
  const direction = result.metrics.find(({ name }) => name === effects.metric)?.direction;
  const change = direction === "maximize" ? "falls" : "rises";
  const total = effects.features.length;
  const tried =
    effects.of === undefined
      ? ""
      : ` Of ${effects.of} features the ${total} were tried that the model itself ranks highest.`;
  const part = total > shown.length ? ` The largest ${shown.length} of ${total}.` : "";
  return {
    title: "What the score rests on",
    description: `How far ${effects.metric} ${change} when a feature’s values are shuffled among ${plural(explanation!.rows, "judged row")}, mean of ${effects.repeats} shuffles.${tried}${part}`,
    spec: {
      width: BESIDE_NAMES,
      height: { step: 18 },
      data: { values: shown.map(({ feature, value }) => ({ feature, value })) },
      mark: { type: "bar", color: SERIES_1, cornerRadiusEnd: 2 },
      encoding: {
        y: { field: "feature", type: "nominal", sort: null, title: null, axis: NAMES },
        x: { field: "value", type: "quantitative", title: `${effects.metric} ${change} by`, axis: { tickCount: 4 } },
      },
    },
  };
}

const ROW = 26;
/** Places across a row among which points that would cover each other are spread. */
const LANES = 9;

export function chartShap({ explanation }: SubjectResult): Chart | null {
  const shap = explanation?.shap ?? null;
  if (shap === null) return null;
  const towards = shap.output === null ? "" : ` towards ${shap.output}`;
  const base = { width: WIDE - 130, height: ROW * shap.features.length };
  const domain = shap.features.map(({ feature }) => feature);
  const y = {
    field: "feature",
    type: "nominal" as const,
    sort: domain,
    title: null,
    // Lanes are places in a row of the full height: with gaps between rows they would hang below its line.
    scale: { domain, padding: 0 },
    axis: { ...NAMES, grid: true },
  };
  const points = shap.features.flatMap(({ feature, points: own }) => swarm(feature, own));
  if (points.length === 0)
    return {
      title: "How far features push predictions (SHAP)",
      description: `Mean size of the SHAP values, over classes and ${plural(shap.rows, "judged row")}.`,
      spec: {
        ...base,
        data: { values: shap.features.map(({ feature, mean }) => ({ feature, mean })) },
        mark: { type: "bar", color: SERIES_1, cornerRadiusEnd: 2, size: ROW - 6 },
        encoding: { y, x: { field: "mean", type: "quantitative", title: "mean |SHAP|" } },
      },
    };
  return {
    title: "How far features push predictions (SHAP)",
    description: `One point per row, ${plural(shap.features[0]!.points.length, "judged row")}: how far the feature moved the model’s score${towards}. Orange: high values of the feature, blue: low ones, grey: missing or without an order.`,
    spec: {
      ...base,
      layer: [
        {
          data: { values: [{ zero: 0 }] },
          mark: { type: "rule", color: MUTED, strokeDash: [4, 4] },
          encoding: { x: { field: "zero", type: "quantitative" } },
        },
        {
          data: { values: points },
          mark: { type: "circle", size: 14, opacity: 0.75 },
          encoding: {
            y,
            yOffset: { field: "lane", type: "quantitative", scale: { domain: [-LANES, LANES], range: [3, ROW - 3] } },
            x: { field: "shap", type: "quantitative", title: `SHAP value${towards === "" ? "" : `,${towards}`}` },
            color: {
              field: "level",
              type: "nominal",
              legend: null,
              scale: { domain: ["low", "high", "none"], range: [SERIES_1, SERIES_2, MUTED] },
            },
            fillOpacity: { field: "strength", type: "quantitative", legend: null, scale: null },
          },
        },
      ],
    },
  };
}

/** Points of nearly the same value lie side by side across the row. */
function swarm(feature: string, points: readonly { readonly shap: number; readonly rank: number | null }[]) {
  const low = points.reduce((a, { shap }) => Math.min(a, shap), 0);
  const high = points.reduce((a, { shap }) => Math.max(a, shap), 0);
  const taken = new Map<number, number>();
  return points.map(({ shap, rank }) => {
    const bin = Math.round((100 * (shap - low)) / (high - low || 1));
    const before = taken.get(bin) ?? 0;
    taken.set(bin, before + 1);
    const place = before % (2 * LANES + 1);
    const lane = place % 2 === 1 ? (place + 1) / 2 : 0 - place / 2;
    const level = rank === null ? "none" : rank > 0.5 ? "high" : "low";
    return { feature, shap, lane, level, strength: rank === null ? 0.5 : 0.25 + 1.5 * Math.abs(rank - 0.5) };
  });
}

export function chartDependence({ explanation }: SubjectResult, { target }: EvaluationResult): Chart | null {
  const found = explanation?.dependence ?? [];
  if (found.length === 0) return null;
  const means = found.flatMap(({ points, missing }) => [
    ...points.map(({ mean }) => mean),
    ...(missing === undefined ? [] : [missing]),
  ]);
  const low = means.reduce((a, b) => Math.min(a, b));
  const high = means.reduce((a, b) => Math.max(a, b));
  const margin = (high - low) * 0.05 || 1;
  const output = found[0]!.output;
  const title = output === null ? `mean ${target}` : `probability of ${output}`;
  const scale = { domain: [low - margin, high + margin], zero: false, nice: true };
  return {
    title: "Partial dependence",
    description:
      "The mean prediction when one feature is given the same value in all rows; all panels share one scale. Doubtful where features hang together." +
      (found.some(isRule) ? " A dashed line is the mean where the feature is missing." : ""),
    spec: {
      concat: found.map((one, at) => drawDependence(one, at % 3 === 0 ? title : null, scale)),
      columns: 3,
      spacing: 22,
    },
  };
}

/** A title longer than its panel would push the other panels apart. */
const PANEL_AXIS = { titleLimit: 200 };

/** A missing level stands beside the others; a missing number has no place on its axis. */
const isRule = ({ kind, missing }: Dependence): boolean => kind !== "category" && missing !== undefined;

const MISSING = "(missing)";

function drawDependence(
  dependence: Dependence,
  title: string | null,
  scale: { readonly domain: number[]; readonly zero: boolean; readonly nice: boolean },
) {
  const { feature, points, kind, missing } = dependence;
  const values = points.map(({ at, mean }) => ({ at, mean }));
  const panel = { width: 222, height: 130 };
  const y = { field: "mean", type: "quantitative" as const, title, scale, axis: { tickCount: 4 } };
  const point = { size: 24, filled: true, color: SERIES_1 };
  if (kind === "category")
    return {
      ...panel,
      data: { values: missing === undefined ? values : [...values, { at: MISSING, mean: missing }] },
      mark: { type: "point" as const, ...point, size: 60 },
      encoding: {
        y,
        x: {
          field: "at",
          type: "nominal" as const,
          title: feature,
          sort: null,
          axis: { ...PANEL_AXIS, labelAngle: -30, labelLimit: 110, grid: true, gridColor: GRID },
        },
      },
    };
  const x =
    kind === "moment"
      ? { field: "at", type: "temporal" as const, title: feature, axis: { ...PANEL_AXIS, tickCount: 3 } }
      : {
          field: "at",
          type: "quantitative" as const,
          title: feature,
          scale: { zero: false },
          axis: { ...PANEL_AXIS, tickCount: 4 },
        };
  return {
    ...panel,
    layer: [
      ...(missing === undefined
        ? []
        : [
            {
              data: { values: [{ mean: missing }] },
              mark: { type: "rule" as const, color: MUTED, strokeDash: [4, 4] },
              encoding: { y },
            },
          ]),
      {
        data: { values },
        mark: { type: "line" as const, color: SERIES_1, strokeWidth: 2, point },
        encoding: { y, x },
      },
    ],
  };
}
