// Arguments that a declaration elaborates itself: the table of a task, the model of a combinator, the task of a split.
import type { Arg, Expr } from "../../syntax/ast.ts";
import type { TypeContext } from "../context.ts";
import { params as messages } from "../param.diagnostics.ts";
import type { CallHead } from "./call.ts";
import type { Parameterized } from "./site.ts";

export interface Taken {
  readonly arg: Arg | null;
  /** The call without it. */
  readonly rest: CallHead;
}

/** By name, else by its place among the parameters. A second one of the same name is reported. */
export function takeArgument(head: CallHead, declared: Parameterized, name: string, context: TypeContext): Taken {
  const parameter = declared.params[name];
  const isNamed = (arg: Arg) =>
    arg.name !== null && (arg.name.name === name || parameter?.aliases.includes(arg.name.name) === true);
  const [named, ...more] = head.args.filter(isNamed);
  for (const arg of more) context.report(messages.duplicate(arg.span, { name }));
  const place = Object.keys(declared.params).indexOf(name);
  const arg = named ?? head.args.filter((one) => one.name === null)[place] ?? null;
  return { arg, rest: { ...head, args: head.args.filter((one) => one !== arg && !more.includes(one)) } };
}

/** All positional arguments, and the items of the named one: the models of a search, the members of an ensemble. */
export function takePositional(
  head: CallHead,
  name: string,
): { readonly exprs: readonly Expr[]; readonly rest: CallHead } {
  const isOurs = (arg: Arg): boolean => arg.name === null || arg.name.name === name;
  const exprs = head.args.filter(isOurs).flatMap(({ value }) => itemsOf(value));
  return { exprs, rest: { ...head, args: head.args.filter((arg) => !isOurs(arg)) } };
}

/** The items of a list, or the value itself. */
export function itemsOf(expr: Expr): readonly Expr[] {
  if (expr.kind === "paren") return itemsOf(expr.inner);
  return expr.kind === "list" ? expr.items : [expr];
}
