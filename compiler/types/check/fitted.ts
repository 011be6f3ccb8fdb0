// Fitted values where they are used: declared fits and ensembles, and `registry("name@alias")`.

import { unknownName } from "../../names/unknown-name.ts";
import type { Expr } from "../../syntax/ast.ts";
import { meaningOf } from "../arguments/constant.ts";
import { describeDeclaration, describeExpr, describeFamily } from "../arguments/describe.ts";
import { describeMeaning } from "../arguments/reference.ts";
import type { TypeContext } from "../context.ts";
import { declarations } from "../declaration.diagnostics.ts";
import type { FittedTerm } from "../typed.ts";
import { rootOf } from "./partition.ts";
import { foldSplitOfDeclaration } from "./rows.ts";

const REASON = "only what has learned from rows can predict";

/** A fitted model. Null after a message. */
export function elaborateFitted(expr: Expr, context: TypeContext): FittedTerm | null {
  if (expr.kind === "invalid") return null;
  if (expr.kind === "paren") return elaborateFitted(expr.inner, context);
  if (expr.kind === "call" && expr.callee.kind === "identifier" && isRegistry(expr.callee.name, context))
    return registryTerm(expr, context);
  const meaning = meaningOf(expr, context);
  if (meaning?.kind === "let") return elaborateFitted(meaning.expr, context);
  const found = rootOf(expr, context);
  if (found === null && expr.kind === "identifier" && meaning === null) {
    const families = context.registry.familiesOf(expr.name);
    if (families.length === 0) context.report(unknownName(expr, context.visibleNames()));
    else reportKind(expr, describeFamily(families[0] ?? ""), "fit it first: `fit x = model on cv.train`", context);
    return null;
  }
  if (found === null) {
    const what = meaning === null ? "not a fitted value" : describeMeaning(meaning);
    const written = expr.kind === "call" && expr.callee.kind === "identifier" ? expr.callee.name : null;
    const [family] = written === null ? [] : context.registry.familiesOf(written);
    const hint = "fit it first: `fit x = ... on cv.train`, then name `x`";
    reportKind(expr, family === undefined ? what : describeFamily(family), hint, context);
    return null;
  }
  const { root, rest } = found;
  const { of, name } = root.declaration;
  if ((of !== "fit" && of !== "ensemble") || rest.length > 0) {
    const path = of === "search" ? `${name.name}.best` : name.name;
    const fittable = of === "model" || of === "search" || of === "transform";
    const hint = fittable ? `write \`fit x = ${path} on ...\` and use \`x\`` : "name a `fit` or an `ensemble`";
    const isBest = of === "search" && rest[0]?.name === "best";
    reportKind(expr, isBest ? "a model that is not fitted yet" : describeDeclaration(of), hint, context);
    return null;
  }
  const typed = context.typed(root.id);
  if (typed === null) return null;
  if (typed.kind === "fit" && typed.of.kind === "transform") {
    reportKind(expr, "a fitted transform", "fit a model that holds the transform", context);
    return null;
  }
  return { kind: "reference", to: root.id, folded: foldSplitOfDeclaration(root.id, context) !== null, span: expr.span };
}

const isRegistry = (name: string, context: TypeContext): boolean =>
  context.registry.find("sink", name)?.kind === "registry";

function registryTerm(expr: Extract<Expr, { readonly kind: "call" }>, context: TypeContext): FittedTerm | null {
  const [arg, ...more] = expr.args;
  const text = arg?.value.kind === "string" && more.length === 0 ? arg.value.value : null;
  const [name, alias, extra] = text?.split("@") ?? [];
  if (name === undefined || name === "" || extra !== undefined || alias === "") {
    const hint = 'write it like `registry("name@alias")` or `registry("name")`';
    reportKind(expr, "no name of a published model", hint, context);
    return null;
  }
  return { kind: "registry", name, alias: alias ?? null, folded: false, span: expr.span };
}

function reportKind(expr: Expr, found: string, hint: string, context: TypeContext): void {
  const what = describeExpr(expr);
  const holes = { what, found, expected: "a fitted value", reason: REASON, hint };
  context.report(declarations["wrong-kind"](expr.span, holes));
}
