// The window functions of window.decl.ts on numbers in memory. A call that none fits (calendar months, odd distances) is null
// and stays SQL, as calls on texts and moments do; both give the same values, which a test holds against each other.
import type { FunctionCall } from "../../../runtime/component.ts";
import type { SeriesRows, WindowKernel } from "../../../runtime/windows/series-rows.ts";
import { isTrue, numberOr, type Span, spanOf } from "../window-frame.ts";
import { framesOf, type RollingWindow } from "./frames.ts";
import { rollingExtreme, rollingQuantile } from "./rolling.ts";
import { type RollingStatistic, rollingSums } from "./rolling-sums.ts";
import {
  countSince,
  cumulative,
  exponentialMean,
  filledBackward,
  filledForward,
  shiftedByRows,
  shiftedByTime,
} from "./running.ts";

type KernelOf = (call: FunctionCall) => WindowKernel | null;

/** Null in calendar units, or when rows are no positive whole number. */
function plainSpan(span: Span, least: number): Span | null {
  if (span.kind === "rows") return Number.isInteger(span.rows) && span.rows >= least ? span : null;
  return span.months === 0 && span.milliseconds >= least ? span : null;
}

/** Frames of a rolling call; the flags follow at `flags`. */
function rolling(
  flags: number,
  compute: (x: Float64Array, rows: SeriesRows, window: RollingWindow, result: Float64Array) => void,
): KernelOf {
  return (call) => {
    const span = plainSpan(spanOf(call.args[1]), 1);
    if (span === null) return null;
    const declared = numberOr(call.args[flags + 1], null);
    const centred = isTrue(call.args[flags]);
    const enough = declared ?? (span.kind === "rows" ? span.rows : 1);
    return (x, rows, result) => {
      const frames = framesOf(rows, span, centred);
      const complete = declared === null && frames.kind === "times" ? frames.complete : null;
      compute(x, rows, { frames, enough, complete }, result);
    };
  };
}

const sums = (statistic: RollingStatistic): KernelOf =>
  rolling(2, (x, rows, window, result) => rollingSums(x, rows, window, statistic, result));

const extreme = (sign: 1 | -1): KernelOf =>
  rolling(2, (x, rows, window, result) => rollingExtreme(x, rows, window, sign, result));

function shifted(sign: 1 | -1): KernelOf {
  return (call) => {
    const span = plainSpan(spanOf(call.args[1]), 0);
    if (span === null) return null;
    return span.kind === "rows"
      ? (x, rows, result) => shiftedByRows(x, rows, sign * span.rows, result)
      : (x, rows, result) => shiftedByTime(x, rows, sign * span.milliseconds * 1000, result);
  };
}

/** From a value and the one before it. */
function compared(combine: (now: number, before: number) => number): KernelOf {
  return (call) => {
    const shift = shifted(1)(call);
    if (shift === null) return null;
    return (x, rows, result) => {
      shift(x, rows, result);
      for (let row = 0; row < result.length; row++) result[row] = combine(x[row]!, result[row]!);
    };
  };
}

export const kernels = {
  lag: shifted(1),
  lead: shifted(-1),
  diff: compared((now, before) => now - before),
  pct_change: compared((now, before) => (before === 0 ? Number.NaN : now / before - 1)),
  rolling_mean: sums("mean"),
  rolling_sum: sums("sum"),
  rolling_std: sums("std"),
  rolling_min: extreme(1),
  rolling_max: extreme(-1),
  rolling_median: rolling(2, (x, rows, window, result) => rollingQuantile(x, rows, window, 0.5, result)),
  rolling_quantile: (call) => {
    const level = numberOr(call.args[2], 0.5) ?? 0.5;
    return rolling(3, (x, rows, window, result) => rollingQuantile(x, rows, window, level, result))(call);
  },
  expanding_mean: () => (x, rows, result) => cumulative(x, rows, "mean", result),
  ewm_mean: (call) => {
    const span = plainSpan(spanOf(call.args[1]), Number.MIN_VALUE);
    return span === null ? null : (x, rows, result) => exponentialMean(x, rows, span, result);
  },
  cumulative_sum: () => (x, rows, result) => cumulative(x, rows, "sum", result),
  count_since: () => countSince,
  fill_forward: (call) => {
    const limit = numberOr(call.args[1], null);
    return (x, rows, result) => filledForward(x, rows, limit, result);
  },
  fill_backward: () => filledBackward,
} satisfies Readonly<Record<string, KernelOf>>;
