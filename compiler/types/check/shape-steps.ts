// Steps that turn values into columns, or one row into several: `pivot` and `explode`.
import { type Column, findColumn, type Schema, scalar } from "../../../specs/data-type.ts";
import type { LiteralValue } from "../../../specs/expression.ts";
import type { Json } from "../../../specs/json.ts";
import type { TypeContext } from "../context.ts";
import { printType } from "../print-type.ts";
import { tables } from "../table.diagnostics.ts";
import type { ComponentCall, DerivedColumn, TypedExpression } from "../typed.ts";
import { types } from "../types.diagnostics.ts";
import { isText } from "../unify.ts";
import type { ColumnScope } from "./column-scope.ts";
import { type Stepped, stepBase } from "./column-steps.ts";
import { declaredCall, jsonOf } from "./declared-step.ts";
import { typeCall } from "./function-call.ts";
import { nullLiteral } from "./literal.ts";
import type { StepCall } from "./step-arguments.ts";

/** An aggregate by the keys with one column per level, `mean(if(column == level, values, null))`. */
export function elaboratePivot(call: StepCall, schema: Schema, context: TypeContext): Stepped | null {
  const text = 'pivot(column: kind, values: amount, by: [key], levels: ["a", "b"], how: mean)';
  const declared = declaredCall(call, { text, block: false }, schema, context);
  if (declared === null) return null;
  const column = findColumn(schema, String(jsonOf(declared, "column")));
  const values = findColumn(schema, String(jsonOf(declared, "values")));
  const by = listOf(jsonOf(declared, "by")).map(String);
  const kept = schema.columns.filter(({ name }) => by.includes(name));
  if (column === undefined || values === undefined) return null;
  const levels = listOf(jsonOf(declared, "levels")).map((level) => literalOf(level, column));
  const wrong = levels.indexOf(null);
  if (wrong >= 0) return wrongLevel(declared, column, listOf(jsonOf(declared, "levels"))[wrong] ?? null, context);
  const literals = levels.filter((level) => level !== null);
  const scope: ColumnScope = { schema, over: null, per: "groups", by };
  const columns: DerivedColumn[] = [];
  for (const level of literals) {
    const name = `${values.name}_${nameOf(level)}`;
    if (by.includes(name) || columns.some((made) => made.name === name)) {
      context.report(tables["duplicate-column"](declared.args.levels?.span ?? call.span, { name }));
      return null;
    }
    const expression = cell(declared, column, values, level, scope, context);
    if (expression === null) return null;
    columns.push({ name, expression, span: call.span, nameSpan: call.name.span });
  }
  const covers = { column: column.name, values: literals };
  const made = columns.map(({ name, expression }): Column => ({ name, type: expression.type, roles: {} }));
  const checked = jsonOf(declared, "unlisted") === "error" ? { covers } : {};
  return {
    step: { kind: "aggregate", ...stepBase(call), by: kept.map(({ name }) => name), columns, ...checked },
    schema: { columns: [...kept, ...made] },
  };
}

function cell(
  call: ComponentCall,
  column: Column,
  values: Column,
  level: LiteralValue,
  scope: ColumnScope,
  context: TypeContext,
): TypedExpression | null {
  const inner: ColumnScope = { ...scope, per: "rows-of-group" };
  const place = call.args.values?.span ?? call.span;
  const apply = (name: string, args: readonly TypedExpression[], within: ColumnScope): TypedExpression | null => {
    const declaration = context.registry.find("function", name);
    if (declaration === null) return null;
    return typeCall(declaration, declaration.arguments, args, place, call.nameSpan, within, context);
  };
  const read = ({ name, type }: Column): TypedExpression => ({ kind: "column", name, type, span: place });
  const literal: TypedExpression = {
    kind: "literal",
    literal: level,
    type: { ...column.type, nullable: false },
    span: place,
  };
  const has = apply("==", [read(column), literal], inner);
  if (has === null) return null;
  const type = { ...values.type, nullable: true };
  const chosen: TypedExpression = {
    kind: "case",
    branches: [{ when: has, then: read(values) }],
    otherwise: nullLiteral(place, type),
    type,
    span: place,
  };
  return apply(String(jsonOf(call, "how")), [chosen], scope);
}

function literalOf(json: Json, { type }: Column): LiteralValue | null {
  if (isText(type.kind)) return typeof json === "string" ? { kind: "string", value: json } : null;
  if (type.kind === "bool") return typeof json === "boolean" ? { kind: "bool", value: json } : null;
  if (type.kind === "int" && typeof json === "number" && Number.isInteger(json)) return { kind: "int", value: json };
  return null;
}

const nameOf = (level: LiteralValue): string => ("value" in level ? String(level.value) : level.kind);

function wrongLevel(call: ComponentCall, column: Column, level: Json, context: TypeContext): null {
  const found = typeof level === "string" ? "a text" : `\`${JSON.stringify(level)}\``;
  const what = `a level of \`${column.name}\``;
  const hint = "list values of the column; columns of text, whole numbers and bools can be pivoted";
  const holes = { what, found, expected: `\`${printType({ ...column.type, nullable: false })}\``, hint };
  context.report(types["wrong-type"](call.args.levels?.span ?? call.span, holes));
  return null;
}

export function elaborateExplode(call: StepCall, schema: Schema, context: TypeContext): Stepped | null {
  const text = 'explode(column, separator: ",", index: "position")';
  const declared = declaredCall(call, { text, block: false }, schema, context);
  const column = declared === null ? undefined : findColumn(schema, String(jsonOf(declared, "column")));
  if (declared === null || column === undefined) return null;
  const separator = jsonOf(declared, "separator");
  const index = jsonOf(declared, "index");
  const fail = (problem: string, hint: string): null => {
    const span = declared.args.column?.span ?? call.span;
    context.report(tables["step-form"](span, { step: call.name.name, problem, form: text, hint }));
    return null;
  };
  const isTensor = column.type.shape.length > 0;
  if (!isTensor && !isText(column.type.kind))
    return fail("takes a column of text or a tensor", `\`${column.name}\` is \`${printType(column.type)}\``);
  if (isTensor && separator !== null) return fail("parts a tensor without `separator`", "remove it");
  if (!isTensor && (typeof separator !== "string" || separator === ""))
    return fail("needs a `separator` for a text", 'write for example `separator: ","`');
  const type = { ...column.type, shape: column.type.shape.slice(1) };
  const columns = schema.columns.map((one) => (one.name === column.name ? { ...one, type } : one));
  const name = typeof index === "string" ? index : null;
  if (name !== null && findColumn(schema, name) !== undefined) {
    context.report(tables["duplicate-column"](declared.args.index?.span ?? call.span, { name }));
    return null;
  }
  const position: readonly Column[] =
    name === null ? [] : [{ name, type: scalar("int", column.type.nullable), roles: {} }];
  return {
    step: {
      kind: "explode",
      ...stepBase(call),
      column: column.name,
      separator: typeof separator === "string" ? separator : null,
      index: name,
    },
    schema: { ...schema, columns: [...columns, ...position] },
  };
}

const listOf = (json: Json): readonly Json[] => (isList(json) ? json : []);

const isList = (json: Json): json is readonly Json[] => Array.isArray(json);
