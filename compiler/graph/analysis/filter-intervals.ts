// Filters that compare a column with constants become intervals, so that two filtered tables can be proved disjoint.
import { assertNever } from "../../base/invariant.ts";
import type { TypedExpression } from "../../types/typed.ts";
import type { TableLineage } from "./lineage.ts";
import type { Interval } from "./rows.ts";

/** The intervals of the conditions that all hold; what is no comparison with a constant adds nothing. */
export function intervalsOf(condition: TypedExpression, table: TableLineage): readonly Interval[] {
  if (condition.kind !== "call") return [];
  const [left, right] = condition.args;
  if (condition.function.name === "and") return condition.args.flatMap((part) => intervalsOf(part, table));
  if (left === undefined || right === undefined) return [];
  const direct = comparison(condition.function.name, left, right, table);
  if (direct !== null) return [direct];
  const mirrored = MIRRORED[condition.function.name];
  const turned = mirrored === undefined ? null : comparison(mirrored, right, left, table);
  return turned === null ? [] : [turned];
}

const MIRRORED: Readonly<Record<string, string>> = { "<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==" };

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

/** Dates and timestamps compare as ISO text. */
function constantOf(expression: TypedExpression): number | string | null {
  if (expression.kind !== "literal") return null;
  const { literal } = expression;
  switch (literal.kind) {
    case "int":
    case "float":
      return literal.value;
    case "string":
    case "date":
    case "timestamp":
      return literal.value;
    default:
      return null;
  }
}

/** Equal keys mean equal values in a row: own-row functions of unchanged source columns. */
export function keyOf(expression: TypedExpression, table: TableLineage): string | null {
  switch (expression.kind) {
    case "column":
      return table.get(expression.name)?.key ?? null;
    case "literal":
      return JSON.stringify(expression.literal);
    case "case":
      return null;
    case "call": {
      if (expression.function.reach.kind !== "row") return null;
      const keys = expression.args.map((argument) => keyOf(argument, table));
      return keys.includes(null) ? null : `${expression.function.name}(${keys.join(",")})`;
    }
    default:
      return assertNever(expression);
  }
}
