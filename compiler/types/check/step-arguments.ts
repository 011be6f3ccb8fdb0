// Arguments of the built-in table steps, whose parts are columns and tables and so have their own grammar.
import type { Span } from "../../../specs/diagnostic.ts";
import { didYouMean, joinNames } from "../../base/suggest.ts";
import type { Arg, Block, Expr, Identifier } from "../../syntax/ast.ts";
import { bindArguments, sentence } from "../arguments/bind.ts";
import type { TypeContext } from "../context.ts";
import { params } from "../param.diagnostics.ts";
import { printType } from "../print-type.ts";
import { tables } from "../table.diagnostics.ts";
import type { Argument } from "../typed.ts";
import { types } from "../types.diagnostics.ts";
import { literalOf } from "./constant-argument.ts";
import type { TypedLiteral } from "./literal.ts";

/** A step as it stands after `|>`. */
export interface StepCall {
  readonly name: Identifier;
  readonly args: readonly Arg[];
  readonly block: Block | null;
  readonly span: Span;
}

export interface StepForm {
  /** Shown in messages: `join(table, on: key, how: left, within: 7d)`. */
  readonly text: string;
  readonly block: boolean;
}

export interface BoundStep {
  readonly component: string;
  /** By parameter, in the order of the call. */
  readonly args: ReadonlyMap<string, readonly Expr[]>;
  readonly first: (name: string) => Expr | null;
  readonly fail: (span: Span, problem: string, hint: string) => null;
}

/** Null after an error in the form of the call. The registry declares which parameters the step has. */
export function bindStep(call: StepCall, form: StepForm, context: TypeContext): BoundStep | null {
  const component = call.name.name;
  const fail = (span: Span, problem: string, hint: string): null => {
    context.report(tables["step-form"](span, { step: component, problem, form: form.text, hint }));
    return null;
  };
  if (form.block && call.block === null)
    return fail(call.span, "lacks its block", "say in `{ }` which columns it makes");
  if (!form.block && call.block !== null) return fail(call.block.span, "takes no block", "remove the block");
  const declared = context.registry.find("table-step", component)?.params ?? {};
  const bound = bindArguments(
    { component, params: declared, span: call.span, nameSpan: call.name.span },
    call.args,
    context,
  );
  if (bound.broken) return null;
  const args = new Map([...bound.args].map(([name, given]) => [name, given.map((arg) => arg.value)]));
  return { component, args, first: (name) => args.get(name)?.[0] ?? null, fail };
}

/** One of a few words, written bare or in quotes; the first one when it is left out. Null after an error. */
export function wordOf<const Word extends string>(
  bound: BoundStep,
  name: string,
  words: readonly [Word, ...Word[]],
  context: TypeContext,
): Word | null {
  const expr = bound.first(name);
  if (expr === null) return words[0];
  const text = expr.kind === "identifier" ? expr.name : expr.kind === "string" ? expr.value : null;
  const word = words.find((one) => one === text);
  if (word !== undefined) return word;
  if (expr.kind === "invalid") return null;
  const allowed = joinNames(words, "or");
  const found = text === null ? "this" : `\`${text}\``;
  const hint = didYouMean(text ?? "", words, `choose ${allowed}`);
  context.report(params["not-allowed"](expr.span, { found, name, component: bound.component, allowed, hint }));
  return null;
}

/** A constant number; null when it is left out, undefined after an error. */
export function numberOf(
  bound: BoundStep,
  name: string,
  kind: "int" | "float",
  context: TypeContext,
): number | null | undefined {
  const expr = bound.first(name);
  if (expr === null) return null;
  const literal = literalOf(expr, context);
  if (literal === "broken") return undefined;
  if (literal !== "not-constant") {
    const value = literal.literal;
    if (value.kind === "int" || (kind === "float" && value.kind === "float")) return value.value;
  }
  const expected = kind === "int" ? "an `int`" : "a number";
  reportWrongType(bound, name, expr, expected, literal, context);
  return undefined;
}

/** A duration, such as `within: 7d`; null when it is left out, undefined after an error. */
export function durationOf(bound: BoundStep, name: string, context: TypeContext): Argument | null | undefined {
  const expr = bound.first(name);
  if (expr === null) return null;
  const literal = literalOf(expr, context);
  if (literal === "broken") return undefined;
  if (literal !== "not-constant" && literal.literal.kind === "duration") {
    const { months, milliseconds } = literal.literal;
    return { value: { kind: "json", json: { months, milliseconds } }, span: expr.span, given: true };
  }
  if (literal !== "not-constant" && literal.literal.kind === "int") {
    const hint = "add a unit, for example `7d`";
    const holes = { what: `\`${name}\``, found: "a bare number", expected: "a duration", hint };
    context.report(types["unit-mismatch"](expr.span, holes));
    return undefined;
  }
  reportWrongType(bound, name, expr, "a duration such as `7d`", literal, context);
  return undefined;
}

function reportWrongType(
  bound: BoundStep,
  name: string,
  expr: Expr,
  expected: string,
  literal: TypedLiteral | "not-constant",
  context: TypeContext,
): void {
  const found = literal === "not-constant" ? "an expression" : `\`${printType(literal.type)}\``;
  const doc = context.registry.find("table-step", bound.component)?.params[name]?.doc ?? "a constant is needed here";
  const holes = { name, component: bound.component, expected, found, doc: sentence(doc), hint: `write ${expected}` };
  context.report(params["wrong-type"](expr.span, holes));
}
