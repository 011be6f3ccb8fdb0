// Calls of column functions and operators: arguments, types, units, and the order in which windows run.
import type { FunctionArgument, FunctionDeclaration } from "../../../specs/component.ts";
import type { ColumnType } from "../../../specs/data-type.ts";
import type { Span } from "../../../specs/diagnostic.ts";
import type { Over } from "../../../specs/expression.ts";
import { didYouMean, joinNames } from "../../base/suggest.ts";
import type { Arg, Expr, Identifier } from "../../syntax/ast.ts";
import type { TypeContext } from "../context.ts";
import { printType } from "../print-type.ts";
import type { TypedExpression } from "../typed.ts";
import { types } from "../types.diagnostics.ts";
import { differInUnit, isMoment, isNumeric, isText } from "../unify.ts";
import { type ColumnScope, expandColumns, zoneOf } from "./column-scope.ts";
import {
  checkStepArgument,
  defaultConstant,
  describeKind,
  elaborateConstant,
  printSignature,
} from "./constant-argument.ts";
import { isNull, nullLiteral } from "./literal.ts";

export type Elaborate = (expr: Expr, scope: ColumnScope, context: TypeContext) => TypedExpression | null;
type Call = Extract<TypedExpression, { kind: "call" }>;

const WHOLE_TABLE: Over = { partition: [], order: null, every: null };

export function elaborateFunctionCall(
  call: Extract<Expr, { kind: "call" }>,
  scope: ColumnScope,
  context: TypeContext,
  elaborate: Elaborate,
): TypedExpression | null {
  const { callee } = call;
  if (callee.kind === "invalid") return null;
  if (callee.kind !== "identifier") {
    const what = "a call of something that is not a function";
    context.report(types["not-an-expression"](callee.span, { what, hint: "call a column function by its name" }));
    return null;
  }
  const declaration = context.registry.find("function", callee.name);
  if (declaration === null) {
    reportUnknownFunction(callee, context);
    return null;
  }
  const bound = bindArguments(call, declaration, scope, context);
  if (bound === null) return null;
  const inner = scopeOfArguments(declaration, scope);
  const args = bound.map(({ argument, expr }) => {
    if (expr === null) return defaultConstant(argument, callee);
    if (argument.constant !== null)
      return elaborateConstant(expr, argument, argument.constant, declaration, scope, context);
    return elaborate(expr, inner, context);
  });
  if (!placeAllowed(declaration, callee, scope, context)) return null;
  const complete = args.filter((arg) => arg !== null);
  if (complete.length < args.length) return null;
  if (declaration.role === "window" && scope.over !== null) {
    const { over } = scope;
    const literals = complete.filter((arg) => arg.kind === "literal");
    if (!literals.every((literal) => checkStepArgument(literal, declaration, over, context))) return null;
  }
  const declared = bound.map(({ argument }) => argument);
  return typeCall(declaration, declared, complete, call.span, callee.span, scope, context);
}

/** An operator with its operands; also what a call comes to once its arguments are there. */
export function typeCall(
  declaration: FunctionDeclaration,
  declared: readonly FunctionArgument[],
  given: readonly TypedExpression[],
  span: Span,
  nameSpan: Span,
  scope: ColumnScope,
  context: TypeContext,
): Call | null {
  const args = adoptNulls(declared, given);
  let fits = true;
  for (const [i, arg] of args.entries()) {
    const argument = declared[i];
    if (argument === undefined || argument.constant !== null || accepts(argument, arg)) continue;
    fits = false;
    reportArgument(declaration, argument, arg, context);
  }
  if (!fits) return null;
  const type = declaration.result(args.map((arg) => arg.type));
  if (type === null) {
    reportCombination(
      declaration,
      args.filter((_, i) => declared[i]?.constant === null),
      span,
      context,
    );
    return null;
  }
  const over = overFor(declaration, scope);
  const zone = args.some((arg) => arg.type.kind === "timestamp") ? zoneOf(scope.schema) : null;
  const zoned = declaration.zoned === true && zone !== null ? { zone } : {};
  return { kind: "call", function: declaration, args, over, ...zoned, type, span, nameSpan };
}

function overFor(declaration: FunctionDeclaration, scope: ColumnScope): Over | null {
  if (declaration.role === "window") return scope.over;
  const wholeTable = declaration.role === "aggregate" || declaration.reach.kind === "table";
  if (wholeTable && scope.per === "rows") return WHOLE_TABLE;
  // Which value of a group is the first is for the time to say, where there is one.
  const isOrdered = declaration.ordered === true && scope.over !== null;
  return isOrdered ? { partition: [], order: scope.over?.order ?? null, every: null } : null;
}

