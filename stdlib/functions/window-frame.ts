// Frames of windows: which rows `24h`, `168` or a centred window mean. A window of duration d at time t is (t - d, t], so
// that 24h at an hourly step is 24 rows; a centred one is (t - d/2, t + d/2].

import type { WindowSql } from "../../runtime/component.ts";
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

/** Number of each row in its series, from 1. */
export const positionOf = (window: WindowSql): string =>
  window.stage([`row_number() OVER (${window.partition} ${window.order})`])[0]!;

/**
 * A window of time is first counted in rows, and then framed by rows. The engine meets rows of equal time in any order,
 * which leaves counts and extremes alone but not sums of floats; a frame of rows in a total order has one result. (It is
 * also faster: all windows of a series share one sort.)
 */
function timeFrame(window: WindowSql, before: string, after: string | null): string {
  const position = positionOf(window);
  const byTime = `${window.partition} ORDER BY ${timeOf(window)}`;
  const end = after === null ? "CURRENT ROW" : `${after} FOLLOWING`;
  const [above, below] = window.stage([
    `${position} - min(${position}) OVER (${byTime} RANGE BETWEEN ${before} PRECEDING AND CURRENT ROW)`,
    `max(${position}) OVER (${byTime} RANGE BETWEEN CURRENT ROW AND ${end}) - ${position}`,
  ]);
  return `${window.partition} ${window.order} ROWS BETWEEN ${above} PRECEDING AND ${below} FOLLOWING`;
}

export function frameOf(window: WindowSql, span: Span, centred: boolean): Frame {
  if (span.kind === "rows") {
    const after = centred ? Math.floor(span.rows / 2) : 0;
    const before = span.rows - 1 - after;
    const end = after === 0 ? "CURRENT ROW" : `${after} FOLLOWING`;
    const over = `${window.partition} ${window.order} ROWS BETWEEN ${before} PRECEDING AND ${end}`;
    return { over, complete: null };
  }
  const time = timeOf(window);
  // Prefix and suffix in the order of the frame, so that they need no sort of their own.
  const first = `min(${time}) OVER (${window.partition} ${window.order} ROWS UNBOUNDED PRECEDING)`;
  const last = `max(${time}) OVER (${window.partition} ${window.order} ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)`;
  const step = window.step === null ? "" : ` + ${window.step}`;
  if (!centred) {
    return {
      over: timeFrame(window, interval(span, -1), null),
      complete: `${time} - ${interval(span)}${step} >= ${first}`,
    };
  }
  const half = halved(span);
  return {
    over: timeFrame(window, interval(half, -1), interval(half)),
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
