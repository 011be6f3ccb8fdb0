// What the columns behind a task look like, as rows of a table with a small picture each.
import type { ColumnProfile, TableProfile } from "../../specs/quality.ts";
import type { EvaluationResult } from "../../specs/run-record.ts";
import { formatNumber, formatPercent, plural } from "./quantity.ts";

export interface ColumnRow {
  readonly name: string;
  readonly kind: string;
  readonly missing: string;
  /** Something is missing. */
  readonly holes: boolean;
  readonly distinct: string;
  readonly min: string;
  readonly mean: string;
  readonly max: string;
  /** Heights of bars, 0 to 1; empty where there is nothing to draw. */
  readonly bars: readonly number[];
  /** What the bars stand for. */
  readonly shape: string;
}

export interface TableView {
  readonly title: string;
  readonly columns: readonly ColumnRow[];
}

/** One per task: evaluations of the same task show the same data. */
export function tableViews(evaluations: readonly EvaluationResult[]): readonly TableView[] {
  const views = new Map<string, TableView>();
  for (const { data, target } of evaluations) {
    if (data === undefined || data.columns.length === 0) continue;
    const view = { title: `Columns behind ${target}, ${plural(data.rows, "row")}`, columns: columnRows(data) };
    views.set(JSON.stringify(view), view);
  }
  return [...views.values()];
}

const columnRows = ({ rows, columns }: TableProfile): readonly ColumnRow[] =>
  columns.map((column) => {
    const format = formatOf(column);
    return {
      name: column.name,
      kind: column.kind,
      missing: column.missing === 0 ? "0" : formatPercent(column.missing / Math.max(1, rows)),
      holes: column.missing > 0,
      distinct: `${column.distinctIsExact ? "" : "about "}${formatNumber(column.distinct)}`,
      min: column.min === null ? "" : format(column.min),
      mean: column.mean === null ? "" : format(column.mean),
      max: column.max === null ? "" : format(column.max),
      ...shapeOf(column, format),
    };
  });

function formatOf({ kind }: ColumnProfile): (value: number) => string {
  if (kind === "date") return (value) => new Date(value).toISOString().slice(0, 10);
  if (kind === "timestamp") return (value) => new Date(value).toISOString().slice(0, 16).replace("T", " ");
  return formatNumber;
}

function shapeOf(
  { histogram, levels }: ColumnProfile,
  format: (value: number) => string,
): Pick<ColumnRow, "bars" | "shape"> {
  if (histogram !== null) {
    const { counts, low, high } = histogram;
    return { bars: heights(counts), shape: `Counts of values from ${format(low)} to ${format(high)}.` };
  }
  if (levels.length === 0) return { bars: [], shape: "" };
  const first = levels.slice(0, 4).map(({ value, count }) => `${shorten(value)}: ${formatNumber(count)}`);
  const more = levels.length > first.length ? ", …" : ".";
  return { bars: heights(levels.map(({ count }) => count)), shape: `Most frequent: ${first.join(", ")}${more}` };
}

function heights(counts: readonly number[]): readonly number[] {
  const most = counts.reduce((a, b) => Math.max(a, b), 1);
  return counts.map((count) => count / most);
}

const shorten = (value: string): string => (value.length > 24 ? `${value.slice(0, 23)}…` : value);
