// Arguments that must be constants: windows, numbers of steps, options of functions.
import type { FunctionArgument, FunctionDeclaration } from "../../../specs/component.ts";
import { type ColumnType, type Duration, scalar } from "../../../specs/data-type.ts";
import type { Over } from "../../../specs/expression.ts";
import type { Expr } from "../../syntax/ast.ts";
import { simplify } from "../arguments/constant.ts";
import type { TypeContext } from "../context.ts";
import { printDuration, printType } from "../print-type.ts";
import { types } from "../types.diagnostics.ts";
import { isMoment, isNumeric } from "../unify.ts";
import { type ColumnScope, expandColumns, reportUnknownColumn } from "./column-scope.ts";
import { nullLiteral, paramLiteral, type TypedLiteral, typedLiteral } from "./literal.ts";

type Constant = NonNullable<FunctionArgument["constant"]>;

/** The literal that the argument stands for; null when there is none, which is reported here. */
export function elaborateConstant(
  expr: Expr,
  argument: FunctionArgument,
  constant: Constant,
  owner: FunctionDeclaration,
  scope: ColumnScope,
  context: TypeContext,
): TypedLiteral | null {
  if (constant === "column-list") return columnList(expr, scope, context);
  const literal = literalOf(expr, context);
  if (literal === "broken") return null;
  if (literal === "not-constant") {
    const expected = EXPECTED[constant];
    context.report(types["not-constant"](expr.span, { name: argument.name, function: owner.name, expected }));
    return null;
  }
  const fitting = fitLiteral(literal, constant);
  if (fitting !== null) return checkSize(fitting, argument, owner, context) ? fitting : null;
  const what = `argument \`${argument.name}\` of \`${owner.name}\``;
  const kind = literal.type.kind;
  const unit = (constant === "duration" && isNumeric(kind)) || (constant !== "string" && kind === "duration");
  if (unit) {
    const found = kind === "duration" ? "a duration" : "a bare number";
    const hint = constant === "duration" ? "add a unit, for example `24h` or `7d`" : "write a number without a unit";
    context.report(types["unit-mismatch"](expr.span, { what, found, expected: EXPECTED[constant], hint }));
  } else {
    const hint = constant === "string" ? 'write it in quotes, `"..."`' : `write ${EXPECTED[constant]}`;
    const found = printType(literal.type);
    context.report(types["wrong-type"](expr.span, { what, found, expected: EXPECTED[constant], hint }));
  }
  return null;
}

const EXPECTED: Record<Constant, string> = {
  int: "an `int` such as `3`",
  float: "a number such as `0.5`",
  bool: "`true` or `false`",
  string: "a text in quotes",
  duration: "a duration such as `24h`",
  "duration-or-rows": "a duration such as `24h` or a number of rows",
  "column-list": "a list of columns",
};

/** What stands for an argument that the author left out. */
export function defaultConstant(argument: FunctionArgument, expr: { readonly span: Expr["span"] }): TypedLiteral {
  const { span } = expr;
  const value = argument.default ?? null;
  // An omitted argument must not make the result nullable.
  if (value === null) return nullLiteral(span, scalar("string"));
  const type = argument.constant === "float" ? "float" : typeof value === "number" ? "int" : typeof value;
  return paramLiteral(value, type, span) ?? nullLiteral(span, scalar("string"));
}

/** A lag by a duration must lead to exactly one row: a regular step, and a whole number of steps. */
export function checkStepArgument(
  literal: TypedLiteral,
  owner: FunctionDeclaration,
  over: Over,
  context: TypeContext,
): boolean {
  const { reach } = owner;
  if (literal.literal.kind !== "duration") return true;
  if (reach.kind !== "lag" && reach.kind !== "lead" && reach.kind !== "difference") return true;
  const duration = printDuration(literal.literal);
  if (over.every === null) {
    const time = over.order ?? "the table";
    context.report(types["no-step"](literal.span, { function: owner.name, duration, time }));
    return false;
  }
  if (isMultiple(literal.literal, over.every)) return true;
  context.report(types["not-a-multiple"](literal.span, { duration, step: printDuration(over.every) }));
  return false;
}

/** Months and milliseconds have no common measure, so only equal units divide each other. */
export function isMultiple(duration: Duration, step: Duration): boolean {
  if (step.months > 0)
    return step.milliseconds === 0 && duration.milliseconds === 0 && duration.months % step.months === 0;
  return step.milliseconds > 0 && duration.months === 0 && duration.milliseconds % step.milliseconds === 0;
}

