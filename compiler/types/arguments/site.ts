// Where an argument stands: what its messages name and what its bare names may mean.
import type { ComponentDeclaration, Family } from "../../../specs/component.ts";
import type { Schema } from "../../../specs/data-type.ts";
import type { ParameterKind } from "../../../specs/parameter.ts";
import type { Expr } from "../../syntax/ast.ts";
import type { TypeContext } from "../context.ts";
import { params as messages } from "../param.diagnostics.ts";
import type { ComponentCall } from "../typed.ts";
import { types } from "../types.diagnostics.ts";
import { sentence } from "./bind.ts";
import { describeExpr, describeKind } from "./describe.ts";

/** Every component but a column function has parameters. */
export type Parameterized = Exclude<ComponentDeclaration, { readonly family: "function" }>;

export interface ArgumentSite {
  readonly component: string;
  readonly name: string;
  readonly doc: string;
  /** Columns that may be named; null when they are unknown, then every name passes. */
  readonly schema: Schema | null;
  readonly context: TypeContext;
  /** Handed in, because components hold arguments and arguments hold components. */
  readonly elaborateCall: (expr: Expr, families: readonly Family[], context: TypeContext) => ComponentCall | null;
}

export function reportWrongType(expr: Expr, kind: ParameterKind, site: ArgumentSite, hint?: string): null {
  if (expr.kind === "invalid") return null;
  const expected = describeKind(kind);
  const found = describeExpr(expr);
  const { component, name, doc } = site;
  const holes = { component, name, expected, found, doc: sentence(doc), hint: hint ?? `write ${expected}` };
  site.context.report(messages["wrong-type"](expr.span, holes));
  return null;
}

export function reportUnit(expr: Expr, found: string, expected: string, hint: string, site: ArgumentSite): null {
  const what = `\`${site.name}\` of \`${site.component}\``;
  site.context.report(types["unit-mismatch"](expr.span, { what, found, expected, hint }));
  return null;
}
