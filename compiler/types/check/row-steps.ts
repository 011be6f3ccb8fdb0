// Steps that order, drop or add rows: `sort`, `dedupe`, `sample`, `union`, `concat`, and `aggregate`.
import { type Column, type Duration, findColumn, type Roles, type Schema } from "../../../specs/data-type.ts";
import type { Expr } from "../../syntax/ast.ts";
import { sentence } from "../arguments/bind.ts";
import type { TypeContext } from "../context.ts";
import { params } from "../param.diagnostics.ts";
import { printType } from "../print-type.ts";
import { tables } from "../table.diagnostics.ts";
import type { DerivedColumn, TableTerm, TypedStep } from "../typed.ts";
import { unifyTypes } from "../unify.ts";
import { elaborateColumnNames } from "./column-names.ts";
import { type ColumnScope, openOf, overOf } from "./column-scope.ts";
import { elaborateDerivedEntry, type Stepped, stepBase } from "./column-steps.ts";
import { type BoundStep, bindStep, numberOf, type StepCall, wordOf } from "./step-arguments.ts";

export function elaborateSort(call: StepCall, schema: Schema, context: TypeContext): Stepped | null {
  const form = { text: "sort(column, -column)", block: false };
  const exprs = bindStep(call, form, context)?.args.get("by");
  if (exprs === undefined) return null;
  const by: { readonly column: string; readonly descending: boolean }[] = [];
  for (const { expr, descending } of exprs.flatMap(sortKeys)) {
    for (const { name: column } of elaborateColumnNames([expr], schema, context).columns) {
      if (by.some((key) => key.column === column)) context.report(params["repeated-column"](expr.span, { column }));
      else by.push({ column, descending });
    }
  }
  return { step: { kind: "sort", ...stepBase(call), by }, schema };
}

function sortKeys(expr: Expr): readonly { readonly expr: Expr; readonly descending: boolean }[] {
  if (expr.kind === "list") return expr.items.flatMap(sortKeys);
  const descending = expr.kind === "unary" && expr.operator === "-";
  return [{ expr: descending ? expr.operand : expr, descending }];
}

export function elaborateDedupe(call: StepCall, schema: Schema, context: TypeContext): Stepped | null {
  const text = "dedupe(on: [key, ...], keep: first, by: column)";
  const bound = bindStep(call, { text, block: false }, context);
  if (bound === null) return null;
  const keys = bound.args.get("on");
  const on =
    keys === undefined ? { columns: schema.columns, broken: false } : elaborateColumnNames(keys, schema, context);
  const keep = wordOf(bound, "keep", ["first", "last"], context);
  const orders = bound.args.get("by");
  const by = orders === undefined ? null : elaborateColumnNames(orders, schema, context);
  if (on.broken || keep === null || by?.broken === true) return null;
  const names = on.columns.map(({ name }) => name);
  return { step: { kind: "dedupe", ...stepBase(call), on: names, keep, by: by?.columns[0]?.name ?? null }, schema };
}

export function elaborateSample(call: StepCall, schema: Schema, context: TypeContext): Stepped | null {
  const text = "sample(fraction: 10%) or sample(rows: 1000), with seed: 0";
  const bound = bindStep(call, { text, block: false }, context);
  if (bound === null) return null;
  const fraction = numberOf(bound, "fraction", "float", context);
  const rows = numberOf(bound, "rows", "int", context);
  const seed = numberOf(bound, "seed", "int", context);
  if (fraction === undefined || rows === undefined || seed === undefined) return null;
  if ((fraction === null) === (rows === null))
    return bound.fail(call.span, "needs either `fraction` or `rows`", "give one of the two");
  if (fraction !== null && !(fraction > 0 && fraction <= 1))
    return outOfRange(bound, "fraction", fraction, "above 0 and at most 1", context);
  if (rows !== null && rows < 1) return outOfRange(bound, "rows", rows, "at least 1", context);
  return { step: { kind: "sample", ...stepBase(call), fraction, rows, seed: seed ?? context.seed }, schema };
}

