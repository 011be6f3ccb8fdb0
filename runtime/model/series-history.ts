// Rows of a task as regular series: what forecasters that see the history of the target itself are given. A missing step
// is a NaN, so an index is a time; without a regular step every row is a step.
import type { Duration } from "../../specs/data-type.ts";
import type { Json } from "../../specs/json.ts";
import type { SeriesHistory } from "../component.ts";
import { sharedFloats } from "../frame/frame.ts";
import type { TaskData } from "../task/task-data.ts";
import type { Params } from "./library.ts";

export interface SeriesView {
  readonly name: string;
  readonly code: number;
  readonly history: SeriesHistory;
}

/** Positions of rows on the grid of their own series. */
export interface SeriesGrid {
  readonly position: Int32Array;
  readonly first: Int32Array;
  readonly length: Int32Array;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export function gridOf(task: TaskData): SeriesGrid {
  const position = new Int32Array(task.rows);
  const first = new Int32Array(task.seriesNames.length).fill(-1);
  const length = new Int32Array(task.seriesNames.length);
  const every = task.spec.time?.every ?? null;
  for (let row = 0; row < task.rows; row++) {
    const series = task.series[row]!;
    if (first[series] === -1) first[series] = row;
    const start = first[series]!;
    const at =
      every === null || task.times === null ? row - start : stepsBetween(task.times[start]!, task.times[row]!, every);
    position[row] = at;
    length[series] = Math.max(length[series]!, at + 1);
  }
  return { position, first, length };
}

function stepsBetween(from: number, to: number, every: Duration): number {
  if (every.months > 0) return Math.round((monthOf(to) - monthOf(from)) / every.months);
  return Math.round((to - from) / every.milliseconds);
}

const monthOf = (time: number): number => {
  const date = new Date(time);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
};

/** The whole history of a series; `keep` blanks rows that a fit may not see and cuts what follows the last kept row. */
export function historyOf(
  task: TaskData,
  grid: SeriesGrid,
  label: Float64Array,
  series: number,
  keep: Uint8Array | null,
): SeriesHistory {
  const first = grid.first[series]!;
  const full = grid.length[series]!;
  const values = sharedFloats(full).fill(Number.NaN);
  const times = sharedFloats(full).fill(Number.NaN);
  let begin = full;
  let end = 0;
  for (let row = first; row >= 0 && row < task.rows && task.series[row] === series; row++) {
    if (keep !== null && keep[row] === 0) continue;
    const at = grid.position[row]!;
    values[at] = label[row]!;
    times[at] = task.times?.[row] ?? row;
    begin = Math.min(begin, at);
    end = at + 1;
  }
  if (keep === null) return { values, times };
  return { values: values.slice(Math.min(begin, end), end), times: times.slice(Math.min(begin, end), end) };
}

/** Rows per season when the spec gives none: 1h 24, 1d 7, 1mo 12, 1q 4, else 1. */
export function seasonLengthOf(every: Duration | null): number {
  if (every === null) return 1;
  if (every.months > 0) return every.months === 1 ? 12 : every.months === 3 ? 4 : 1;
  return every.milliseconds === HOUR ? 24 : every.milliseconds === DAY ? 7 : 1;
}

/** Durations among the parameters of a forecaster as numbers of rows of the regular step. */
export function paramsInRows(params: Params, every: Duration | null): Params {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, isDuration(value) ? rowsOf(value, every) : value]),
  );
}

const isDuration = (value: Json): value is Json & Duration =>
  typeof value === "object" && value !== null && "months" in value && "milliseconds" in value;

function rowsOf(duration: Duration, every: Duration | null): Json {
  if (every === null) return { months: duration.months, milliseconds: duration.milliseconds };
  if (every.months > 0) return Math.max(1, Math.round(duration.months / every.months));
  return Math.max(1, Math.round((duration.months * 30 * DAY + duration.milliseconds) / every.milliseconds));
}

export interface SeasonalScale {
  /** Mean absolute difference to the value one season earlier: the scale of MASE (Hyndman and Koehler, 2006). */
  readonly absolute: number;
  /** Mean squared difference: the scale of RMSSE. */
  readonly squared: number;
}

/** Null when the series has no two values a season apart, or never changes. */
export function seasonalScale(values: Float64Array, season: number): SeasonalScale | null {
  let sum = 0;
  let squares = 0;
  let count = 0;
  for (let i = season; i < values.length; i++) {
    const difference = Math.abs(values[i]! - values[i - season]!);
    if (Number.isNaN(difference)) continue;
    sum += difference;
    squares += difference * difference;
    count++;
  }
  return count === 0 || sum === 0 ? null : { absolute: sum / count, squared: squares / count };
}
