// The constant behind an argument: literals, params, lets, arithmetic on numbers, `env` and `secret`. The result is again
// an expression, at the span of the use, so that everything after this file looks at one form only.
import type { Span } from "../../../specs/diagnostic.ts";
import type { Json } from "../../../specs/json.ts";
import type { Expr } from "../../syntax/ast.ts";
import type { Meaning, TypeContext } from "../context.ts";
import { printDuration } from "../print-type.ts";

/** Where an argument stands: bare names mean columns, or they do not. */
const DEEPEST = 32;

/** Follows names of params and lets and folds arithmetic; anything else comes back as it is, without parentheses. */
export function simplify(expr: Expr, context: TypeContext, depth = 0): Expr {
  if (depth > DEEPEST) return { kind: "invalid", span: expr.span };
  switch (expr.kind) {
    case "paren":
      return simplify(expr.inner, context, depth + 1);
    case "identifier":
    case "member": {
      const meaning = meaningOf(expr, context);
      if (meaning?.kind === "let") return withSpan(simplify(meaning.expr, context, depth + 1), expr.span);
      if (meaning?.kind === "param") return paramExpr(meaning.value, meaning.type, expr.span);
      return expr;
    }
    case "unary": {
      const operand = simplify(expr.operand, context, depth + 1);
      return expr.operator === "-" ? (negate(operand, expr.span) ?? expr) : expr;
    }
    case "binary": {
      const left = simplify(expr.left, context, depth + 1);
      const right = simplify(expr.right, context, depth + 1);
      if (left.kind === "invalid" || right.kind === "invalid") return { kind: "invalid", span: expr.span };
      return arithmetic(expr.operator, left, right, expr.span) ?? expr;
    }
    default:
      return expr;
  }
}

/** What `name` or `alias.name` stands for; null for anything else. */
export function meaningOf(expr: Expr, context: TypeContext): Meaning | null {
  if (expr.kind === "identifier") return context.lookup(expr);
  if (expr.kind !== "member" || expr.object.kind !== "identifier") return null;
  const object = context.lookup(expr.object);
  return object?.kind === "module" ? context.lookupIn(object.alias, expr.name) : null;
}

const withSpan = (expr: Expr, span: Span): Expr => ({ ...expr, span });

function negate(operand: Expr, span: Span): Expr | null {
  if (operand.kind === "int" || operand.kind === "float" || operand.kind === "percent")
    return { ...operand, value: -operand.value, text: `-${operand.text}`, span };
  if (operand.kind !== "duration") return null;
  const { months, milliseconds } = operand.value;
  const value = { months: -months, milliseconds: -milliseconds };
  return { ...operand, value, amount: -operand.amount, text: `-${operand.text}`, span };
}

function arithmetic(operator: string, left: Expr, right: Expr, span: Span): Expr | null {
  const numeric = (expr: Expr) => expr.kind === "int" || expr.kind === "float";
  if (!numeric(left) || !numeric(right)) return null;
  const a = left.kind === "int" || left.kind === "float" ? left.value : 0;
  const b = right.kind === "int" || right.kind === "float" ? right.value : 0;
  const results: Readonly<Record<string, number>> = { "+": a + b, "-": a - b, "*": a * b, "/": a / b };
  const value = results[operator];
  if (value === undefined || !Number.isFinite(value)) return null;
  const whole = left.kind === "int" && right.kind === "int" && operator !== "/";
  return { kind: whole ? "int" : "float", value, text: String(value), span };
}

function paramExpr(value: Json, type: string, span: Span): Expr {
  switch (typeof value) {
    case "boolean":
      return { kind: "bool", value, span };
    case "number": {
      const whole = type === "int" || (type !== "float" && Number.isInteger(value));
      return { kind: whole ? "int" : "float", value, text: String(value), span };
    }
    case "string":
      if (type === "date" || type === "timestamp") return { kind: type, value, span };
      return { kind: "string", value, span };
    default:
      return objectExpr(value, span);
  }
}

function objectExpr(value: Json, span: Span): Expr {
  if (value === null || typeof value !== "object") return { kind: "null", span };
  if ("months" in value && "milliseconds" in value) {
    const duration = { months: Number(value.months), milliseconds: Number(value.milliseconds) };
    const amount = duration.months === 0 ? duration.milliseconds : duration.months;
    const unit = duration.months === 0 ? "ms" : "mo";
    return { kind: "duration", value: duration, amount, unit, text: printDuration(duration), span };
  }
  for (const reader of ["env", "secret"] as const) {
    const name = `$${reader}` in value ? Reflect.get(value, `$${reader}`) : null;
    if (typeof name !== "string") continue;
    const arg = { name: null, value: { kind: "string", value: name, span }, when: null, span } as const;
    return { kind: "call", callee: { kind: "identifier", name: reader, quoted: false, span }, args: [arg], span };
  }
  return { kind: "invalid", span };
}

/** `env("NAME")` and `secret("NAME")`, read at run time: `{"$env": "NAME"}`, `{"$secret": "NAME"}`. */
export function runTimeValue(expr: Expr): { readonly reader: "env" | "secret"; readonly json: Json } | null {
  if (expr.kind !== "call" || expr.callee.kind !== "identifier") return null;
  const reader = expr.callee.name;
  const [arg] = expr.args;
  if ((reader !== "env" && reader !== "secret") || arg?.value.kind !== "string") return null;
  return { reader, json: { [`$${reader}`]: arg.value.value } };
}