function scopeOfArguments(declaration: FunctionDeclaration, scope: ColumnScope): ColumnScope {
  return declaration.role === "aggregate" && scope.per === "groups" ? { ...scope, per: "rows-of-group" } : scope;
}

function placeAllowed(
  declaration: FunctionDeclaration,
  name: Identifier,
  scope: ColumnScope,
  context: TypeContext,
): boolean {
  const holes = { function: declaration.name };
  if (declaration.spread !== undefined) {
    const problem = "makes several columns";
    const hint = "give it an entry of `derive` of its own: `wave = fourier(...)`";
    const form = { function: declaration.name, problem, signature: printSignature(declaration), hint };
    context.report(types["function-arguments"](name.span, form));
    return false;
  }
  // A reader of the clock is typed like any other function: the checks say where its value arrives.
  if (declaration.sinksOnly === true && declaration.reach.kind !== "clock") {
    context.report(types["sinks-only"](name.span, holes));
    return false;
  }
  const reduces = declaration.role === "aggregate" && scope.per === "rows-of-group";
  if (reduces || (declaration.role === "window" && scope.per !== "rows")) {
    context.report(types["nested-aggregate"](name.span, holes));
    return false;
  }
  if (declaration.role === "window" && scope.over === null) {
    context.report(types["no-order"](name.span, holes));
    return false;
  }
  return true;
}

interface Bound {
  readonly argument: FunctionArgument;
  /** Null for an optional argument that is left out. */
  readonly expr: Expr | null;
}

function bindArguments(
  call: Extract<Expr, { kind: "call" }>,
  declaration: FunctionDeclaration,
  scope: ColumnScope,
  context: TypeContext,
): readonly Bound[] | null {
  const fail = (span: Span, problem: string, hint: string): null => {
    const signature = printSignature(declaration);
    context.report(types["function-arguments"](span, { function: declaration.name, problem, signature, hint }));
    return null;
  };
  const last = declaration.arguments[declaration.arguments.length - 1];
  const variadic = last?.variadic === true ? last : null;
  const single = declaration.arguments.filter((argument) => !argument.variadic);
  const byName = new Map<string, Arg>();
  const rest: Expr[] = [];
  let position = 0;
  for (const arg of call.args) {
    if (arg.when !== null) return fail(arg.when.span, "takes no `when`", "conditions belong to open hyperparameters");
    if (arg.name === null) {
      const argument = single[position++];
      if (argument !== undefined) byName.set(argument.name, arg);
      else if (variadic !== null) rest.push(...spreadInPlace(arg.value, scope));
      else
        return fail(
          arg.span,
          `takes at most ${single.length === 1 ? "one argument" : `${single.length} arguments`}`,
          "remove the rest",
        );
      continue;
    }
    const { name } = arg;
    if (!single.some((argument) => argument.name === name.name)) {
      const known = single.map((argument) => argument.name);
      const hint = didYouMean(name.name, known, known.length > 0 ? `it knows ${joinNames(known, "and")}` : "remove it");
      return fail(name.span, `has no argument \`${name.name}\``, hint);
    }
    if (byName.has(name.name)) return fail(arg.span, `gets \`${name.name}\` twice`, "remove one of the two");
    byName.set(name.name, arg);
  }
  const missing = single.find((argument) => !argument.optional && !byName.has(argument.name));
  const none = missing ?? (variadic !== null && !variadic.optional && rest.length === 0 ? variadic : undefined);
  if (none !== undefined) return fail(call.span, `lacks \`${none.name}\``, "give it in the call");
  const bound = single.map((argument): Bound => ({ argument, expr: byName.get(argument.name)?.value ?? null }));
  return variadic === null ? bound : [...bound, ...rest.map((expr): Bound => ({ argument: variadic, expr }))];
}

/** `max_of(OT_lag)`: where any number of values is welcome, a range column gives all its columns. */
function spreadInPlace(expr: Expr, scope: ColumnScope): readonly Expr[] {
  if (expr.kind !== "identifier") return [expr];
  const columns = expandColumns(expr.name, scope.schema);
  if (columns.length === 0) return [expr];
  return columns.map(({ name }) => ({ kind: "identifier", name, quoted: true, span: expr.span }));
}

