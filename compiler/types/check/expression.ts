// Column expressions: every name, operator and call gets its type, or one message that says why it cannot.
import { findColumn, scalar } from "../../../specs/data-type.ts";
import { invariant } from "../../base/invariant.ts";
import { joinNames } from "../../base/suggest.ts";
import type { Block, Expr, Identifier } from "../../syntax/ast.ts";
import { article } from "../arguments/describe.ts";
import type { Meaning, TypeContext } from "../context.ts";
import { printType } from "../print-type.ts";
import type { TypedExpression } from "../typed.ts";
import { types } from "../types.diagnostics.ts";
import { unifyTypes } from "../unify.ts";
import { type ColumnScope, expandColumns, reportUnknownColumn } from "./column-scope.ts";
import { negate } from "./constant-argument.ts";
import { elaborateFunctionCall, typeCall } from "./function-call.ts";
import { isNull, nullLiteral, paramLiteral, typedLiteral } from "./literal.ts";

/** Null when the expression has an error, which has been reported; whatever depends on it stays silent. */
export function elaborateExpression(expr: Expr, scope: ColumnScope, context: TypeContext): TypedExpression | null {
  switch (expr.kind) {
    case "null":
    case "bool":
    case "int":
    case "float":
    case "percent":
    case "string":
    case "date":
    case "timestamp":
    case "duration":
      return typedLiteral(expr);
    case "identifier":
      return elaborateName(expr, scope, context);
    case "member":
      return elaborateMember(expr, scope, context);
    case "paren":
      return elaborateExpression(expr.inner, scope, context);
    case "unary": {
      const operand = elaborateExpression(expr.operand, scope, context);
      if (operand === null) return null;
      const folded = expr.operator === "-" && operand.kind === "literal" ? negate(operand, expr.span) : null;
      return folded ?? operator(expr.operator === "-" ? "neg" : "not", [operand], expr, scope, context);
    }
    case "binary": {
      if (expr.operator === "in") return elaborateIn(expr, scope, context);
      const left = elaborateExpression(expr.left, scope, context);
      const right = elaborateExpression(expr.right, scope, context);
      if (left === null || right === null) return null;
      if ((expr.operator === "==" || expr.operator === "!=") && (isNull(left) || isNull(right))) {
        const what = `a comparison with \`null\` by \`${expr.operator}\``;
        context.report(types["not-an-expression"](expr.span, { what, hint: "use `is_null(x)` or `not is_null(x)`" }));
        return null;
      }
      return operator(expr.operator, [left, right], expr, scope, context);
    }
    case "call":
      return elaborateFunctionCall(expr, scope, context, elaborateExpression);
    case "blockcall":
      if (expr.name.name === "case") return elaborateCase(expr.block, expr, scope, context);
      return noValue(expr, `\`${expr.name.name} { ... }\``, "it is a table step: put it after `|>`", context);
    case "range": {
      const hint = "inside `derive`, put it where a function takes a number: `lag(x, 1..24)`";
      context.report(types["many-columns"](expr.span, { what: "a range", hint }));
      return null;
    }
    case "list":
      return noValue(expr, "a list", "lists stand after `in`, or as arguments", context);
    case "block":
      return noValue(expr, "a block", "use `case { condition: value, else: value }`", context);
    case "pipe":
      return noValue(expr, "a pipe", "pipes connect tables; call the function instead", context);
    case "invalid":
      return null;
  }
}

function noValue(expr: Expr, what: string, hint: string, context: TypeContext): null {
  context.report(types["not-an-expression"](expr.span, { what, hint }));
  return null;
}

function operator(
  name: string,
  operands: readonly TypedExpression[],
  expr: Extract<Expr, { kind: "binary" | "unary" }>,
  scope: ColumnScope,
  context: TypeContext,
): TypedExpression | null {
  const declaration = context.registry.find("function", name);
  invariant(declaration !== null, `the registry declares the operator ${name}`);
  const nameSpan = expr.kind === "binary" ? expr.operatorSpan : { ...expr.span, end: expr.operand.span.start };
  return typeCall(declaration, declaration.arguments, operands, expr.span, nameSpan, scope, context);
}

/** A column, else a range column (too many), else a param or let; any other declaration is no value of a row. */
function elaborateName(name: Identifier, scope: ColumnScope, context: TypeContext): TypedExpression | null {
  const column = findColumn(scope.schema, name.name);
  if (column !== undefined) {
    if (scope.per === "groups" && !scope.by.includes(column.name)) {
      context.report(types["not-aggregated"](name.span, { name: column.name }));
      return null;
    }
    return { kind: "column", name: column.name, type: column.type, span: name.span };
  }
  const spread = expandColumns(name.name, scope.schema);
  if (spread.length > 0) {
    const hint = `name one of ${joinNames(
      spread.slice(0, 3).map((one) => one.name),
      "or",
    )}`;
    context.report(types["many-columns"](name.span, { what: `\`${name.name}\``, hint }));
    return null;
  }
  const meaning = name.quoted ? null : context.lookup(name);
  if (meaning === null) {
    reportUnknownColumn(name.name, name.span, scope.schema, context);
    return null;
  }
  return elaborateMeaning(meaning, name, scope, context);
}

function elaborateMember(
  member: Extract<Expr, { kind: "member" }>,
  scope: ColumnScope,
  context: TypeContext,
): TypedExpression | null {
  const { object } = member;
  if (object.kind === "identifier" && findColumn(scope.schema, object.name) === undefined) {
    const meaning = context.lookup(object);
    const inner = meaning?.kind === "module" ? context.lookupIn(meaning.alias, member.name) : null;
    if (inner !== null) return elaborateMeaning(inner, member.name, scope, context);
  }
  if (object.kind === "invalid") return null;
  const hint = "columns have no parts; write the name of a column or param";
  context.report(types["not-an-expression"](member.span, { what: "a part of something", hint }));
  return null;
}

