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

export function frameOf(window: WindowSql, span: Span, centred: boolean): Frame {
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
      over: `${window.partition} ORDER BY ${time} RANGE BETWEEN ${interval(span, -1)} PRECEDING AND CURRENT ROW`,
      complete: `${time} - ${interval(span)}${step} >= ${first}`,
    };
  }
  const half = halved(span);
  return {
    over: `${window.partition} ORDER BY ${time} RANGE BETWEEN ${interval(half, -1)} PRECEDING AND ${interval(half)} FOLLOWING`,
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
