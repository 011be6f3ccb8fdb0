// One argument against the kind of its parameter.
import type { Family } from "../../../specs/component.ts";
import type { Diagnostic } from "../../../specs/diagnostic.ts";
import type { Json } from "../../../specs/json.ts";
import type { ParameterKind } from "../../../specs/parameter.ts";
import type { Expr } from "../../syntax/ast.ts";
import { expandColumns, reportUnknownColumn, rowScope } from "../check/column-scope.ts";
import { elaborateExpression } from "../check/expression.ts";
import { params as messages } from "../param.diagnostics.ts";
import type { ArgumentValue, ComponentCall } from "../typed.ts";
import { meaningOf, simplify } from "./constant.ts";
import { elaborateReference } from "./reference.ts";
import { type Constant, elaborateScalar, reportNotAllowed } from "./scalar.ts";
import { type ArgumentSite, reportWrongType } from "./site.ts";

/** Null after a message. */
export function elaborateValue(expr: Expr, kind: ParameterKind, site: ArgumentSite): ArgumentValue | null {
  if (expr.kind === "invalid") return null;
  switch (kind.kind) {
    case "int":
    case "float":
    case "bool":
    case "string":
    case "enum":
    case "duration":
    case "amount":
    case "value":
      return jsonValue(elaborateScalar(expr, kind, site));
    case "column":
      return columnValue(expr, kind, site);
    case "columns":
      return columnsValue(expr, kind, site);
    case "expression":
      return expressionValue(expr, kind, site);
    case "list":
      return listValue(expr, kind, site);
    case "map":
      return mapValue(expr, kind, site);
    case "component":
      return componentValue(expr, kind.families, site);
    case "reference":
      return jsonValue(elaborateReference(expr, kind, site));
    case "any-of":
      return anyValue(expr, kind, site);
    default:
      return kind satisfies never;
  }
}

const jsonValue = (constant: Constant | null): ArgumentValue | null =>
  constant === null ? null : { kind: "json", json: constant.json };

type KindOf<Name extends ParameterKind["kind"]> = Extract<ParameterKind, { readonly kind: Name }>;

function columnValue(expr: Expr, kind: KindOf<"column">, site: ArgumentSite): ArgumentValue | null {
  const names = namedColumns(expr, kind, site);
  const [name, ...more] = names ?? [];
  if (name === undefined) return null;
  if (more.length > 0) return reportWrongType(expr, kind, site, `name one of them, for example \`${name}\``);
  return { kind: "json", json: name };
}

function columnsValue(expr: Expr, kind: KindOf<"columns">, site: ArgumentSite): ArgumentValue | null {
  const items = expr.kind === "list" ? expr.items : [expr];
  const names: string[] = [];
  let broken = false;
  for (const item of items) {
    const found = namedColumns(item, kind, site);
    const repeated = found?.find((name) => names.includes(name));
    if (repeated !== undefined) site.context.report(messages["repeated-column"](item.span, { column: repeated }));
    broken ||= found === null || repeated !== undefined;
    names.push(...(found ?? []));
  }
  return broken ? null : { kind: "json", json: names };
}

/** A column first, then a param or let that holds its name; a range column stands for all its columns. */
function namedColumns(expr: Expr, kind: ParameterKind, site: ArgumentSite): readonly string[] | null {
  const { schema, context } = site;
  if (expr.kind === "paren") return namedColumns(expr.inner, kind, site);
  if (expr.kind === "identifier") {
    const found = schema === null ? [] : expandColumns(expr.name, schema);
    if (found.length > 0) return found.map(({ name }) => name);
    const meaning = expr.quoted ? null : meaningOf(expr, context);
    if (meaning?.kind === "let") {
      const items = meaning.expr.kind === "list" ? meaning.expr.items : [meaning.expr];
      const names = items.map((item) => namedColumns(item, kind, site));
      return names.some((part) => part === null) ? null : names.flatMap((part) => part ?? []);
    }
    if (meaning?.kind !== "param") {
      if (schema === null || schema.open === true) return [expr.name];
      reportUnknownColumn(expr.name, expr.span, schema, context);
      return null;
    }
    const value = simplify(expr, context);
    if (value.kind !== "string") return reportWrongType(value, kind, site);
    const columns = schema === null || schema.open === true ? null : expandColumns(value.value, schema);
    if (columns !== null && columns.length === 0 && schema !== null) {
      reportUnknownColumn(value.value, expr.span, schema, context);
      return null;
    }
    return columns === null ? [value.value] : columns.map(({ name }) => name);
  }
  const hint = expr.kind === "string" ? `columns are written without quotes: \`${columnText(expr.value)}\`` : undefined;
  return reportWrongType(expr, kind, site, hint);
}

const columnText = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : `\\\`${name}\\\``);

function expressionValue(expr: Expr, kind: KindOf<"expression">, site: ArgumentSite): ArgumentValue | null {
  if (site.schema === null) return reportWrongType(expr, kind, site, "there are no columns here");
  const expression = elaborateExpression(expr, rowScope(site.schema), site.context);
  if (expression === null) return null;
  return { kind: "expression", expression };
}

