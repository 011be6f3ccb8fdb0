// Partial dependence (Friedman, 2001): the mean prediction over the rows when one feature is set to the same value in all of
// them. It assumes that the feature could be changed alone, which correlated features make doubtful.
import type { Dependence } from "../../specs/explanation.ts";
import type { Prediction } from "../component.ts";
import { type FrameColumn, sharedFloats, sharedInts } from "../frame/frame.ts";
import { type ExplainedRows, predictChanged } from "./sample.ts";
import { unlessRefused } from "./unless-refused.ts";

export const GRID = 16;
const MOST_LEVELS = 8;

/** Null for several classes without a positive one, and for a feature that has one value only. */
export function dependenceOn(rows: ExplainedRows, feature: string): Dependence | null {
  const { task } = rows;
  const at = rows.features.findIndex(({ name }) => name === feature);
  const column = rows.features[at];
  if (column === undefined || (task.classes !== null && task.positive === null)) return null;
  const grid = column.kind === "number" ? quantiles(column.values, GRID) : frequent(column.codes, MOST_LEVELS);
  if (grid.length < 2) return null;
  const nameOf = namesOf(column);
  const meanAt = (value: number): number =>
    meanOf(predictChanged(rows, rows.features.with(at, constant(column, value))), task.positive);
  const points = grid.map((value) => ({ at: nameOf(value), mean: meanAt(value) }));
  if (points.some(({ mean }) => !Number.isFinite(mean))) return null;
  const output = task.positive === null ? null : task.classes![task.positive]!;
  const missing = lacksValues(column) ? unlessRefused(() => meanAt(missingIn(column))) : null;
  const isKnown = missing !== null && Number.isFinite(missing);
  return { feature, output, points, kind: kindOf(column), ...(isKnown ? { missing } : {}) };
}

const missingIn = ({ kind }: FrameColumn): number => (kind === "category" ? -1 : Number.NaN);

const lacksValues = (column: FrameColumn): boolean =>
  column.kind === "category" ? column.codes.some((code) => code < 0) : column.values.some(Number.isNaN);

function namesOf(column: FrameColumn): (value: number) => number | string {
  if (column.kind === "category") return (code) => column.levels[code]!;
  return column.type === "bool" ? (value) => String(value === 1) : (value) => value;
}

function kindOf(column: FrameColumn): Dependence["kind"] {
  if (column.kind === "category" || column.type === "bool") return "category";
  return column.type === "date" || column.type === "timestamp" ? "moment" : "number";
}

function constant(column: FrameColumn, value: number): FrameColumn {
  if (column.kind === "number") return { ...column, values: sharedFloats(column.values.length).fill(value) };
  return { ...column, codes: sharedInts(column.codes.length).fill(value) };
}

function meanOf(prediction: Prediction, positive: number | null): number {
  let sum = 0;
  if (prediction.kind === "values") {
    for (const value of prediction.values) sum += value;
    return sum / prediction.values.length;
  }
  const { probabilities, classes } = prediction;
  for (let i = positive ?? 0; i < probabilities.length; i += classes) sum += probabilities[i]!;
  return (sum * classes) / probabilities.length;
}

/** Distinct values: all when they are few, else evenly spaced ranks between the 2nd and 98th percentile. */
function quantiles(values: Float64Array, count: number): readonly number[] {
  const sorted = values.filter((value) => Number.isFinite(value)).sort();
  const distinct = [...new Set(sorted)];
  if (distinct.length <= count) return distinct;
  const last = sorted.length - 1;
  return [
    ...new Set(Array.from({ length: count }, (_, i) => sorted[Math.round(last * (0.02 + (0.96 * i) / (count - 1)))]!)),
  ];
}

function frequent(codes: Int32Array, most: number): readonly number[] {
  const counts = new Map<number, number>();
  for (const code of codes) if (code >= 0) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts]
    .sort(([a, m], [b, n]) => n - m || a - b)
    .slice(0, most)
    .map(([code]) => code);
}
