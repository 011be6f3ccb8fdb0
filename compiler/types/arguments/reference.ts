// Arguments that name a declaration or a partition. As JSON: `{"$ref": id}`, a partition `{"$ref": split, "part": "train"}`.
import type { Span } from "../../../specs/diagnostic.ts";
import type { Json } from "../../../specs/json.ts";
import type { ParameterKind } from "../../../specs/parameter.ts";
import { didYouMean, joinNames } from "../../base/suggest.ts";
import { unknownName } from "../../names/unknown-name.ts";
import type { Declaration, Expr } from "../../syntax/ast.ts";
import { elaboratePartition } from "../check/partition.ts";
import type { Meaning, TypeContext } from "../context.ts";
import { declarations } from "../declaration.diagnostics.ts";
import { meaningOf } from "./constant.ts";
import { article, describeDeclaration, describeExpr } from "./describe.ts";
import { type ArgumentSite, reportWrongType } from "./site.ts";

export function elaborateReference(
  expr: Expr,
  kind: Extract<ParameterKind, { readonly kind: "reference" }>,
  site: ArgumentSite,
): { readonly json: Json } | null {
  const { context } = site;
  if (expr.kind === "paren") return elaborateReference(expr.inner, kind, site);
  if (expr.kind !== "identifier" && expr.kind !== "member") return reportWrongType(expr, kind, site);
  const meaning = meaningOf(expr, context);
  if (expr.kind === "member" && meaning === null && kind.to.includes("partition")) {
    const partition = elaboratePartition(expr, context);
    return partition === null ? null : { json: { $ref: partition.split, part: partition.part } };
  }
  if (meaning?.kind === "let") return elaborateReference(meaning.expr, kind, site);
  const found = expectDeclaration(expr, kind.to, context);
  if (found === null) return null;
  // Elaborated first, so that it also comes before this declaration where declarations are in order of use.
  if (found.declaration.of === "source" || found.declaration.of === "table") context.typed(found.id);
  return { json: { $ref: found.id } };
}

type DeclarationMeaning = Extract<Meaning, { readonly kind: "declaration" }>;

/** The declaration that `expr` names, if it is of one of these kinds; else reported, with names that would fit. */
export function expectDeclaration(
  expr: Expr,
  kinds: readonly string[],
  context: TypeContext,
): DeclarationMeaning | null {
  if (expr.kind === "invalid") return null;
  const meaning = meaningOf(expr, context);
  if (meaning?.kind === "declaration" && kinds.includes(meaning.declaration.of)) return meaning;
  const expected = kinds.map(article).join(" or ");
  const fitting = declaredNames(kinds, expr.span, context);
  const listed =
    fitting.length === 0 ? `declare ${expected} first` : `there is ${joinNames(fitting.slice(0, 8), "and")}`;
  if (expr.kind === "identifier" && meaning === null) {
    const near = didYouMean(expr.name, fitting);
    const diagnostic = unknownName(expr, context.visibleNames());
    context.report({ ...diagnostic, help: near === "" ? (fitting.length === 0 ? diagnostic.help : listed) : near });
    return null;
  }
  const holes = {
    what: describeExpr(expr),
    found: describeMeaning(meaning),
    expected,
    reason: "names are used by what they stand for",
    hint: listed,
  };
  context.report(declarations["wrong-kind"](expr.span, holes));
  return null;
}

/** `a model`, `a param`, `an expression`. */
export function describeMeaning(meaning: Meaning | null): string {
  switch (meaning?.kind) {
    case "declaration":
      return describeDeclaration(meaning.declaration.of);
    case "param":
      return "a param";
    case "let":
      return "a let";
    case "module":
      return "an imported file";
    default:
      return "not a declaration";
  }
}

/** Names of declarations of these kinds that can be seen, in the order of the file. `at`: where they are asked for. */
export function declaredNames(kinds: readonly string[], at: Span, context: TypeContext): readonly string[] {
  return visibleDeclarations(at, context)
    .filter(({ declaration }) => kinds.includes(declaration.of))
    .map(({ name }) => name);
}

export interface VisibleDeclaration {
  readonly name: string;
  readonly id: string;
  readonly declaration: Declaration;
}

export function visibleDeclarations(at: Span, context: TypeContext): readonly VisibleDeclaration[] {
  return context.visibleNames().flatMap((name) => {
    const meaning = context.lookup({ kind: "identifier", name, quoted: false, span: at });
    return meaning?.kind === "declaration" ? [{ name, id: meaning.id, declaration: meaning.declaration }] : [];
  });
}
