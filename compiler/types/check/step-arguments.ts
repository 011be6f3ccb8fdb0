// Arguments of the built-in table steps, whose parts are columns and tables and so have their own grammar.
import type { Span } from "../../../specs/diagnostic.ts";
import { didYouMean, joinNames } from "../../base/suggest.ts";
import type { Arg, Block, Expr, Identifier } from "../../syntax/ast.ts";
import type { TypeContext } from "../context.ts";
import { printType } from "../print-type.ts";
import { tables } from "../table.diagnostics.ts";
import type { Argument } from "../typed.ts";
import { types } from "../types.diagnostics.ts";
import { literalOf } from "./constant-argument.ts";

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
  /** Names in positional order. */
  readonly names: readonly string[];
  readonly required: readonly string[];
  /** The first name takes all positional arguments. */
  readonly variadic?: boolean;
  readonly block: boolean;
}

export interface BoundStep {
  readonly args: ReadonlyMap<string, readonly Expr[]>;
  readonly first: (name: string) => Expr | null;
  readonly fail: (span: Span, problem: string, hint: string) => null;
}

/** Null after an error in the form of the call. */
export function bindStep(call: StepCall, form: StepForm, context: TypeContext): BoundStep | null {
  const step = call.name.name;
  const fail = (span: Span, problem: string, hint: string): null => {
    context.report(tables["step-form"](span, { step, problem, form: form.text, hint }));
    return null;
  };
  const args = new Map<string, Expr[]>();
  let position = 0;
  for (const arg of call.args) {
    if (arg.when !== null) return fail(arg.when.span, "takes no `when`", "conditions belong to open hyperparameters");
    const name = arg.name?.name ?? (form.variadic === true ? form.names[0] : form.names[position++]);
    if (name === undefined) return fail(arg.span, "has too many arguments", "remove the rest");
    if (!form.names.includes(name)) {
      const listed = form.names.length === 0 ? "it takes no arguments" : `it takes ${joinNames(form.names, "and")}`;
      const hint = didYouMean(name, form.names, listed);
      return fail(arg.name?.span ?? arg.span, `has no argument \`${name}\``, hint);
    }
    const before = args.get(name);
    if (before === undefined) args.set(name, [arg.value]);
    else if (form.variadic === true && name === form.names[0]) before.push(arg.value);
    else return fail(arg.span, `gets \`${name}\` twice`, "remove one of the two");
  }
  const missing = form.required.find((name) => !args.has(name));
  if (missing !== undefined) return fail(call.span, `lacks \`${missing}\``, "give it in the call");
  if (form.block && call.block === null)
    return fail(call.span, "lacks its block", "say in `{ }` which columns it makes");
  if (!form.block && call.block !== null) return fail(call.block.span, "takes no block", "remove the block");
  return { args, first: (name) => args.get(name)?.[0] ?? null, fail };
}

/** One of a few words, written bare or in quotes; the first one when it is left out. Null after an error. */
export function wordOf<const Word extends string>(
  bound: BoundStep,
  name: string,
  words: readonly [Word, ...Word[]],
): Word | null {
  const expr = bound.first(name);
  if (expr === null) return words[0];
  const text = expr.kind === "identifier" ? expr.name : expr.kind === "string" ? expr.value : null;
  const word = words.find((one) => one === text);
  if (word !== undefined) return word;
  if (expr.kind === "invalid") return null;
  const hint = didYouMean(text ?? "", words, `choose ${joinNames(words, "or")}`);
  return bound.fail(expr.span, `takes ${joinNames(words, "or")} as \`${name}\``, hint);
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
  bound.fail(expr.span, `needs ${kind === "int" ? "an `int`" : "a number"} as \`${name}\``, "write a constant");
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
  const found = literal === "not-constant" ? "not a constant" : `\`${printType(literal.type)}\``;
  bound.fail(expr.span, `needs a duration as \`${name}\`, and this is ${found}`, "write for example `7d`");
  return undefined;
}
