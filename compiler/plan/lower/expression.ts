// Typed expressions without their spans.
import type { Expression } from "../../../specs/expression.ts";
import type { NamedExpression } from "../../../specs/plan.ts";
import type { DerivedColumn, TypedExpression } from "../../types/typed.ts";

export function lowerExpression(expression: TypedExpression): Expression {
  switch (expression.kind) {
    case "column":
      return { kind: "column", name: expression.name, type: expression.type };
    case "literal":
      return { kind: "literal", literal: expression.literal, type: expression.type };
    case "call":
      return {
        kind: "call",
        function: expression.function.name,
        args: expression.args.map(lowerExpression),
        over: expression.over,
        ...(expression.zone === undefined ? {} : { zone: expression.zone }),
        type: expression.type,
      };
    case "case":
      return {
        kind: "case",
        branches: expression.branches.map(({ when, then }) => ({
          when: lowerExpression(when),
          then: lowerExpression(then),
        })),
        otherwise: expression.otherwise === null ? null : lowerExpression(expression.otherwise),
        type: expression.type,
      };
    default:
      return expression satisfies never;
  }
}

export const lowerColumns = (columns: readonly DerivedColumn[]): readonly NamedExpression[] =>
  columns.map(({ name, expression }) => ({ name, expression: lowerExpression(expression) }));