/** A share lies within its bounds. A window holds at least its own row. A negative lag is a lead: odd, but what it reads is judged later. */
function checkSize(
  literal: TypedLiteral,
  argument: FunctionArgument,
  owner: FunctionDeclaration,
  context: TypeContext,
): boolean {
  const { literal: value } = literal;
  if (argument.between !== undefined && value.kind === "float") {
    const [least, most] = argument.between;
    if (value.value >= least && value.value <= most) return true;
    const problem = `needs a \`${argument.name}\` from ${least} to ${most}`;
    const hint = `write a number from ${least} to ${most}`;
    context.report(
      types["function-arguments"](literal.span, {
        function: owner.name,
        problem,
        signature: printSignature(owner),
        hint,
      }),
    );
    return false;
  }
  if (owner.reach.kind !== "trailing" || argument.constant !== "duration-or-rows") return true;
  const size = value.kind === "int" ? value.value : value.kind === "duration" ? value.months + value.milliseconds : 1;
  if (size > 0) return true;
  const problem = `needs a \`${argument.name}\` above 0`;
  const hint = "a window holds at least the current row";
  const signature = printSignature(owner);
  context.report(types["function-arguments"](literal.span, { function: owner.name, problem, signature, hint }));
  return false;
}

export function printSignature(owner: FunctionDeclaration): string {
  const parts = owner.arguments.map(
    ({ name, optional, variadic }) => `${name}${variadic ? ", ..." : optional ? "?" : ""}`,
  );
  return `${owner.name}(${parts.join(", ")})`;
}

function fitLiteral(literal: TypedLiteral, constant: Constant): TypedLiteral | null {
  const value = literal.literal;
  switch (constant) {
    case "int":
    case "bool":
    case "string":
    case "duration":
      return value.kind === constant ? literal : null;
    case "float":
      if (value.kind === "float") return literal;
      return value.kind === "int"
        ? { ...literal, literal: { kind: "float", value: value.value }, type: scalar("float") }
        : null;
    case "duration-or-rows":
      return value.kind === "int" || value.kind === "duration" ? literal : null;
    case "column-list":
      return null;
  }
}

/** Follows params, lets and arithmetic on numbers to the literal behind them. */
export function literalOf(expr: Expr, context: TypeContext): TypedLiteral | "not-constant" | "broken" {
  const simple = simplify(expr, context);
  switch (simple.kind) {
    case "null":
    case "bool":
    case "int":
    case "float":
    case "percent":
    case "string":
    case "date":
    case "timestamp":
    case "duration":
      return { ...typedLiteral(simple), span: expr.span };
    case "invalid":
      return "broken";
    default:
      return "not-constant";
  }
}

export function negate(operand: TypedLiteral, span: Expr["span"]): TypedLiteral | null {
  const value = operand.literal;
  if (value.kind === "int" || value.kind === "float")
    return { ...operand, literal: { ...value, value: -value.value }, span };
  if (value.kind !== "duration") return null;
  return { ...operand, literal: { ...value, months: -value.months, milliseconds: -value.milliseconds }, span };
}

function columnList(expr: Expr, scope: ColumnScope, context: TypeContext): TypedLiteral | null {
  const items = expr.kind === "list" ? expr.items : [expr];
  const names: string[] = [];
  let broken = false;
  for (const item of items) {
    const columns = item.kind === "identifier" ? expandColumns(item.name, scope.schema) : [];
    names.push(...columns.map((column) => column.name));
    if (columns.length > 0) continue;
    broken = true;
    if (item.kind === "identifier") reportUnknownColumn(item.name, item.span, scope.schema, context);
    else if (item.kind !== "invalid")
      context.report(types["not-an-expression"](item.span, { what: "this", hint: "name columns of the table" }));
  }
  const type: ColumnType = scalar("string");
  const list = names.map((value) => ({ kind: "string", value }) as const);
  return broken ? null : { kind: "literal", literal: { kind: "list", items: list }, type, span: expr.span };
}

/** For messages: what kind of thing a column type is. */
export function describeKind(type: ColumnType): string {
  if (type.shape.length > 0) return `a tensor \`${printType(type)}\``;
  if (isNumeric(type.kind)) return "a bare number";
  if (type.kind === "duration") return "a duration";
  return isMoment(type.kind) ? `a ${type.kind}` : `\`${printType(type)}\``;
}
