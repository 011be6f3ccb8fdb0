// Column lineage through expressions: every function moves or widens the interval as its reach rule says.
import type { Span } from "../../../specs/diagnostic.ts";
import type { Over } from "../../../specs/expression.ts";
import { assertNever } from "../../base/invariant.ts";
import type { TypedExpression } from "../../types/typed.ts";
import { blame, mergeUses, readAll, shift, type TableLineage, type Use } from "./lineage.ts";
import { ALWAYS_BEFORE, FOREVER_AFTER, HERE, negate, type Offset, upperMilliseconds } from "./offset.ts";
import { isTrue, stepsOf, windowOf } from "./window-reach.ts";

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
      return stepsOf(call, reach.by, every).flatMap((by) => moved(negate(by)));
    case "lead":
      return stepsOf(call, reach.by, every).flatMap((by) => [...moved(by), ...laterRows(call, scope, by)]);
    case "difference":
      return [...inner.map(through), ...stepsOf(call, reach.by, every).flatMap((by) => moved(negate(by)))];
    case "trailing": {
      const centred = reach.center !== null && isTrue(call, reach.center);
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
      // Without an argument it tells how many rows there are: that rests on rows as any other value does.
      if (scope.grouped && call.function.role === "aggregate") return inner.length === 0 ? [ROWS] : inner;
      const all = inner.length === 0 ? [ROWS] : inner;
      return all.map((use) => blame({ ...readAll(use), window: call.span }, "statistic", call.span, name));
    }
    case "clock":
      return [blame(ROWS, "clock", call.span, name)];
    default:
      return assertNever(reach);
  }
}

export interface Window {
  readonly name: string;
  readonly over: Over;
  readonly span: Span;
}

/** The calls in an expression that run along the rows, in the order and the partition that they run in. */
export function windowsIn(expression: TypedExpression): readonly Window[] {
  switch (expression.kind) {
    case "literal":
    case "column":
      return [];
    case "case": {
      const parts = expression.branches.flatMap(({ when, then }) => [when, then]);
      return [...parts, ...(expression.otherwise === null ? [] : [expression.otherwise])].flatMap(windowsIn);
    }
    case "call": {
      const inner = expression.args.flatMap(windowsIn);
      const { over, span } = expression;
      const { name } = expression.function;
      return over === null || over.order === null ? inner : [{ name, over, span }, ...inner];
    }
    default:
      return assertNever(expression);
  }
}

/** A value that depends on which rows there are and on no column: `count()`. */
const ROWS: Use = { base: null, low: HERE, high: HERE, head: HERE, window: null, causes: [], trail: [] };

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
