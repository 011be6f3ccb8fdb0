// Window functions in SQL. Missing values inside a window follow pandas: they are skipped, and the result is missing when
// fewer than `min_periods` values remain. The default of `min_periods` is the window for row counts; for durations one
// value is enough once the series is older than the window.
import type { FunctionCall, FunctionImplementation, WindowSql } from "../../runtime/component.ts";
import { ROW } from "../../runtime/data/sql-text.ts";
import { exponentialMean } from "./exponential-mean.ts";
import type { ImplementationsOf } from "./implementation-record.ts";
import { kernels } from "./kernels/window-kernels.ts";
import type { windowDeclarations } from "./window.decl.ts";
import { frameOf, interval, isTrue, numberOr, positionOf, spanOf, timeOf, windowOf } from "./window-frame.ts";

const PAST = "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW";
const FUTURE = "ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING";

const over = (window: WindowSql, frame: string): string => `OVER (${window.partition} ${window.order} ${frame})`;

const asNumber = (sql: string, call: FunctionCall): string =>
  call.args[0]?.type.kind === "bool" ? `CAST(${sql} AS BIGINT)` : sql;

/** `name(x)` over the window in argument 1; the flags follow at `flags`. Bools count as 0 and 1 unless they stay bools. */
const rolling =
  (aggregate: (x: string) => string, flags = 2, numeric = true): FunctionImplementation["sql"] =>
  (args, window, call) => {
    const span = spanOf(call.args[1]);
    const frame = frameOf(windowOf(window), span, isTrue(call.args[flags]));
    const declared = numberOr(call.args[flags + 1], null);
    const enough = declared ?? (span.kind === "rows" ? span.rows : 1);
    const x = numeric ? asNumber(args[0]!, call) : args[0]!;
    const head = declared === null && frame.complete !== null ? ` AND ${frame.complete}` : "";
    return `(CASE WHEN count(${x}) OVER (${frame.over}) >= ${enough}${head} THEN ${aggregate(x)} OVER (${frame.over}) END)`;
  };

/** The value a number of rows or exactly a duration away. */
function shifted(x: string, window: WindowSql, call: FunctionCall, direction: "back" | "ahead"): string {
  const span = spanOf(call.args[1]);
  if (span.kind === "rows") {
    return `${direction === "back" ? "lag" : "lead"}(${x}, ${span.rows}) OVER (${window.partition} ${window.order})`;
  }
  const side = direction === "back" ? "PRECEDING" : "FOLLOWING";
  const distance = `${interval(span)} ${side}`;
  // Of several rows at that time the last one in the table, as `lag` by rows would meet it.
  return `arg_max(${x}, ${ROW}) OVER (${window.partition} ORDER BY ${timeOf(window)} RANGE BETWEEN ${distance} AND ${distance})`;
}

const shift =
  (direction: "back" | "ahead"): FunctionImplementation["sql"] =>
  ([x], window, call) =>
    shifted(x!, windowOf(window), call, direction);

function difference([x]: readonly string[], window: WindowSql | null, call: FunctionCall): string {
  const moment = call.args[0]?.type.kind === "date" ? `CAST(${x} AS TIMESTAMP)` : x!;
  return `(${moment} - ${shifted(moment, windowOf(window), call, "back")})`;
}

/** On the line between the known neighbours in time; NULL before the first and after the last known value. */
function interpolated([x]: readonly string[], given: WindowSql | null): string {
  const window = windowOf(given);
  const at = window.time === null ? positionOf(window) : `epoch_us(CAST(${window.time} AS TIMESTAMP))`;
  const known = `CASE WHEN ${x} IS NOT NULL THEN ${at} END`;
  const before = (sql: string): string => `last_value(${sql} IGNORE NULLS) ${over(window, PAST)}`;
  const after = (sql: string): string => `first_value(${sql} IGNORE NULLS) ${over(window, FUTURE)}`;
  const share = `(${at} - ${before(known)}) / nullif(CAST(${after(known)} - ${before(known)} AS DOUBLE), 0)`;
  return `coalesce(CAST(${x} AS DOUBLE), ${before(x!)} + (${after(x!)} - ${before(x!)}) * ${share})`;
}

const inSql: ImplementationsOf<typeof windowDeclarations> = {
  lag: { form: "window", sql: shift("back") },
  lead: { form: "window", sql: shift("ahead") },
  diff: { form: "window", sql: difference },
  pct_change: {
    form: "window",
    sql: ([x], window, call) =>
      `(${x} / nullif(CAST(${shifted(x!, windowOf(window), call, "back")} AS DOUBLE), 0) - 1)`,
  },
  rolling_mean: { form: "window", sql: rolling((x) => `avg(${x})`) },
  rolling_sum: { form: "window", sql: rolling((x) => `sum(${x})`) },
  rolling_std: { form: "window", sql: rolling((x) => `stddev_samp(${x})`) },
  rolling_min: { form: "window", sql: rolling((x) => `min(${x})`, 2, false) },
  rolling_max: { form: "window", sql: rolling((x) => `max(${x})`, 2, false) },
  rolling_median: { form: "window", sql: rolling((x) => `quantile_cont(CAST(${x} AS DOUBLE), 0.5)`) },
  rolling_quantile: {
    form: "window",
    sql: (args, window, call) => {
      const q = numberOr(call.args[2], 0.5);
      return rolling((x) => `quantile_cont(CAST(${x} AS DOUBLE), ${q})`, 3)(args, window, call);
    },
  },
  expanding_mean: {
    form: "window",
    sql: ([x], window, call) => `avg(${asNumber(x!, call)}) ${over(windowOf(window), PAST)}`,
  },
  ewm_mean: {
    form: "window",
    sql: ([x], window, call) => exponentialMean(x!, windowOf(window), spanOf(call.args[1])),
  },
  cumulative_sum: {
    form: "window",
    sql: ([x], window, call) => `sum(${asNumber(x!, call)}) ${over(windowOf(window), PAST)}`,
  },
  count_since: {
    form: "window",
    sql: ([condition], given) => {
      const window = windowOf(given);
      const position = positionOf(window);
      const seen = `max(CASE WHEN ${condition} THEN ${position} END) ${over(window, PAST)}`;
      return `(${position} - ${seen})`;
    },
  },
  fill_forward: {
    form: "window",
    sql: ([x], window, call) => {
      const limit = numberOr(call.args[1], null);
      const frame = limit === null ? PAST : `ROWS BETWEEN ${limit} PRECEDING AND CURRENT ROW`;
      return `last_value(${x} IGNORE NULLS) ${over(windowOf(window), frame)}`;
    },
  },
  fill_backward: {
    form: "window",
    sql: ([x], window) => `first_value(${x} IGNORE NULLS) ${over(windowOf(window), FUTURE)}`,
  },
  interpolate: { form: "window", sql: interpolated },
};

/** Every function has its SQL, for any type; most also a kernel, for numbers. */
export const windowImplementations = Object.fromEntries(
  Object.entries(inSql).map(([name, implementation]) => {
    const kernel = new Map<string, FunctionImplementation["kernel"]>(Object.entries(kernels)).get(name);
    return [name, kernel === undefined ? implementation : { ...implementation, kernel }];
  }),
) as ImplementationsOf<typeof windowDeclarations>;
