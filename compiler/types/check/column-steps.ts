// Steps that keep the rows and change the columns, or keep some rows: `where`, `select`, `derive`, `rename`.
import { type Column, type ColumnType, findColumn, type Roles, type Schema } from "../../../specs/data-type.ts";
import type { Entry, Identifier } from "../../syntax/ast.ts";
import type { TypeContext } from "../context.ts";
import { printType } from "../print-type.ts";
import { tables } from "../table.diagnostics.ts";
import type { DerivedColumn, TypedStep } from "../typed.ts";
import { types } from "../types.diagnostics.ts";
import { elaborateColumnNames } from "./column-names.ts";
import { type ColumnScope, expandColumns, rangeSuffix, reportUnknownColumn, rowScope } from "./column-scope.ts";
import { elaborateExpression } from "./expression.ts";
import { spreadExpression } from "./spread.ts";
import { bindStep, type StepCall } from "./step-arguments.ts";

export interface Stepped {
  readonly step: TypedStep;
  readonly schema: Schema;
}

export const stepBase = (call: StepCall): Pick<TypedStep, "span" | "nameSpan" | "component"> => ({
  span: call.span,
  nameSpan: call.name.span,
  component: call.name.name,
});

export function elaborateWhere(call: StepCall, schema: Schema, context: TypeContext): Stepped | null {
  const form = { text: "where(condition)", block: false };
  const expr = bindStep(call, form, context)?.first("condition") ?? null;
  const condition = expr === null ? null : elaborateExpression(expr, rowScope(schema), context);
  if (condition === null) return null;
  if (condition.type.kind !== "bool" || condition.type.shape.length > 0) {
    const found = printType(condition.type);
    const hint = "compare it with something, for example `x > 0`";
    const holes = { what: "the condition of `where`", found, expected: "a `bool`", hint };
    context.report(types["wrong-type"](condition.span, holes));
    return null;
  }
  return { step: { kind: "where", ...stepBase(call), condition }, schema };
}

export function elaborateSelect(call: StepCall, schema: Schema, context: TypeContext): Stepped | null {
  const form = { text: "select(column, ...)", block: false };
  const exprs = bindStep(call, form, context)?.args.get("columns");
  if (exprs === undefined) return null;
  const { columns } = elaborateColumnNames(exprs, schema, context);
  const kept = new Map(columns.map((column) => [column.name, column]));
  const step: TypedStep = { kind: "select", ...stepBase(call), columns: [...kept.keys()] };
  return { step, schema: { columns: [...kept.values()] } };
}

/** Later entries may use earlier ones. An entry with an error is left out. */
export function elaborateDerive(call: StepCall, schema: Schema, context: TypeContext): Stepped | null {
  const form = { text: "derive { name = expression }", block: true };
  if (bindStep(call, form, context) === null || call.block === null) return null;
  const columns: DerivedColumn[] = [];
  let current = schema;
  for (const entry of call.block.entries) {
    const derived = elaborateDerivedEntry(entry, rowScope(current), call, form.text, context);
    columns.push(...derived);
    for (const { name, expression } of derived) current = withColumn(current, name, expression.type);
  }
  return { step: { kind: "derive", ...stepBase(call), columns }, schema: current };
}

/** The columns that `name = expression` makes; none after an error, then the name counts as broken. */
export function elaborateDerivedEntry(
  entry: Entry,
  scope: ColumnScope,
  call: StepCall,
  form: string,
  context: TypeContext,
): readonly DerivedColumn[] {
  const name = entryName(entry, call, form, context);
  if (name === null || entry.value === null) return [];
  const parts = spreadExpression(name, entry.value.expr, scope, context);
  const columns: DerivedColumn[] = [];
  for (const { suffix, expr } of parts ?? []) {
    const expression = elaborateExpression(expr, scope, context);
    if (expression === null) break;
    const full = suffix === null ? name.name : `${name.name}_${suffix}`;
    columns.push({ name: full, expression, span: entry.span, nameSpan: name.span });
  }
  if (parts !== null && columns.length === parts.length) return columns;
  context.brokenColumns.add(name.name);
  return [];
}

function entryName(entry: Entry, call: StepCall, form: string, context: TypeContext): Identifier | null {
  const { head } = entry;
  if (head.kind === "expr" && head.expr.kind === "identifier" && entry.form === "equals") return head.expr;
  if (head.kind === "expr" && head.expr.kind === "invalid") return null;
  const hint = entry.form === "colon" ? "use `=` instead of `:`" : "write `name = expression`";
  const problem = "takes entries `name = expression`";
  context.report(tables["step-form"](entry.span, { step: call.name.name, problem, form, hint }));
  if (head.kind === "expr" && head.expr.kind === "identifier") context.brokenColumns.add(head.expr.name);
  return null;
}

/** A derived column inherits no role (LANGUAGE.md, chapter 10). One of the same name is replaced in its place. */
export function withColumn(schema: Schema, name: string, type: ColumnType): Schema {
  const column: Column = { name, type, roles: {} };
  if (findColumn(schema, name) === undefined) return { ...schema, columns: [...schema.columns, column] };
  return { ...schema, columns: schema.columns.map((one) => (one.name === name ? column : one)) };
}

/** `rename { new = old }`: all entries at once, so names can be swapped. Columns keep their roles. */
export function elaborateRename(call: StepCall, schema: Schema, context: TypeContext): Stepped | null {
  const form = { text: "rename { new = old }", block: true };
  if (bindStep(call, form, context) === null || call.block === null) return null;
  const columns: { from: string; to: string; span: Entry["span"] }[] = [];
  for (const entry of call.block.entries) {
    const name = entryName(entry, call, form.text, context);
    const old = entry.value?.expr;
    if (name === null || old === undefined || old.kind === "invalid") continue;
    if (old.kind !== "identifier") {
      const holes = { step: "rename", problem: "takes names of columns only", form: form.text };
      context.report(tables["step-form"](old.span, { ...holes, hint: "use `derive` for expressions" }));
      context.brokenColumns.add(name.name);
      continue;
    }
    const found = expandColumns(old.name, schema);
    if (found.length === 0) {
      reportUnknownColumn(old.name, old.span, schema, context);
      context.brokenColumns.add(name.name);
    }
    for (const column of found) {
      const suffix = column.name === old.name ? null : rangeSuffix(column.name, old.name);
      const to = suffix === null ? name.name : `${name.name}_${suffix}`;
      columns.push({ from: column.name, to, span: entry.span });
    }
  }
  const renamed = renameColumns(schema, new Map(columns.map(({ from, to }) => [from, to])));
  const seen = new Set<string>();
  for (const { name } of renamed.columns) {
    if (seen.has(name)) {
      const span = columns.find(({ to }) => to === name)?.span ?? call.span;
      context.report(tables["duplicate-column"](span, { name }));
      return null;
    }
    seen.add(name);
  }
  return { step: { kind: "rename", ...stepBase(call), columns }, schema: renamed };
}

/** Also inside `@forecast_of`, which names other columns. */
export function renameColumns(schema: Schema, names: ReadonlyMap<string, string>): Schema {
  const rename = (name: string): string => names.get(name) ?? name;
  const renameRoles = (roles: Roles): Roles => {
    if (roles.forecastOf === undefined) return roles;
    const { column, issued } = roles.forecastOf;
    return { ...roles, forecastOf: { column: rename(column), issued: rename(issued) } };
  };
  return {
    ...schema,
    columns: schema.columns.map(({ name, type, roles }) => ({ name: rename(name), type, roles: renameRoles(roles) })),
  };
}
