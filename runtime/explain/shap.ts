// A summary of SHAP values where the model at the core gives them exactly (TreeSHAP; Lundberg and others, 2020). The maps
// of calibration and threshold around it keep the order of scores, so what pushes the score pushes the prediction.
import type { ShapSummary } from "../../specs/explanation.ts";
import type { State } from "../component.ts";
import type { FrameColumn } from "../frame/frame.ts";
import { alignColumns } from "../model/category-levels.ts";
import type { FittedModel } from "../model/fitted.ts";
import type { AnyTabular, Library } from "../model/library.ts";
import { type ModelRows, subset, takeModelRows } from "../model/model-rows.ts";
import { transformRows } from "../model/transform-rows.ts";
import type { ExplainedRows } from "./sample.ts";

const MOST_ROWS = 400;
const FEWEST_ROWS = 24;
const MOST_FEATURES = 10;
/** Rows whose values are kept to be drawn. */
const MOST_POINTS = 150;
/** Work of TreeSHAP grows with rows times nodes: beyond this it would take longer than the evaluation. */
const MOST_VISITS = 40_000_000;

/** `personal`: features of whose values not even the order is shown. */
export function shapSummary(explained: ExplainedRows, personal: ReadonlySet<string>): ShapSummary | null {
  const { task, judged, library } = explained;
  const core = coreOf(explained.model, takeModelRows(task, judged.origins), library);
  if (core === null) return null;
  const { model, rows } = core;
  const { contributions } = library.model(model.component).implementation as AnyTabular;
  if (contributions === undefined) return null;
  const count = Math.min(MOST_ROWS, rows.origins.length, Math.floor(MOST_VISITS / sizeOf(model.state)));
  if (count < Math.min(FEWEST_ROWS, rows.origins.length)) return null;
  const places = Int32Array.from({ length: count }, (_, i) => Math.floor((i * rows.origins.length) / count));
  const { columns, missing } = alignColumns(subset(rows, places).columns, model.features);
  if (missing.length > 0) return null;
  const { names, outputs, values } = contributions(columns, count, model.state);
  const width = names.length + 1;
  // One score of two classes pushes towards the second of them.
  const sign = task.positive === 0 ? -1 : 1;
  const features = names.map((feature, f) => {
    let sum = 0;
    for (let i = f; i < values.length; i += width) sum += Math.abs(values[i]!);
    return { feature, f, mean: sum / (count * outputs) };
  });
  const largest = features
    .filter(({ mean }) => mean > 0)
    .sort((a, b) => b.mean - a.mean || (a.feature < b.feature ? -1 : 1))
    .slice(0, MOST_FEATURES);
  if (largest.length === 0) return null;
  return {
    rows: count,
    output: outputs === 1 && task.positive !== null ? task.classes![task.positive]! : null,
    features: largest.map(({ feature, f, mean }) => {
      // A column that a transform has made is named after the one it comes from.
      const isShown = ![...personal].some((name) => feature.includes(name));
      const ranks = isShown ? ranksOf(columns.find(({ name }) => name === feature)) : null;
      const drawn = outputs === 1 ? Math.min(MOST_POINTS, count) : 0;
      const points = Array.from({ length: drawn }, (_, i) => {
        const row = Math.floor((i * count) / drawn);
        return { shap: Number((sign * values[row * width + f]!).toPrecision(4)), rank: ranks?.[row] ?? null };
      });
      return { feature, mean, points };
    }),
  };
}

interface Core {
  readonly model: Extract<FittedModel, { kind: "tabular" }>;
  readonly rows: ModelRows;
}

/** The one tabular model that everything else is wrapped around, and the rows as it sees them. */
function coreOf(model: FittedModel, rows: ModelRows, library: Library): Core | null {
  switch (model.kind) {
    case "tabular":
      return { model, rows };
    case "pipeline":
      return coreOf(model.model, transformRows(model.transform, rows, library), library);
    case "threshold":
    case "calibrated":
    case "conformal":
      return coreOf(model.model, rows, library);
    case "mean":
    case "median":
      return model.members.length === 1 ? coreOf(model.members[0]!, rows, library) : null;
    case "direct":
    case "recursive":
    case "per_series":
    case "series":
      return null;
    default:
      return model satisfies never;
  }
}

/** Length of the longest array: of a forest, its nodes. */
function sizeOf(state: State): number {
  if (ArrayBuffer.isView(state)) return state.length;
  if (state === null || typeof state !== "object") return 1;
  const parts = Object.values(state).map((part: State) => sizeOf(part));
  return parts.reduce((a, b) => Math.max(a, b), Array.isArray(state) ? state.length : 1);
}

/** Where each value stands among all, 0 to 1, ties in the middle; null for a missing value. Categories have no order. */
function ranksOf(column: FrameColumn | undefined): readonly (number | null)[] | null {
  if (column?.kind !== "number") return null;
  const sorted = column.values.filter((value) => !Number.isNaN(value)).sort();
  const last = Math.max(1, sorted.length - 1);
  const first = new Map<number, number>();
  const end = new Map<number, number>();
  sorted.forEach((value, i) => {
    if (!first.has(value)) first.set(value, i);
    end.set(value, i);
  });
  return Array.from(column.values, (value) =>
    Number.isNaN(value) ? null : Number(((first.get(value)! + end.get(value)!) / 2 / last).toFixed(2)),
  );
}
