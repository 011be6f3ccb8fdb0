// Column lineage through expressions: every function moves or widens the interval as its reach rule says.
import type { Duration } from "../../../specs/data-type.ts";
import type { Span } from "../../../specs/diagnostic.ts";
import { assertNever } from "../../base/invariant.ts";
import type { TypedExpression } from "../../types/typed.ts";
import { blame, mergeUses, shift, type TableLineage, type Use } from "./lineage.ts";
import {
  ALWAYS_BEFORE,
  FOREVER_AFTER,
  HERE,
  negate,
  type Offset,
  ofDuration,
  ofSteps,
  times,
  upperMilliseconds,
} from "./offset.ts";

type Call = Extract<TypedExpression, { kind: "call" }>;

export interface ExpressionScope {
  readonly table: TableLineage;
  /** Inside `aggregate`: aggregates read their own group, not the whole table. */
  readonly grouped: boolean;
  /** Leave out what only reads whether a value is there. */
  readonly ignorePresence: boolean;
  /** What decided which rows the table has (its filters): looking ahead along the rows reads that of later rows, too. */
  readonly choice?: readonly Use[];
}

export function expressionUses(expression: TypedExpression, scope: ExpressionScope): readonly Use[] {
  switch (expression.kind) {
    case "literal":
      return [];
    case "column":
      return scope.table.get(expression.name)?.uses ?? [];
    case "case": {
      const parts = expression.branches.flatMap((branch) => [branch.when, branch.then]);
      if (expression.otherwise !== null) parts.push(expression.otherwise);
      return mergeUses(parts.flatMap((part) => expressionUses(part, scope)));
    }
    case "call":
      return mergeUses(callUses(expression, scope));
    default:
      return assertNever(expression);
  }
}

function callUses(call: Call, scope: ExpressionScope): readonly Use[] {
  if (scope.ignorePresence && call.function.reads === "presence") return [];
  const inner = call.args.flatMap((argument) => expressionUses(argument, scope));
  const { reach } = call.function;
  const name = call.function.name;
  // Only windows count: an own-row function leaves the interval alone.
  const through = (use: Use): Use => ({ ...use, window: call.span });
  const every = call.over?.every ?? null;
  const moved = (by: Offset): readonly Use[] => inner.map((use) => move(through(use), by, call.span, name));
  switch (reach.kind) {
    case "row":
      return inner;
    case "lag":
      return steps(call, reach.by, every).flatMap((by) => moved(negate(by)));
    case "lead":
      return steps(call, reach.by, every).flatMap((by) => [...moved(by), ...laterRows(call, scope, by)]);
    case "difference":
      return [...inner.map(through), ...steps(call, reach.by, every).flatMap((by) => moved(negate(by)))];
    case "trailing": {
      const centred =
        reach.center !== null && literalOf(call, reach.center)?.kind === "bool" && isTrue(call, reach.center);
      const { back, ahead } = windowOf(call, reach.window, every, centred);
      const seen = inner.map((use) => {
        const wide = shift(through(use), negate(back), ahead);
        return centred ? blame(wide, "forward", call.span, name) : wide;
      });
      return centred ? [...seen, ...laterRows(call, scope, ahead)] : seen;
    }
    case "prefix":
      return inner.map((use) => ({ ...through(use), low: ALWAYS_BEFORE }));
    case "suffix":
      return [...inner, ...laterRows(call, scope, HERE)].map((use) =>
        blame({ ...through(use), high: FOREVER_AFTER }, "forward", call.span, name),
      );
    case "table": {
      if (scope.grouped && call.function.role === "aggregate") return inner;
      const all = inner.length === 0 ? [ROWS] : inner;
      return all.map((use) =>
        blame({ ...use, low: ALWAYS_BEFORE, high: FOREVER_AFTER, window: call.span }, "statistic", call.span, name),
      );
    }
    case "clock":
      return [blame(ROWS, "clock", call.span, name)];
    default:
      return assertNever(reach);
  }
}

/** A value that depends on which rows there are and on no column: `count()`. */
const ROWS: Use = { base: null, low: HERE, high: HERE, whole: HERE, window: null, causes: [], trail: [] };

/**
 * Whether there is a row further on, and which one it is, can be told only by what chose the rows: the filters, and where
 * the time has no regular step the events themselves.
 */
function laterRows(call: Call, { choice = [] }: ExpressionScope, by: Offset): readonly Use[] {
  const irregular = call.over !== null && call.over.order !== null && call.over.every === null;
  return [...choice, ...(irregular ? [ROWS] : [])].map((use) => move(use, by, call.span, call.function.name));
}

function move(use: Use, by: Offset, span: Span, label: string): Use {
  const moved = shift(use, by, by);
  return upperMilliseconds(by) > 0 ? blame(moved, "forward", span, label) : moved;
}

function literalOf(call: Call, parameter: string) {
  const index = call.function.arguments.findIndex((argument) => argument.name === parameter);
  const argument = call.args[index];
  return argument?.kind === "literal" ? argument.literal : undefined;
}

function isTrue(call: Call, parameter: string): boolean {
  const literal = literalOf(call, parameter);
  return literal?.kind === "bool" && literal.value;
}

/** A number of rows, a duration, or a list of either; the declared default when the argument is absent. */
function steps(call: Call, parameter: string, every: Duration | null): readonly Offset[] {
  const literal = literalOf(call, parameter);
  if (literal === undefined || literal.kind === "null") {
    const fallback = call.function.arguments.find((argument) => argument.name === parameter)?.default;
    return [ofSteps(typeof fallback === "number" ? fallback : 1, every)];
  }
  const items = literal.kind === "list" ? literal.items : [literal];
  return items.flatMap((item) => {
    if (item.kind === "int" || item.kind === "float") return [ofSteps(item.value, every)];
    return item.kind === "duration" ? [ofDuration(item)] : [];
  });
}

/**
 * A centred window of w rows reads ⌊w/2⌋ rows after the current one, of duration w half of it; a trailing one of w rows
 * reads w - 1 rows back, of duration w less than w.
 */
function windowOf(
  call: Call,
  parameter: string,
  every: Duration | null,
  centred: boolean,
): { readonly back: Offset; readonly ahead: Offset } {
  const literal = literalOf(call, parameter);
  if (literal?.kind === "int" || literal?.kind === "float") {
    const half = Math.floor(literal.value / 2);
    return {
      back: ofSteps(centred ? half : Math.max(0, literal.value - 1), every),
      ahead: centred ? ofSteps(half, every) : HERE,
    };
  }
  if (literal?.kind === "duration") {
    const whole = ofDuration(literal);
    const half = times(whole, 0.5);
    // With a regular step the row that is a whole window back no longer belongs to it.
    return { back: centred ? half : whole, ahead: centred ? half : HERE };
  }
  return { back: negate(ALWAYS_BEFORE), ahead: centred ? FOREVER_AFTER : HERE };
}
