// The block of a declaration as named clauses: `fit: cv.train`, `patience: 10`.
import type { Schema } from "../../../specs/data-type.ts";
import type { Span } from "../../../specs/diagnostic.ts";
import type { Json } from "../../../specs/json.ts";
import type { ParameterKind } from "../../../specs/parameter.ts";
import { didYouMean, joinNames } from "../../base/suggest.ts";
import type { Declaration, Expr } from "../../syntax/ast.ts";
import { elaborateCall } from "../arguments/call.ts";
import { openForm } from "../arguments/open.ts";
import type { ArgumentSite } from "../arguments/site.ts";
import { elaborateValue } from "../arguments/value.ts";
import type { TypeContext } from "../context.ts";
import { params as messages } from "../param.diagnostics.ts";

export interface ClauseForm {
  /** Name and what stands there, in words: `patience: "rounds without improvement"`. */
  readonly names: Readonly<Record<string, string>>;
  readonly example: string;
}

export interface Clauses {
  readonly get: (name: string) => Expr | null;
  readonly span: (name: string) => Span | null;
  /** Undefined when the clause is absent or wrong; `broken` tells which. */
  readonly json: (name: string, kind: ParameterKind, schema?: Schema | null) => Json | undefined;
  readonly broken: () => boolean;
  /** Names in the order of the block. */
  readonly given: readonly string[];
}

export const POSITIVE_INT: ParameterKind = { kind: "int", min: 1, max: Number.MAX_SAFE_INTEGER };

export function readClauses(
  declaration: Pick<Declaration, "of" | "block">,
  form: ClauseForm,
  context: TypeContext,
): Clauses {
  const kind = declaration.of;
  const names = Object.keys(form.names);
  const found = new Map<string, { readonly expr: Expr; readonly span: Span }>();
  let broken = false;
  for (const { head, form: shape, value, span } of declaration.block?.entries ?? []) {
    const name = head.kind === "expr" && head.expr.kind === "identifier" ? head.expr.name : null;
    if (name === null || shape !== "colon" || value === null) {
      broken = true;
      if (head.kind === "expr" && head.expr.kind === "invalid") continue;
      const allowed = joinNames(names, "and");
      context.report(messages["clause-form"](span, { kind, allowed, example: form.example }));
    } else if (!names.includes(name)) {
      broken = true;
      const listed = `it takes ${joinNames(names, "and")}`;
      const near = didYouMean(name, names);
      const hint = near === "" ? listed : `${near} ${listed}`;
      context.report(messages["unknown-clause"](head.span, { kind, name, hint }));
    } else if (found.has(name)) {
      broken = true;
      context.report(messages.duplicate(head.span, { name }));
    } else found.set(name, { expr: value.expr, span });
  }
  const get = (name: string): Expr | null => found.get(name)?.expr ?? null;
  return {
    get,
    span: (name) => found.get(name)?.span ?? null,
    given: [...found.keys()],
    broken: () => broken,
    json: (name, parameterKind, schema = null) => {
      const expr = get(name);
      if (expr === null) return undefined;
      const site = clauseSite(kind, name, form.names[name] ?? "", schema, context);
      if (openForm(expr) !== null) {
        broken = true;
        const expected = "fixed, because a block says how to search or fit, not what";
        context.report(messages["not-searchable"](expr.span, { component: kind, name, expected, hint: "" }));
        return undefined;
      }
      const value = elaborateValue(expr, parameterKind, site);
      if (value?.kind === "json") return value.json;
      broken = true;
      return undefined;
    },
  };
}

export const clauseSite = (
  component: string,
  name: string,
  doc: string,
  schema: Schema | null,
  context: TypeContext,
): ArgumentSite => ({
  component,
  name,
  doc: doc === "" ? `clause \`${name}\`` : doc,
  schema,
  context,
  elaborateCall: (expr, families, inner) => elaborateCall(expr, families, inner, { schema }),
});

/** Null after a message. */
export function requireClause(
  clauses: Clauses,
  name: string,
  example: string,
  reason: string,
  declaration: Declaration,
  context: TypeContext,
): Expr | null {
  const expr = clauses.get(name);
  // A clause with a mistake in its name is most likely this one.
  if (expr !== null || clauses.broken()) return expr;
  const holes = { kind: declaration.of, declaration: declaration.name.name, name, example, reason };
  context.report(messages["missing-clause"](declaration.name.span, holes));
  return null;
}
