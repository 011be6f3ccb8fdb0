// The clauses of a declaration's block: `name: value`, each at most once.
import type { Schema } from "../../../specs/data-type.ts";
import type { Json } from "../../../specs/json.ts";
import type { Parameter } from "../../../specs/parameter.ts";
import { didYouMean, joinNames } from "../../base/suggest.ts";
import type { Declaration, Entry, Expr, Identifier } from "../../syntax/ast.ts";
import { elaborateCall } from "../arguments/call.ts";
import { simplify } from "../arguments/constant.ts";
import type { ArgumentSite } from "../arguments/site.ts";
import { elaborateValue } from "../arguments/value.ts";
import type { TypeContext } from "../context.ts";
import { params as messages } from "../param.diagnostics.ts";

export interface Clause {
  readonly name: Identifier;
  readonly value: Expr;
}

export type Clauses = ReadonlyMap<string, Clause>;

/** What a block of one kind of declaration may hold. */
export interface ClauseForm {
  readonly names: readonly string[];
  /** One clause as text, for the message about other forms. */
  readonly example: string;
  /** Takes clauses of other names: true when it used the clause, so that nothing is said about it. */
  readonly other?: (clause: Clause) => boolean;
}

/** The clauses by name; what is unknown, given twice or of another form is reported and left out. */
export function readClauses(declaration: Declaration, form: ClauseForm, context: TypeContext): Clauses {
  const kind = declaration.of;
  const clauses = new Map<string, Clause>();
  for (const entry of declaration.block?.entries ?? []) {
    const clause = clauseOf(entry);
    if (clause === null) {
      if (entry.head.kind === "expr" && entry.head.expr.kind === "invalid") continue;
      const holes = { kind, allowed: joinNames(form.names, "and"), example: form.example };
      context.report(messages["clause-form"](entry.span, holes));
      continue;
    }
    const { name } = clause.name;
    if (clauses.has(name)) context.report(messages.duplicate(clause.name.span, { name }));
    else if (form.names.includes(name)) clauses.set(name, clause);
    else if (form.other?.(clause) !== true) {
      const near = didYouMean(name, form.names, `it takes ${joinNames(form.names, "and")}`);
      context.report(messages["unknown-clause"](clause.name.span, { kind, name, hint: near }));
    }
  }
  return clauses;
}

function clauseOf({ head, form, value }: Entry): Clause | null {
  if (head.kind !== "expr" || head.expr.kind !== "identifier" || form !== "colon" || value === null) return null;
  if (value.shape.length > 0 || value.nullable || value.annotations.length > 0) return null;
  return { name: head.expr, value: value.expr };
}

/** Where the value of a clause stands, for the readers of component arguments. */
export function clauseSite(
  kind: string,
  name: string,
  doc: string,
  context: TypeContext,
  schema: Schema | null = null,
): ArgumentSite {
  const call: ArgumentSite["elaborateCall"] = (expr, families, inner) =>
    elaborateCall(expr, families, inner, { schema });
  return { component: kind, name, doc, schema, context, elaborateCall: call };
}

/**
 * The value of a clause by the rules of a component parameter; the parameter's default when it is absent or wrong, which
 * is then reported.
 */
export function clauseJson(
  clauses: Clauses,
  name: string,
  parameter: Parameter,
  declaration: Declaration,
  context: TypeContext,
  schema: Schema | null = null,
): Json {
  const absent = parameter.default ?? null;
  const clause = clauses.get(name);
  if (clause === undefined) return absent;
  if (parameter.default === null && simplify(clause.value, context).kind === "null") return null;
  const site = clauseSite(declaration.of, name, parameter.doc, context, schema);
  const value = elaborateValue(clause.value, parameter.kind, site);
  return value?.kind === "json" ? value.json : absent;
}