function elaborateMeaning(
  meaning: Meaning,
  name: Identifier,
  scope: ColumnScope,
  context: TypeContext,
): TypedExpression | null {
  if (meaning.kind === "let") return elaborateExpression(meaning.expr, scope, context);
  if (meaning.kind === "param") {
    const literal = paramLiteral(meaning.value, meaning.type, name.span);
    if (literal === null) context.report(types["run-time-value"](name.span, { name: name.name }));
    return literal;
  }
  const found = meaning.kind === "module" ? "an imported file" : article(`\`${meaning.declaration.of}\``);
  const hint = "name a column of this table, a param or a let";
  context.report(types["not-a-column"](name.span, { name: name.name, found, hint }));
  return null;
}

/** `x in [a, b]`, or `x in low..high` with both ends included. */
function elaborateIn(
  expr: Extract<Expr, { kind: "binary" }>,
  scope: ColumnScope,
  context: TypeContext,
): TypedExpression | null {
  const left = elaborateExpression(expr.left, scope, context);
  const right = stripParens(expr.right);
  if (right.kind === "range") {
    const low = elaborateExpression(right.low, scope, context);
    const high = elaborateExpression(right.high, scope, context);
    if (left === null || low === null || high === null) return null;
    const above = operator(">=", [left, low], expr, scope, context);
    const below = above === null ? null : operator("<=", [left, high], expr, scope, context);
    return above === null || below === null ? null : operator("and", [above, below], expr, scope, context);
  }
  if (right.kind !== "list") {
    if (right.kind === "identifier" && findColumn(scope.schema, right.name) === undefined) {
      const meaning = context.lookup(right);
      if (meaning?.kind === "let") return elaborateIn({ ...expr, right: meaning.expr }, scope, context);
    }
    return right.kind === "invalid" ? null : noValue(right, "this", "write a list: `x in [1, 2]`", context);
  }
  const items = right.items.map((item) => elaborateExpression(item, scope, context));
  const literals = items.filter((item) => item !== null && item.kind === "literal");
  if (left === null || items.includes(null)) return null;
  if (literals.length < items.length) return noValue(right, "a list with columns in it", "use `or` instead", context);
  const type = unifyTypes(literals.map((literal) => literal.type)) ?? (literals.length === 0 ? left.type : null);
  if (type === null) {
    const kinds = [...new Set(literals.map((literal) => printType(literal.type)))];
    const hint = "the values of a list have one type";
    context.report(types["incompatible-types"](right.span, { operation: "in", types: joinNames(kinds, "and"), hint }));
    return null;
  }
  const list: TypedExpression = {
    kind: "literal",
    literal: { kind: "list", items: literals.map((literal) => literal.literal) },
    type: { ...type, nullable: false },
    span: right.span,
  };
  return operator("in", [left, list], expr, scope, context);
}

function stripParens(expr: Expr): Expr {
  return expr.kind === "paren" ? stripParens(expr.inner) : expr;
}

/** `case { condition: value, else: value }`; without `else` the value may be missing. */
function elaborateCase(
  block: Block,
  expr: Extract<Expr, { kind: "blockcall" }>,
  scope: ColumnScope,
  context: TypeContext,
): TypedExpression | null {
  const branches: { readonly when: TypedExpression; readonly then: TypedExpression }[] = [];
  let otherwise: TypedExpression | null = null;
  let broken = false;
  for (const [i, entry] of block.entries.entries()) {
    const { head, value } = entry;
    if (value === null || entry.form !== "colon" || head.kind === "all") {
      const hint = "write `condition: value`, and `else: value` last";
      context.report(types["not-an-expression"](entry.span, { what: "this entry of `case`", hint }));
      return null;
    }
    const then = elaborateExpression(value.expr, scope, context);
    if (head.kind === "else") {
      if (i < block.entries.length - 1)
        return noValue(value.expr, "an `else` before other branches", "move it to the end", context);
      otherwise = then;
      broken ||= then === null;
      continue;
    }
    const when = elaborateExpression(head.expr, scope, context);
    if (when !== null && when.type.kind !== "bool") {
      const found = printType(when.type);
      const hint = "compare it with something, for example `x > 0`";
      context.report(
        types["wrong-type"](when.span, { what: "a condition of `case`", found, expected: "a `bool`", hint }),
      );
      return null;
    }
    if (when === null || then === null) broken = true;
    else branches.push({ when, then });
  }
  if (broken) return null;
  const values = [...branches.map((branch) => branch.then), ...(otherwise === null ? [] : [otherwise])];
  const common = unifyTypes(values.filter((value) => !isNull(value)).map((value) => value.type));
  if (common === null || branches.length === 0) {
    const kinds = [...new Set(values.map((value) => printType(value.type)))];
    const hint = "all branches give values of one type";
    context.report(types["incompatible-types"](expr.span, { operation: "case", types: joinNames(kinds, "and"), hint }));
    return null;
  }
  const nullable = common.nullable || otherwise === null || values.some(isNull);
  const type = { ...scalar(common.kind, nullable) };
  const adopt = (value: TypedExpression): TypedExpression => (isNull(value) ? nullLiteral(value.span, type) : value);
  return {
    kind: "case",
    branches: branches.map(({ when, then }) => ({ when, then: adopt(then) })),
    otherwise: otherwise === null ? null : adopt(otherwise),
    type,
    span: expr.span,
  };
}
