// The value of an expression that needs no data: literals, arithmetic on numbers, params, `env` and `secret`.
import type { Span } from "../../specs/diagnostic.ts";
import type { Json } from "../../specs/json.ts";
import type { Expr } from "../syntax/ast.ts";
import type { Constant, ScalarParamType } from "./param-type.ts";
import { PARAM_TYPES } from "./param-type.ts";

export type ConstantResult =
  | { readonly kind: "constant"; readonly constant: Constant }
  | { readonly kind: "not-constant"; readonly span: Span }
  /** Part of it has an error that is reported elsewhere. */
  | { readonly kind: "broken" };

/** A param's value and type, null when it is broken, undefined when the name is no param. */
export type ResolveParam = (
  file: string,
  name: string,
) => { readonly value: Json; readonly type: string } | null | undefined;

export function evaluateConstant(expr: Expr, resolve: ResolveParam): ConstantResult {
  const notConstant: ConstantResult = { kind: "not-constant", span: expr.span };
  const constant = (kind: Constant["kind"], value: Json): ConstantResult => ({
    kind: "constant",
    constant: { kind, value },
  });
  switch (expr.kind) {
    case "bool":
    case "int":
    case "float":
    case "string":
    case "date":
    case "timestamp":
      return constant(expr.kind, expr.value);
    case "percent":
      return constant("float", expr.value);
    case "duration":
      return constant("duration", { ...expr.value });
    case "paren":
      return evaluateConstant(expr.inner, resolve);
    case "invalid":
      return { kind: "broken" };
    case "identifier": {
      const param = resolve(expr.span.file, expr.name);
      if (param === undefined) return notConstant;
      if (param === null) return { kind: "broken" };
      return constant(kindOf(param.value, param.type), param.value);
    }
    case "call": {
      const [arg] = expr.args;
      const reads = expr.callee.kind === "identifier" && /^(env|secret)$/.test(expr.callee.name);
      if (!reads || expr.args.length !== 1 || arg?.value.kind !== "string") return notConstant;
      return constant("reference", { [`$${expr.callee.name}`]: arg.value.value });
    }
    case "unary": {
      const operand = evaluateConstant(expr.operand, resolve);
      if (operand.kind !== "constant" || expr.operator !== "-")
        return operand.kind === "constant" ? notConstant : operand;
      const { kind, value } = operand.constant;
      return typeof value === "number" ? constant(kind, -value) : notConstant;
    }
    case "binary":
      return evaluateBinary(expr, resolve) ?? notConstant;
    default:
      return notConstant;
  }
}

function evaluateBinary(expr: Extract<Expr, { kind: "binary" }>, resolve: ResolveParam): ConstantResult | null {
  const left = evaluateConstant(expr.left, resolve);
  if (left.kind !== "constant") return left;
  const right = evaluateConstant(expr.right, resolve);
  if (right.kind !== "constant") return right;
  const a = left.constant.value;
  const b = right.constant.value;
  if (typeof a !== "number" || typeof b !== "number") return null;
  const whole = left.constant.kind === "int" && right.constant.kind === "int" && expr.operator !== "/";
  const kind = whole ? "int" : "float";
  const results: Partial<Record<typeof expr.operator, number>> = { "+": a + b, "-": a - b, "*": a * b, "/": a / b };
  const value = results[expr.operator];
  if (value === undefined || !Number.isFinite(value)) return null;
  return { kind: "constant", constant: { kind, value } };
}

function kindOf(value: Json, type: string): Constant["kind"] {
  if (value !== null && typeof value === "object" && !("months" in value)) return "reference";
  const scalar = PARAM_TYPES.find((one): one is ScalarParamType => one === type);
  if (scalar !== undefined) return scalar;
  return typeof value === "number"
    ? Number.isInteger(value)
      ? "int"
      : "float"
    : typeof value === "boolean"
      ? "bool"
      : "string";
}
