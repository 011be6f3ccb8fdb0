// Frames of windows: which rows `24h`, `168` or a centred window mean. A window of duration d at time t is (t - d, t], so
// that 24h at an hourly step is 24 rows; a centred one is (t - d/2, t + d/2].

import type { WindowSql } from "../../runtime/component.ts";
import { ROW } from "../../runtime/data/sql-text.ts";
import type { Expression, LiteralValue } from "../../specs/expression.ts";

export type Span =
  | { readonly kind: "rows"; readonly rows: number }
  | { readonly kind: "duration"; readonly months: number; readonly milliseconds: number };

export function constantOf(expression: Expression | undefined): LiteralValue {
  if (expression?.kind !== "literal") throw new TypeError("a constant argument is not a literal");
  return expression.literal;
}

export function spanOf(expression: Expression | undefined): Span {
  const literal = constantOf(expression);
  if (literal.kind === "duration") return literal;
  if (literal.kind === "int" || literal.kind === "float") return { kind: "rows", rows: literal.value };
  throw new TypeError(`a window is a duration or a number of rows, not ${literal.kind}`);
}

export function numberOr(expression: Expression | undefined, otherwise: number | null): number | null {
  const literal = constantOf(expression);
  return literal.kind === "int" || literal.kind === "float" ? literal.value : otherwise;
}

export const isTrue = (expression: Expression | undefined): boolean => {
  const literal = constantOf(expression);
  return literal.kind === "bool" && literal.value;
};

/** The interval as SQL, moved by some microseconds: frames include both ends, our windows exclude the far one. */
export function interval(span: Extract<Span, { kind: "duration" }>, shiftMicroseconds = 0): string {
  const exact = `to_microseconds(${Math.round(span.milliseconds * 1000) + shiftMicroseconds})`;
  return span.months === 0 ? exact : `(to_months(${span.months}) + ${exact})`;
}

export const halved = (span: Extract<Span, { kind: "duration" }>): Extract<Span, { kind: "duration" }> => ({
  kind: "duration",
  months: Math.trunc(span.months / 2),
  // Half of an odd month counts as half of the shortest one, so that a centred window never reads further than declared.
  milliseconds: span.milliseconds / 2 + (span.months % 2) * 14 * 86_400_000,
});

export interface Frame {
  /** The whole text inside OVER ( ). */
  readonly over: string;
  /** True where the series holds the whole window; null when counting values is the test. */
  readonly complete: string | null;
}

/**
 * A key that orders rows by time and, within equal times, by row. RANGE frames allow one ORDER BY key only; with the time
 * alone the engine meets equal times in any order, and sums of floats would depend on the threads. 2^41 rows fit.
 */
export const rowKey = (microseconds: string, row = ROW): string =>
  `((${microseconds})::HUGEINT * 2199023255552 + ${row})`;

const LAST_ROW = "2199023255551";

/** Rows with `from <= time <= to`. `sensitive` says that the result depends on the order of the rows inside. */
function timeFrame(window: WindowSql, before: string, after: string | null, sensitive: boolean): string {
  const time = timeOf(window);
  if (!sensitive) {
    const end = after === null ? "CURRENT ROW" : `${after} FOLLOWING`;
    return `${window.partition} ORDER BY ${time} RANGE BETWEEN ${before} PRECEDING AND ${end}`;
  }
  const micros = (sql: string): string => `epoch_us(CAST(${sql} AS TIMESTAMP))`;
  const own = rowKey(micros(time));
  const from = rowKey(micros(`${time} - ${before}`), "0");
  const to = rowKey(micros(after === null ? time : `${time} + ${after}`), LAST_ROW);
  return `${window.partition} ORDER BY ${own} RANGE BETWEEN ${own} - ${from} PRECEDING AND ${to} - ${own} FOLLOWING`;
}

export function frameOf(window: WindowSql, span: Span, centred: boolean, sensitive: boolean): Frame {
  if (span.kind === "rows") {
    const after = centred ? Math.floor(span.rows / 2) : 0;
    const before = span.rows - 1 - after;
    const end = after === 0 ? "CURRENT ROW" : `${after} FOLLOWING`;
    const over = `${window.partition} ${window.order} ROWS BETWEEN ${before} PRECEDING AND ${end}`;
    return { over, complete: null };
  }
  const time = timeOf(window);
  const first = `min(${time}) OVER (${window.partition})`;
  const last = `max(${time}) OVER (${window.partition})`;
  const step = window.step === null ? "" : ` + ${window.step}`;
  if (!centred) {
    return {
      over: timeFrame(window, interval(span, -1), null, sensitive),
      complete: `${time} - ${interval(span)}${step} >= ${first}`,
    };
  }
  const half = halved(span);
  return {
    over: timeFrame(window, interval(half, -1), interval(half), sensitive),
    complete: `${time} - ${interval(half)}${step} >= ${first} AND ${time} + ${interval(half)} <= ${last}`,
  };
}

export function timeOf(window: WindowSql): string {
  if (window.time === null) throw new TypeError("a window given as a duration needs a time");
  return window.time;
}

export function windowOf(window: WindowSql | null): WindowSql {
  if (window === null) throw new TypeError("a window function needs an order");
  return window;
}