/** A single value counts as a list of one. */
function listValue(written: Expr, kind: KindOf<"list">, site: ArgumentSite): ArgumentValue | null {
  const expr = simplify(written, site.context);
  const items = expr.kind === "list" ? expr.items : [expr];
  const values = items.map((item) => elaborateValue(item, kind.of, site));
  const json: Json[] = [];
  for (const value of values) {
    if (value === null) return null;
    if (value.kind !== "json") return reportWrongType(expr, kind, site);
    json.push(value.json);
  }
  return { kind: "json", json };
}

function mapValue(expr: Expr, kind: KindOf<"map">, site: ArgumentSite): ArgumentValue | null {
  if (expr.kind !== "block") return reportWrongType(expr, kind, site, "write it like `{ name: value }`");
  const json: Record<string, Json> = {};
  let broken = false;
  for (const { head, form, value, span } of expr.entries) {
    const key = head.kind === "expr" ? keyOf(head.expr) : null;
    if (key === null || form !== "colon" || value === null) {
      return reportWrongType({ ...expr, span }, kind, site, "write its entries like `name: value`");
    }
    const item = elaborateValue(value.expr, kind.of, site);
    if (Object.hasOwn(json, key)) {
      site.context.report(messages.duplicate(head.span, { name: key }));
      broken = true;
    } else if (item?.kind === "json") json[key] = item.json;
    else broken = true;
  }
  return broken ? null : { kind: "json", json };
}

/** Names of features, and of classes: `"one": 1`, `true: 2.0`, `0: 1.0`. */
function keyOf(expr: Expr): string | null {
  switch (expr.kind) {
    case "identifier":
      return expr.name;
    case "string":
      return expr.value;
    case "bool":
    case "int":
      return String(expr.value);
    default:
      return null;
  }
}

const FAMILIES: Readonly<Record<Family, true>> = {
  function: true,
  connector: true,
  "table-step": true,
  task: true,
  split: true,
  transform: true,
  model: true,
  combinator: true,
  sampler: true,
  pruner: true,
  ensemble: true,
  metric: true,
  rule: true,
  sink: true,
};
const isFamily = (name: string): name is Family => Object.hasOwn(FAMILIES, name);

/** A name that is no family stands for a form with one literal: `constant(0)` where `["constant"]` is declared. */
function componentValue(expr: Expr, families: readonly string[], site: ArgumentSite): ArgumentValue | null {
  const forms = families.filter((name) => !isFamily(name));
  if (expr.kind === "call" && expr.callee.kind === "identifier" && forms.includes(expr.callee.name))
    return literalForm(expr, expr.callee.name, expr.callee.span, site);
  const known = families.filter(isFamily);
  if (known.length === 0)
    return reportWrongType(expr, { kind: "component", families }, site, `write \`${forms[0]}(...)\``);
  const call = site.elaborateCall(expr, known, site.context);
  if (call === null) return null;
  // A plan has no place for what is open inside an argument.
  for (const [name, { value, span }] of Object.entries(call.args)) {
    if (value.kind !== "open" && value.kind !== "open-component") continue;
    const holes = {
      component: call.component,
      name,
      expected: "fixed, because it stands inside another component",
      hint: "",
    };
    site.context.report(messages["not-searchable"](span, holes));
    return null;
  }
  return { kind: "component", call };
}

function literalForm(
  expr: Extract<Expr, { readonly kind: "call" }>,
  component: string,
  nameSpan: ComponentCall["nameSpan"],
  site: ArgumentSite,
): ArgumentValue | null {
  const [arg, ...more] = expr.args;
  if (arg === undefined || more.length > 0)
    return reportWrongType(expr, { kind: "value" }, site, `write one value, for example \`${component}(0)\``);
  const constant = elaborateScalar(arg.value, { kind: "value" }, site);
  if (constant === null) return null;
  const value = { value: { kind: "json", json: constant.json }, span: arg.value.span, given: true } as const;
  return { kind: "component", call: { component, args: { value }, span: expr.span, nameSpan } };
}

/** Messages that only say "another shape is needed": another option may have fitted. */
const SHAPE = new Set(["param/wrong-type", "param/not-allowed", "type/wrong-kind", "type/unknown-component"]);

/** The first option that fits; else the one message that is about the value rather than its shape. */
function anyValue(expr: Expr, kind: KindOf<"any-of">, site: ArgumentSite): ArgumentValue | null {
  let telling: readonly Diagnostic[] | null = null;
  for (const option of kind.options) {
    const found: Diagnostic[] = [];
    const context = { ...site.context, report: (diagnostic: Diagnostic) => void found.push(diagnostic) };
    const value = elaborateValue(expr, option, { ...site, context });
    if (value !== null) {
      for (const diagnostic of found) site.context.report(diagnostic);
      return value;
    }
    if (found.some(({ id }) => !SHAPE.has(id))) telling ??= found;
  }
  if (telling !== null) {
    for (const diagnostic of telling) site.context.report(diagnostic);
    return null;
  }
  const words = kind.options.flatMap((option) => (option.kind === "enum" ? option.values : []));
  const forms = kind.options.flatMap((option) =>
    option.kind === "component" ? option.families.filter((name) => !isFamily(name)).map((name) => `${name}(...)`) : [],
  );
  if (expr.kind === "identifier" && words.length > 0)
    return reportNotAllowed(expr, expr.name, [...words, ...forms], site);
  return reportWrongType(expr, kind, site);
}
