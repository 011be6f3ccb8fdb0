// Fitted values where they are used: a `fit`, an `ensemble`, or a published model by `registry("name@alias")`.
import { unknownName } from "../../names/unknown-name.ts";
import type { DeclarationKind, Expr } from "../../syntax/ast.ts";
import { elaborateCall } from "../arguments/call.ts";
import { meaningOf } from "../arguments/constant.ts";
import { article, describeExpr } from "../arguments/describe.ts";
import type { Meaning, TypeContext } from "../context.ts";
import { sinks } from "../sink.diagnostics.ts";
import type { DeclarationId, FittedTerm } from "../typed.ts";
import { rootOf } from "./partition.ts";
import { type FoldSide, splitOfRows } from "./rows-term.ts";

/** Null after a message; models, searches and transforms are told apart from what is fitted. */
export function elaborateFitted(expr: Expr, context: TypeContext): FittedTerm | null {
  switch (expr.kind) {
    case "invalid":
      return null;
    case "paren":
      return elaborateFitted(expr.inner, context);
    case "call":
      return registryValue(expr, context);
    case "identifier":
    case "member": {
      const meaning = meaningOf(expr, context);
      if (meaning?.kind === "let") return elaborateFitted(meaning.expr, context);
      if (meaning?.kind === "declaration") return declaredValue(meaning, expr, context);
      if (meaning === null && expr.kind === "identifier" && context.registry.familiesOf(expr.name).length === 0) {
        context.report(unknownName(expr, context.visibleNames()));
        return null;
      }
      return notFitted(expr, context);
    }
    default:
      return notFitted(expr, context);
  }
}

function declaredValue(
  { id, declaration }: Extract<Meaning, { readonly kind: "declaration" }>,
  expr: Expr,
  context: TypeContext,
): FittedTerm | null {
  const { span } = expr;
  if (declaration.of !== "fit" && declaration.of !== "ensemble") {
    const what = `\`${id}\``;
    context.report(
      sinks["not-fitted"](span, { what, found: article(declaration.of), hint: hintFor(declaration.of, id) }),
    );
    return null;
  }
  const typed = context.typed(id);
  if (typed?.kind === "ensemble") return { kind: "reference", to: id, folded: typed.folded, span };
  if (typed?.kind !== "fit") return null;
  if (typed.of.kind === "transform") {
    context.report(sinks["fitted-transform"](span, { name: id }));
    return null;
  }
  return { kind: "reference", to: id, folded: typed.folded, span };
}

function hintFor(kind: DeclarationKind, name: DeclarationId): string {
  switch (kind) {
    case "model":
      return `write \`fit x = ${name} on ...\` and use \`x\``;
    case "search":
      return `write \`fit x = ${name}.best on ...\` and use \`x\``;
    case "transform":
      return "put it in front of a model, fit that, and use the fit";
    default:
      return "name a `fit` or an `ensemble`";
  }
}

function notFitted(expr: Expr, context: TypeContext): null {
  const root = rootOf(expr, context);
  const search = root?.root.declaration.of === "search" && root.rest[0]?.name === "best" ? root.root.id : null;
  const what = describeExpr(expr);
  const found = search !== null || isModel(expr, context) ? "a model" : "no fitted value";
  const hint = found === "a model" ? "write `fit x = ... on ...` with it and use `x`" : "name a `fit` or an `ensemble`";
  const direct = search === null ? hint : hintFor("search", search);
  context.report(sinks["not-fitted"](expr.span, { what, found, hint: direct }));
  return null;
}

/** Also the name of an estimator without brackets, and a chain that ends in one. */
function isModel(expr: Expr, context: TypeContext): boolean {
  switch (expr.kind) {
    case "paren":
      return isModel(expr.inner, context);
    case "pipe":
      return isModel(expr.right, context);
    case "call":
      return isModel(expr.callee, context);
    case "identifier": {
      const families = context.registry.familiesOf(expr.name);
      return families.includes("model") || families.includes("combinator");
    }
    default:
      return false;
  }
}

/** `name@alias`; without an alias the newest version is meant. */
function registryValue(expr: Extract<Expr, { readonly kind: "call" }>, context: TypeContext): FittedTerm | null {
  const name = expr.callee.kind === "identifier" ? expr.callee.name : "";
  if (context.registry.find("sink", name)?.kind !== "registry") return notFitted(expr, context);
  const value = elaborateCall(expr, ["sink"], context)?.args.name?.value;
  if (value?.kind !== "json" || typeof value.json !== "string") return null;
  const at = value.json.lastIndexOf("@");
  const [published, alias] = at < 0 ? [value.json, null] : [value.json.slice(0, at), value.json.slice(at + 1)];
  return { kind: "registry", name: published, alias: alias === "" ? null : alias, folded: false, span: expr.span };
}

/** Name of a fitted value in results and messages. */
export const nameOfFitted = (term: FittedTerm): string => (term.kind === "reference" ? term.to : term.name);

/** Null for a published model, whose task is unknown before the run. */
export function taskOfFitted(term: FittedTerm, context: TypeContext): DeclarationId | null {
  const typed = term.kind === "reference" ? context.typed(term.to) : null;
  return typed?.kind === "fit" || typed?.kind === "ensemble" ? typed.task : null;
}

/** The split whose folds the value follows; null when it exists once. */
export function splitOfFitted(term: FittedTerm, context: TypeContext): DeclarationId | null {
  const typed = term.kind === "reference" && term.folded ? context.typed(term.to) : null;
  return typed?.kind === "fit" ? splitOfRows(typed.rows, context) : null;
}

export const fittedSide = (term: FittedTerm, context: TypeContext): FoldSide => ({
  split: splitOfFitted(term, context),
  span: term.span,
});

/** Reports a value per fold where one value is needed. `purpose`: `publish it`. */
export function requireSingle(term: FittedTerm, purpose: string, context: TypeContext): boolean {
  if (!term.folded) return true;
  const split = splitOfFitted(term, context) ?? "";
  context.report(sinks["per-fold-value"](term.span, { name: nameOfFitted(term), split, purpose }));
  return false;
}
