// What a filter says of the rows that it keeps: bounds of columns, and conditions that hold or do not. By them two filtered
// tables can be proved disjoint.
import { assertNever } from "../../base/invariant.ts";
import type { TypedExpression } from "../../types/typed.ts";
import type { TableLineage } from "./lineage.ts";
import type { Condition, Interval } from "./rows.ts";

/** What is known of the rows that a filter keeps. */
export interface Chosen {
  readonly intervals: readonly Interval[];
  readonly conditions: readonly Condition[];
}

export const NOTHING: Chosen = { intervals: [], conditions: [] };

/**
 * What a condition and all its parts say of the rows for which it is true, or (`holds: false`) for which it is false. A row in
 * which it is missing is kept by neither the condition nor its negation.
 */
export function chosenBy(condition: TypedExpression, table: TableLineage, holds = true): Chosen {
  const key = keyOf(condition, table);
  const own: Chosen = { intervals: [], conditions: key === null ? [] : [{ key, holds }] };
  if (condition.kind !== "call") return own;
  const [left, right] = condition.args;
  const operator = condition.function.name;
  if (operator === "not" && left !== undefined) return join([own, chosenBy(left, table, !holds)]);
  // All parts of an `and` that is true hold, and none of an `or` that is false.
  if ((operator === "and" && holds) || (operator === "or" && !holds))
    return join([own, ...condition.args.map((part) => chosenBy(part, table, holds))]);
  if (left === undefined || right === undefined) return own;
  if (operator === "in" && !holds) return join([own, ...noneOf(left, right, table)]);
  const opposite = OPPOSITE[operator];
  if (opposite === undefined) return own;
  const said = holds ? operator : opposite;
  const interval = comparison(said, left, right, table) ?? comparison(MIRRORED[said] ?? said, right, left, table);
  const denied = sameOperands(condition, opposite, table);
  return {
    intervals: interval === null ? [] : [interval],
    conditions: denied === null ? own.conditions : [...own.conditions, { key: denied, holds: !holds }],
  };
}

const join = (parts: readonly Chosen[]): Chosen => ({
  intervals: parts.flatMap(({ intervals }) => intervals),
  conditions: parts.flatMap(({ conditions }) => conditions),
});

/** What is in no list equals none of its items. */
function noneOf(value: TypedExpression, list: TypedExpression, table: TableLineage): readonly Chosen[] {
  const key = keyOf(value, table);
  if (key === null || list.kind !== "literal" || list.literal.kind !== "list") return [];
  const conditions = list.literal.items.map((item) => ({ key: `==(${key},${JSON.stringify(item)})`, holds: false }));
  return [{ intervals: [], conditions }];
}

/** True of two values exactly where the other is false. */
const OPPOSITE: Readonly<Record<string, string>> = {
  "<": ">=",
  "<=": ">",
  ">": "<=",
  ">=": "<",
  "==": "!=",
  "!=": "==",
};

const MIRRORED: Readonly<Record<string, string>> = { "<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==" };

/** The key of the comparison that says the opposite of this one. */
function sameOperands(
  { args }: Extract<TypedExpression, { kind: "call" }>,
  opposite: string,
  table: TableLineage,
): string | null {
  const keys = args.map((argument) => keyOf(argument, table));
  return keys.includes(null) ? null : `${opposite}(${keys.join(",")})`;
}

function comparison(
  operator: string,
  left: TypedExpression,
  right: TypedExpression,
  table: TableLineage,
): Interval | null {
  const column = keyOf(left, table);
  const value = constantOf(right);
  if (column === null || value === null || left.kind === "literal") return null;
  const free = { column, low: null, high: null, lowOpen: false, highOpen: false };
  switch (operator) {
    case "<":
      return { ...free, high: value, highOpen: true };
    case "<=":
      return { ...free, high: value };
    case ">":
      return { ...free, low: value, lowOpen: true };
    case ">=":
      return { ...free, low: value };
    case "==":
      return { ...free, low: value, high: value };
    default:
      return null;
  }
}

function constantOf(expression: TypedExpression): number | string | null {
  if (expression.kind !== "literal") return null;
  const { literal } = expression;
  switch (literal.kind) {
    case "int":
    case "float":
      return literal.value;
    case "string":
      return literal.value;
    case "date":
    case "timestamp":
      return momentNumber(literal.value);
    default:
      return null;
  }
}

/** Milliseconds; null where they do not tell everything, so that two bounds are never taken for one. */
function momentNumber(iso: string): number | null {
  const number = Date.parse(iso);
  return Number.isNaN(number) || /\.\d{4}/.test(iso) ? null : number;
}

/** Equal keys mean equal values in a row: own-row functions of unchanged source columns. */
export function keyOf(expression: TypedExpression, table: TableLineage): string | null {
  switch (expression.kind) {
    case "column":
      return table.get(expression.name)?.key ?? null;
    case "literal":
      return JSON.stringify(expression.literal);
    case "case": {
      const parts = expression.branches.flatMap(({ when, then }) => [when, then]);
      const all = expression.otherwise === null ? parts : [...parts, expression.otherwise];
      const keys = all.map((part) => keyOf(part, table));
      return keys.includes(null) ? null : `case(${keys.join(",")})`;
    }
    case "call": {
      if (expression.function.reach.kind !== "row") return null;
      const keys = expression.args.map((argument) => keyOf(argument, table));
      return keys.includes(null) ? null : `${expression.function.name}(${keys.join(",")})`;
    }
    default:
      return assertNever(expression);
  }
}
