// A component call against the parameters that the component declares. A bare name is a call without arguments.
import type { Family } from "../../../specs/component.ts";
import type { Schema } from "../../../specs/data-type.ts";
import type { Span } from "../../../specs/diagnostic.ts";
import type { Parameter, Parameters } from "../../../specs/parameter.ts";
import { didYouMean, joinNames } from "../../base/suggest.ts";
import type { Arg, Expr, Identifier } from "../../syntax/ast.ts";
import type { TypeContext } from "../context.ts";
import { declarations } from "../declaration.diagnostics.ts";
import { params as messages } from "../param.diagnostics.ts";
import type { Argument, ComponentCall } from "../typed.ts";
import { bindArguments, type Callee } from "./bind.ts";
import { canHold, describeValues, elaborateCondition } from "./condition.ts";
import { meaningOf, simplify } from "./constant.ts";
import { holdTogether } from "./constraints.ts";
import { describeExpr, describeFamilies, describeFamily } from "./describe.ts";
import { elaborateOpen, openForm } from "./open.ts";
import { describeMeaning } from "./reference.ts";
import type { ArgumentSite, Parameterized } from "./site.ts";
import { elaborateValue } from "./value.ts";

export interface ColumnsInScope {
  readonly schema: Schema | null;
}

/** A call as written, with the component it names. */
export interface CallHead {
  readonly name: Identifier;
  readonly args: readonly Arg[];
  readonly span: Span;
}

/** Null after a message. */
export function elaborateCall(
  expr: Expr,
  families: readonly Family[],
  context: TypeContext,
  scope: ColumnsInScope = { schema: null },
): ComponentCall | null {
  const target = callTarget(expr, context);
  if (target.kind === "invalid") return null;
  const head = callHead(target);
  if (head === null) {
    reportNoComponent(target, families, context);
    return null;
  }
  const declared = findComponent(head.name.name, families, context);
  if (declared !== null) return elaborateArguments(head, declared, context, scope);
  return declaredCall(target, families, context) ?? reportUnknown(target, head, families, context);
}

/** Without parentheses, and a `let` by what it stands for. */
function callTarget(expr: Expr, context: TypeContext): Expr {
  if (expr.kind === "paren") return callTarget(expr.inner, context);
  if (expr.kind === "identifier" || expr.kind === "member") {
    const meaning = meaningOf(expr, context);
    if (meaning?.kind === "let") return callTarget(meaning.expr, context);
  }
  return expr;
}

export function callHead(expr: Expr): CallHead | null {
  if (expr.kind === "identifier") return { name: expr, args: [], span: expr.span };
  if (expr.kind !== "call" || expr.callee.kind !== "identifier") return null;
  return { name: expr.callee, args: expr.args, span: expr.span };
}

export function findComponent(name: string, families: readonly Family[], context: TypeContext): Parameterized | null {
  for (const family of families) {
    if (family === "function") continue;
    const found = context.registry.find(family, name);
    if (found !== null) return found;
  }
  return null;
}

/** A declared model or transform that is one component may stand where a component is needed. */
function declaredCall(expr: Expr, families: readonly Family[], context: TypeContext): ComponentCall | null {
  const meaning = meaningOf(expr, context);
  if (meaning?.kind !== "declaration" || (meaning.declaration.of !== "model" && meaning.declaration.of !== "transform"))
    return null;
  const typed = context.typed(meaning.id);
  if (typed?.kind === "model" && families.includes("model")) {
    let { model } = typed;
    while (model.kind === "reference") model = model.model;
    return model.kind === "estimator" ? model.call : null;
  }
  if (typed?.kind === "transform" && families.includes("transform")) {
    let { transform } = typed;
    while (transform.kind === "reference") transform = transform.transform;
    return transform.kind === "component" ? transform.call : null;
  }
  return null;
}

/** Arguments of a component that is already found. `except`: parameters that the caller elaborates itself. */
export function elaborateArguments(
  head: CallHead,
  declared: Parameterized,
  context: TypeContext,
  scope: ColumnsInScope = { schema: null },
  except: ReadonlySet<string> = new Set(),
): ComponentCall | null {
  const callee: Callee = {
    component: declared.name,
    params: withoutParameters(declared.params, except),
    span: head.span,
    nameSpan: head.name.span,
    others: Object.keys(declared.params).filter((name) => except.has(name)),
  };
  const bound = bindArguments(callee, head.args, context);
  const args: Record<string, Argument> = {};
  const conditions: { readonly name: string; readonly expr: Expr; readonly site: ArgumentSite }[] = [];
  let { broken } = bound;
  for (const [name, parameter] of Object.entries(callee.params)) {
    const site: ArgumentSite = {
      component: declared.name,
      name,
      doc: parameter.doc,
      schema: scope.schema,
      context,
      elaborateCall: (expr, families, inner) => elaborateCall(expr, families, inner, scope),
    };
    const given = bound.args.get(name);
    if (given === undefined) {
      if (parameter.default !== undefined)
        args[name] = { value: { kind: "json", json: parameter.default }, span: head.name.span, given: false };
      continue;
    }
    const argument = elaborateArgument(given, parameter, site);
    if (argument === null) broken = true;
    else args[name] = argument;
    const when = given[0]?.when ?? null;
    if (when === null || argument === null) continue;
    if (argument.value.kind === "open" || argument.value.kind === "open-component")
      conditions.push({ name, expr: when, site });
    else {
      broken = true;
      context.report(messages["condition-without-range"](when.span, { name }));
    }
  }
  for (const { name, expr, site } of conditions) {
    const argument = withCondition(name, expr, callee.params, args, site);
    if (argument === null) broken = true;
    else args[name] = argument;
  }
  if (broken) return null;
  const call = { component: declared.name, args, span: head.span, nameSpan: head.name.span };
  return holdTogether(call, declared.constraints ?? [], context) ? call : null;
}

