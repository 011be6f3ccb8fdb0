// Times of a task: one row per series and time, and a regular step where one is declared.
import type { Duration } from "../../specs/data-type.ts";
import type { Diagnostic, Span } from "../../specs/diagnostic.ts";
import type { TaskSpec } from "../../specs/plan.ts";
import { addDuration } from "./calendar-time.ts";
import { taskDiagnostics } from "./task.diagnostics.ts";

/** Rows stand in (series, time) order. Duplicates are an error for forecasts; other tasks may have many rows per time. */
export function checkTimes(
  spec: TaskSpec,
  times: Float64Array,
  series: Int32Array,
  seriesNames: readonly string[],
  span: Span,
): readonly Diagnostic[] {
  const column = spec.time?.column ?? "";
  const every = spec.time?.every ?? null;
  if (isExactlyRegular(times, series, every, spec.time?.zone)) return [];
  let missing = 0;
  for (let row = 0; row < times.length; row++) if (Number.isNaN(times[row]!)) missing += 1;
  if (missing > 0) return [taskDiagnostics["null-time"](span, { column, count: missing })];
  const duplicates = scan(times, series, (before, time) => before === time);
  const place = (row: number): { readonly series: string; readonly first: string } => ({
    series: spec.series.length === 0 ? "" : ` in a series (${seriesNames[series[row]!]})`,
    first: new Date(times[row]!).toISOString(),
  });
  if (duplicates.count > 0) {
    const count = duplicates.count === 1 ? "1 value" : `${duplicates.count} values`;
    const verb = duplicates.count === 1 ? "occurs" : "occur";
    if (spec.kind !== "forecast" && spec.horizon === null) return [];
    return [taskDiagnostics["duplicate-timestamps"](span, { column, count, verb, ...place(duplicates.first) })];
  }
  if (every === null) return [];
  const gaps = scan(times, series, (before, time) => !isOneStep(before, time, every, spec.time?.zone));
  if (gaps.count === 0) return [];
  const count = gaps.count === 1 ? "1 value is" : `${gaps.count} values are`;
  return [taskDiagnostics["irregular-time"](span, { column, count, ...place(gaps.first) })];
}

/** Whether all steps are the same number of milliseconds: the usual case, without a call per row. */
function isExactlyRegular(
  times: Float64Array,
  series: Int32Array,
  every: Duration | null,
  zone: string | undefined,
): boolean {
  if (every === null || every.months !== 0 || every.milliseconds <= 0 || zone !== undefined) return false;
  const step = every.milliseconds;
  if (times.length > 0 && Number.isNaN(times[0]!)) return false;
  for (let row = 1; row < times.length; row++) {
    const distance = times[row]! - times[row - 1]!;
    if (Number.isNaN(distance) || (distance !== step && series[row] === series[row - 1])) return false;
  }
  return true;
}

/** Month ends step to month ends: a step of one month from 28 February leads to 28 or to 31 March. */
function isOneStep(before: number, time: number, every: Duration, zone: string | undefined): boolean {
  if (addDuration(before, every, 1, zone) === time) return true;
  return (every.months > 0 || zone !== undefined) && addDuration(time, every, -1, zone) === before;
}

function scan(
  times: Float64Array,
  series: Int32Array,
  isFinding: (before: number, time: number) => boolean,
): { readonly count: number; readonly first: number } {
  let count = 0;
  let first = -1;
  for (let row = 1; row < times.length; row++) {
    if (series[row] !== series[row - 1] || !isFinding(times[row - 1]!, times[row]!)) continue;
    if (first < 0) first = row;
    count += 1;
  }
  return { count, first };
}
