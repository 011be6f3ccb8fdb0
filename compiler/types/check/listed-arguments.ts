// Components that take a list of declarations (`weighted(a, b)`, `html(final, tuned)`): the listed names are elaborated
// by the kind of declaration that holds the call, everything else as arguments of the component.
import type { ComponentDeclaration, Family } from "../../../specs/component.ts";
import type { Arg, Expr } from "../../syntax/ast.ts";
import { callHead, elaborateArguments, elaborateCall } from "../arguments/call.ts";
import type { TypeContext } from "../context.ts";
import type { ComponentCall } from "../typed.ts";

export interface ListedCall<F extends Family> {
  readonly declared: Extract<ComponentDeclaration, { readonly family: F }>;
  /** Without the listed parameter; null when another argument had errors. */
  readonly call: ComponentCall | null;
  readonly listed: readonly Expr[];
  /** The other arguments as written. */
  readonly others: readonly Arg[];
}

/** Null after a message. */
export function elaborateListed<F extends Exclude<Family, "function">>(
  expr: Expr,
  family: F,
  context: TypeContext,
): ListedCall<F> | null {
  if (expr.kind === "paren") return elaborateListed(expr.inner, family, context);
  const head = callHead(expr);
  const declared = head === null ? null : context.registry.find(family, head.name.name);
  const parameter = Object.entries(declared?.params ?? {}).find(([, { variadic }]) => variadic)?.[0];
  if (head === null || declared === null || parameter === undefined) {
    elaborateCall(expr, [family], context);
    return null;
  }
  const isListed = (arg: Arg) => arg.name === null || arg.name.name === parameter;
  const listed = head.args.filter(isListed).flatMap(({ value }) => (value.kind === "list" ? value.items : [value]));
  const rest = { ...head, args: head.args.filter((arg) => !isListed(arg)) };
  const call = elaborateArguments(rest, declared, context, { schema: null }, new Set([parameter]));
  return { declared, call, listed, others: rest.args };
}
