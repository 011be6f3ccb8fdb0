// Charts of a forecast: predictions against what happened, and how the error grows with the step.
import type { EvaluationResult, SubjectResult } from "../../../specs/run-record.ts";
import { MUTED, SERIES, SERIES_1 } from "../palette.ts";
import { type Chart, HEIGHT, WIDE } from "./chart.ts";

const MOST_SERIES = 4;

/**
 * Actual values as a line, and per subject the forecasts of the latest origin that covers each time. With many series,
 * the first few; without times there is nothing to draw.
 */
export function chartForecast(result: EvaluationResult): Chart | null {
  const subject = result.subjects[0];
  if (result.task !== "forecast" || subject === undefined) return null;
  const timed = subject.plots.points.filter((point) => point.time !== null);
  if (timed.length === 0) return null;
  const kept = [...new Set(timed.map((point) => point.series ?? ""))].slice(0, MOST_SERIES);
  const rows = timed
    .filter((point) => kept.includes(point.series ?? ""))
    .map((point) => ({
      time: point.time!,
      series: point.series ?? "",
      step: point.step ?? 1,
      actual: point.actual,
      predicted: point.predicted,
    }));
  const shown = showOneStep(rows);
  const actual = uniqueBy(rows, (row) => `${row.series}\0${row.time}`).map((row) => ({
    ...row,
    what: "actual",
    y: row.actual,
  }));
  const predicted = shown.rows.map((row) => ({ ...row, what: subject.name, y: row.predicted }));
  const layers = {
    width: WIDE,
    height: HEIGHT,
    mark: { type: "line" as const, strokeWidth: 1.8, point: rows.length < 400 ? { size: 22 } : false },
    encoding: {
      x: {
        field: "time",
        type: "temporal" as const,
        title: null,
        scale: { type: "utc" as const },
        axis: { format: timeFormat(rows.map((row) => row.time)), tickCount: 8, labelFlush: false },
      },
      y: { field: "y", type: "quantitative" as const, title: result.target, scale: { zero: false } },
      color: {
        field: "what",
        type: "nominal" as const,
        title: null,
        scale: { domain: ["actual", subject.name], range: [MUTED, SERIES_1] },
      },
    },
  };
  const data = { values: [...actual, ...predicted] };
  return {
    title: `Forecast and actual values of ${result.target}`,
    description: `${result.sealed ? "Test partition" : "Held-out rows"}, ${shown.caption}${describeSeries(kept)}.`,
    spec:
      kept.length > 1 ? { data, facet: { row: { field: "series", title: null } }, spec: layers } : { data, ...layers },
  };
}

/** A panel is shown by its first series only, which has to be said. */
function describeSeries(kept: readonly string[]): string {
  if (kept.length > 1) return `, first ${kept.length} series`;
  return kept[0] === "" ? "" : `, series ${kept[0]}`;
}

const DAY = 86_400_000;

/** As much of a date as tells the ticks apart: months over years, days over months, hours over days. */
function timeFormat(times: readonly number[]): string {
  const span = times.reduce((a, b) => Math.max(a, b)) - times.reduce((a, b) => Math.min(a, b));
  return span > 300 * DAY ? "%b %Y" : span > 8 * DAY ? "%d %b %Y" : "%d %b %H:%M";
}

interface Row {
  readonly time: number;
  readonly series: string;
  readonly step: number;
  readonly actual: number;
  readonly predicted: number;
}

/** One line can show one step only: the farthest one, the hardest of all. */
function showOneStep(rows: readonly Row[]): { readonly rows: readonly Row[]; readonly caption: string } {
  const steps = new Map<number, number>();
  for (const row of rows) steps.set(row.step, (steps.get(row.step) ?? 0) + 1);
  const farthest = Math.max(...steps.keys());
  // With a single origin every step has one point: then the path of that origin is what there is to see.
  if ((steps.get(farthest) ?? 0) <= 2)
    return { rows: uniqueBy(rows, (row) => `${row.series}\0${row.time}`), caption: "nearest step known for each time" };
  const sorted = rows.filter((row) => row.step === farthest);
  return { rows: sorted, caption: farthest === 1 ? "one step ahead" : `${farthest} steps ahead` };
}

function uniqueBy<T>(items: readonly T[], key: (item: T) => string): T[] {
  const seen = new Map<string, T>();
  for (const item of items) if (!seen.has(key(item))) seen.set(key(item), item);
  return [...seen.values()];
}

/** The first metric per step of the horizon, with the baselines. */
export function chartSteps(result: EvaluationResult): Chart | null {
  const metric = result.metrics[0]?.name;
  const rows = [...result.subjects, ...result.baselines].flatMap((one) => stepRows(one, metric));
  if (metric === undefined || new Set(rows.map((row) => row.step)).size < 2) return null;
  return {
    title: `${metric} by step of the horizon`,
    description: "How the error grows with the distance, against the baselines.",
    spec: {
      width: WIDE,
      height: HEIGHT,
      data: { values: rows },
      mark: { type: "line", point: { size: 30 }, strokeWidth: 1.8 },
      encoding: {
        x: { field: "step", type: "quantitative", title: "steps ahead", axis: { tickMinStep: 1, format: "d" } },
        y: { field: "value", type: "quantitative", title: metric },
        color: { field: "name", type: "nominal", title: null, scale: { range: [...SERIES] } },
      },
    },
  };
}

const stepRows = (one: SubjectResult, metric: string | undefined) =>
  (one.bySteps.find((steps) => steps.metric === metric)?.values ?? []).flatMap((value, i) =>
    value === null ? [] : [{ name: one.name, step: i + 1, value }],
  );
