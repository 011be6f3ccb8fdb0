// What a task is meant to hold for: `future(28d)`, `new(store)`, `new_rows`, `transductive`, or a list of them.
import type { Schema } from "../../../specs/data-type.ts";
import { findColumn } from "../../../specs/data-type.ts";
import type { ClaimPart } from "../../../specs/plan.ts";
import type { Expr } from "../../syntax/ast.ts";
import { simplify } from "../arguments/constant.ts";
import { describeExpr } from "../arguments/describe.ts";
import type { TypeContext } from "../context.ts";
import { declarations } from "../declaration.diagnostics.ts";
import { reportUnknownColumn } from "./column-scope.ts";

/** Null after a message. */
export function elaborateClaim(expr: Expr, schema: Schema, context: TypeContext): readonly ClaimPart[] | null {
  const target = expr.kind === "paren" ? expr.inner : expr;
  const items = target.kind === "list" ? target.items : [target];
  if (items.length === 0) return notAClaim(target, context);
  const parts = items.map((item) => claimPart(item, schema, context));
  const found = parts.flatMap((part) => (part === null ? [] : [part]));
  return found.length < parts.length ? null : found;
}

function claimPart(expr: Expr, schema: Schema, context: TypeContext): ClaimPart | null {
  if (expr.kind === "invalid") return null;
  if (expr.kind === "identifier") {
    switch (expr.name) {
      case "future":
        return { kind: "future", horizon: null };
      case "new_rows":
        return { kind: "new_rows" };
      case "transductive":
        return { kind: "transductive" };
      default:
        return notAClaim(expr, context);
    }
  }
  const [arg, ...more] = expr.kind === "call" ? expr.args : [];
  if (expr.kind !== "call" || expr.callee.kind !== "identifier" || arg === undefined || more.length > 0)
    return notAClaim(expr, context);
  if (expr.callee.name === "future") {
    const value = simplify(arg.value, context);
    if (value.kind === "invalid") return null;
    return value.kind === "duration" ? { kind: "future", horizon: value.value } : notAClaim(expr, context);
  }
  if (expr.callee.name !== "new" || arg.value.kind !== "identifier") return notAClaim(expr, context);
  const column = arg.value.name;
  if (findColumn(schema, column) !== undefined) return { kind: "new", column };
  reportUnknownColumn(column, arg.value.span, schema, context);
  return null;
}

function notAClaim(expr: Expr, context: TypeContext): null {
  if (expr.kind !== "invalid") context.report(declarations["claim-form"](expr.span, { what: describeExpr(expr) }));
  return null;
}