function outOfRange(bound: BoundStep, name: string, value: number, range: string, context: TypeContext): null {
  const doc = sentence(context.registry.find("table-step", bound.component)?.params[name]?.doc ?? "");
  const span = bound.first(name)?.span;
  const holes = { name, component: bound.component, range, found: String(value), doc };
  if (span !== undefined) context.report(params["out-of-range"](span, holes));
  return null;
}

export function elaborateUnion(call: StepCall, left: Schema, right: TableTerm, context: TypeContext): Stepped | null {
  const fail = (difference: string): null => {
    context.report(tables["union-columns"](call.span, { step: call.name.name, difference }));
    return null;
  };
  const extra = right.schema.columns.find(({ name }) => findColumn(left, name) === undefined);
  if (extra !== undefined) return fail(`only the right one has \`${extra.name}\``);
  const columns: Column[] = [];
  for (const column of left.columns) {
    const other = findColumn(right.schema, column.name);
    if (other === undefined) return fail(`only the left one has \`${column.name}\``);
    const same = column.type.kind === other.type.kind && String(column.type.shape) === String(other.type.shape);
    const nullable = column.type.nullable || other.type.nullable;
    const type = same ? { ...column.type, nullable } : unifyTypes([column.type, other.type]);
    if (type === null)
      return fail(
        `\`${column.name}\` is \`${printType(column.type)}\` on the left and \`${printType(other.type)}\` on the right`,
      );
    columns.push({ name: column.name, type, roles: rolesOfUnion(column.roles, other.roles) });
  }
  return {
    step: { kind: "union", ...stepBase(call), right },
    schema: { ...openOf(left), ...openOf(right.schema), columns },
  };
}

/** The left table's structure; whatever makes a value late, personal or forbidden on either side. */
function rolesOfUnion(left: Roles, right: Roles): Roles {
  const { time, ...structure } = left;
  const { posthoc, pii, protected: isProtected, target, delay, knownAt } = right;
  const marks: Roles = {
    ...(posthoc === undefined ? {} : { posthoc }),
    ...(pii === undefined ? {} : { pii }),
    ...(isProtected === undefined ? {} : { protected: isProtected }),
    ...(target === undefined ? {} : { target }),
    ...(knownAt === undefined ? {} : { knownAt }),
    ...(delay === undefined ? {} : { delay: longer(left.delay, delay) }),
  };
  if (time === undefined) return { ...structure, ...marks };
  const { every, ...rest } = time;
  const other = right.time?.every;
  const regular = every !== undefined && other !== undefined && isEqual(every, other);
  return { ...structure, ...marks, time: regular ? { ...rest, every } : rest };
}

const isEqual = (a: Duration, b: Duration): boolean => a.months === b.months && a.milliseconds === b.milliseconds;

const longer = (a: Duration | undefined, b: Duration): Duration =>
  a === undefined
    ? b
    : { months: Math.max(a.months, b.months), milliseconds: Math.max(a.milliseconds, b.milliseconds) };

/** The key columns keep their roles; the others are new. */
export function elaborateAggregate(call: StepCall, schema: Schema, context: TypeContext): Stepped | null {
  const text = "aggregate(by: [key, ...]) { name = mean(column) }";
  const bound = bindStep(call, { text, block: true }, context);
  if (bound === null || call.block === null) return null;
  const by = elaborateColumnNames(bound.args.get("by") ?? [], schema, context);
  if (by.broken) return null;
  const names = by.columns.map(({ name }) => name);
  const scope: ColumnScope = { schema, over: overOf(schema), per: "groups", by: names };
  const columns: DerivedColumn[] = [];
  for (const entry of call.block.entries) {
    for (const column of elaborateDerivedEntry(entry, scope, call, text, context)) {
      if (names.includes(column.name) || columns.some(({ name }) => name === column.name))
        context.report(tables["duplicate-column"](column.nameSpan, { name: column.name }));
      else columns.push(column);
    }
  }
  const made = columns.map(({ name, expression }): Column => ({ name, type: expression.type, roles: {} }));
  const step: TypedStep = { kind: "aggregate", ...stepBase(call), by: names, columns };
  return { step, schema: { columns: [...by.columns, ...made] } };
}