const withoutParameters = (params: Parameters, except: ReadonlySet<string>): Parameters =>
  except.size === 0 ? params : Object.fromEntries(Object.entries(params).filter(([name]) => !except.has(name)));

function elaborateArgument(given: readonly Arg[], parameter: Parameter, site: ArgumentSite): Argument | null {
  const [first] = given;
  if (first === undefined) return null;
  const { kind } = parameter;
  if (parameter.variadic && (given.length > 1 || first.name === null) && kind.kind !== "columns") {
    // All positional arguments together; a named one gives the whole list.
    const of = kind.kind === "list" ? kind.of : kind;
    const list = { kind: "list", items: given.map((arg) => arg.value), span: first.span } as const;
    return argumentOf(elaborateValue(list, { kind: "list", of }, site), list);
  }
  if (parameter.variadic && given.length > 1) {
    const list = { kind: "list", items: given.map((arg) => arg.value), span: first.span } as const;
    return argumentOf(elaborateValue(list, kind, site), list);
  }
  const open = openForm(openTarget(first.value, site.context));
  if (open !== null) return argumentOf(elaborateOpen(open, parameter, site), first.value);
  if (parameter.default === null && simplify(first.value, site.context).kind === "null")
    return argumentOf({ kind: "json", json: null }, first.value);
  return argumentOf(elaborateValue(first.value, kind, site), first.value);
}

/** A `let` may stand for a range: `let depths = 3..10`. */
function openTarget(expr: Expr, context: TypeContext): Expr {
  const meaning = expr.kind === "identifier" && !expr.quoted ? meaningOf(expr, context) : null;
  return meaning?.kind === "let" ? { ...meaning.expr, span: expr.span } : expr;
}

const argumentOf = (value: Argument["value"] | null, expr: Expr): Argument | null =>
  value === null ? null : { value, span: expr.span, given: true };

function withCondition(
  name: string,
  expr: Expr,
  parameters: Parameters,
  args: Readonly<Record<string, Argument>>,
  site: ArgumentSite,
): Argument | null {
  const when = elaborateCondition(expr, parameters, site);
  const argument = args[name];
  if (when === null || argument === undefined) return null;
  if (!canHold(when, args)) {
    const holes = { name, component: site.component, values: describeValues(when, args) };
    site.context.report(messages["never-active"](expr.span, holes));
    return null;
  }
  // Components to choose from are chosen whenever their parameter is; a condition on them has no place in the contract.
  return argument.value.kind === "open" ? { ...argument, value: { ...argument.value, when } } : argument;
}

// ---- messages --------------------------------------------------------------------------------------------------------

function reportNoComponent(expr: Expr, families: readonly Family[], context: TypeContext): void {
  const expected = families.map(describeFamily).join(" or ");
  const names = families.flatMap((family) => context.registry.names(family));
  const hint = names.length > 12 ? `write its name` : `write ${joinNames(names, "or")}`;
  const reason = "only a component, by its name and arguments, can stand here";
  const holes = { what: describeExpr(expr), found: "no component", expected, reason, hint };
  context.report(declarations["wrong-kind"](expr.span, holes));
}

const MOST_LISTED = 12;

function reportUnknown(expr: Expr, head: CallHead, families: readonly Family[], context: TypeContext): null {
  const name = head.name.name;
  const expected = describeFamilies(families);
  const names = [...new Set(families.flatMap((family) => context.registry.names(family)))];
  const listed = names.length <= MOST_LISTED ? `there is ${joinNames(names, "and")}` : "`pipec explain` lists all";
  const near = didYouMean(name, names, listed);
  const [other] = context.registry.familiesOf(name);
  const meaning = expr.kind === "identifier" ? meaningOf(expr, context) : null;
  if (meaning?.kind === "declaration" && context.typed(meaning.id) === null) return null;
  if (other !== undefined || meaning !== null) {
    const found = other !== undefined ? describeFamily(other) : describeMeaning(meaning);
    const reason = "a component is used by what it is declared to be";
    const holes = {
      what: `\`${name}\``,
      found,
      expected: families.map(describeFamily).join(" or "),
      reason,
      hint: near,
    };
    context.report(declarations["wrong-kind"](head.name.span, holes));
    return null;
  }
  context.report(declarations["unknown-component"](head.name.span, { family: expected, name, hint: near }));
  return null;
}