/** Null literals take the type of the first other argument that is no constant. */
function adoptNulls(
  declared: readonly FunctionArgument[],
  args: readonly TypedExpression[],
): readonly TypedExpression[] {
  const typed = args.filter((arg, i) => declared[i]?.constant === null && !isNull(arg) && arg.type.kind !== "bool");
  const model = typed[typed.length - 1] ?? args.find((arg) => !isNull(arg));
  if (model === undefined) return args;
  return args.map((arg, i) =>
    declared[i]?.constant === null && isNull(arg) && arg.type.nullable
      ? nullLiteral(arg.span, { ...model.type, nullable: true })
      : arg,
  );
}

function accepts(argument: FunctionArgument, arg: TypedExpression): boolean {
  if (argument.accepts === "any" || (isNull(arg) && argument.optional)) return true;
  return arg.type.shape.length === 0 && argument.accepts.includes(arg.type.kind);
}

function reportArgument(
  declaration: FunctionDeclaration,
  argument: FunctionArgument,
  arg: TypedExpression,
  context: TypeContext,
): void {
  const kinds = argument.accepts === "any" ? [] : argument.accepts;
  const expected = joinNames(kinds, "or");
  const what = describeOperand(declaration, argument, arg);
  const { type } = arg;
  if (type.shape.length === 0 && kinds.length > 0 && kinds.every((kind) => differInUnit(kind, type.kind))) {
    const hint = "derive a value of the right unit first";
    context.report(types["unit-mismatch"](arg.span, { what, found: describeKind(type), expected, hint }));
    return;
  }
  context.report(types["wrong-type"](arg.span, { what, found: printType(type), expected, hint: hintFor(type, kinds) }));
}

/** By what the author wrote: the column, the side of an operator, or the argument's name. */
function describeOperand(declaration: FunctionDeclaration, argument: FunctionArgument, arg: TypedExpression): string {
  const operator = !/^\w/.test(declaration.name);
  const side = declaration.arguments.indexOf(argument) === 0 ? "left" : "right";
  const place = operator
    ? `the ${side} side of \`${declaration.name}\``
    : `\`${argument.name}\` of \`${declaration.name}\``;
  return arg.kind === "column" ? `column \`${arg.name}\`, ${place},` : place;
}

function hintFor(type: ColumnType, kinds: readonly ColumnType["kind"][]): string {
  if (type.shape.length > 0) return "functions of columns work on single values, not on tensors";
  if (kinds.length === 1 && kinds[0] === "bool" && isNumeric(type.kind)) return "compare it, for example `x > 0`";
  if (type.kind === "date" && kinds.includes("timestamp")) return "a date has no time of day; use a `timestamp` column";
  if (isText(type.kind) && kinds.some(isNumeric)) return "declare the column as a number in the schema of its source";
  return "use a column of that type, or another function";
}

function reportCombination(
  declaration: FunctionDeclaration,
  args: readonly TypedExpression[],
  span: Span,
  context: TypeContext,
): void {
  const [first, second] = args;
  if (first !== undefined && second !== undefined && args.length === 2) {
    const [a, b] = [first.type, second.type];
    if (a.shape.length === 0 && b.shape.length === 0 && differInUnit(a.kind, b.kind)) {
      const number = isNumeric(a.kind) ? first : second;
      const other = isNumeric(a.kind) ? second : first;
      const what = `one side of \`${declaration.name}\``;
      const moment = isMoment(other.type.kind);
      const expected = moment ? `a duration or a ${other.type.kind}` : "a duration like the other side";
      const hint = moment ? "write a duration such as `24h`, or a date" : "add a unit, for example `24h`";
      context.report(types["unit-mismatch"](number.span, { what, found: "a bare number", expected, hint }));
      return;
    }
  }
  const kinds = args.map((arg) => printType(arg.type));
  const dates = args.some((arg) => isMoment(arg.type.kind)) && args.some((arg) => isText(arg.type.kind));
  const hint = dates ? "write dates without quotes: `2024-01-31`" : "bring both to one type first";
  context.report(
    types["incompatible-types"](span, { operation: declaration.name, types: joinNames(kinds, "and"), hint }),
  );
}

function reportUnknownFunction(name: Identifier, context: TypeContext): void {
  const [family] = context.registry.familiesOf(name.name);
  const other = family === undefined ? "`pipec explain` lists all functions" : `\`${name.name}\` is a ${family}`;
  const hint = didYouMean(name.name, context.registry.names("function"), other);
  context.report(types["unknown-function"](name.span, { name: name.name, hint: family === undefined ? hint : other }));
}
