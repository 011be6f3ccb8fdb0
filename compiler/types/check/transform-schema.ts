// The columns that come out of a transform, as far as they are known before it is fitted. What fitting decides (levels of a
// one-hot encoding, chosen columns) makes the schema open: further names may exist. Reports columns that do not.
import type { TransformDeclaration } from "../../../specs/component.ts";
import { type Column, findColumn, isTransformed, type ScalarKind, type Schema } from "../../../specs/data-type.ts";
import type { Span } from "../../../specs/diagnostic.ts";
import type { Json } from "../../../specs/json.ts";
import type { Selector } from "../../../specs/plan.ts";
import type { TypeContext } from "../context.ts";
import { declarations } from "../declaration.diagnostics.ts";
import type { ComponentCall, TransformTerm } from "../typed.ts";
import { expandColumns, reportUnknownColumn } from "./column-scope.ts";
import { printSelector, selects, specificity } from "./selector.ts";

export function transformSchema(transform: TransformTerm, schema: Schema, context: TypeContext): Schema {
  switch (transform.kind) {
    case "reference":
      return transformSchema(transform.transform, schema, context);
    case "chain":
      return transform.steps.reduce((input, step) => transformSchema(step, input, context), schema);
    case "choice":
      return either(transform.options.map((option) => transformSchema(option, schema, context)));
    case "component":
      return componentSchema(transform.call, schema, context);
    case "block":
      return blockSchema(transform.entries, schema, context);
    default:
      return transform satisfies never;
  }
}

const openIf = (columns: readonly Column[], open: boolean): Schema => (open ? { columns, open: true } : { columns });

/** Columns that every option keeps alike are known, the rest is not. */
function either(options: readonly Schema[]): Schema {
  const [first, ...rest] = options;
  if (first === undefined) return { columns: [], open: true };
  const shared = first.columns.filter((column) =>
    rest.every((other) => findColumn(other, column.name)?.type.kind === column.type.kind),
  );
  const alike = options.every((option) => option.columns.length === shared.length);
  return openIf(shared, !alike || options.some(({ open }) => open === true));
}

function componentSchema(call: ComponentCall, schema: Schema, context: TypeContext): Schema {
  const declared = context.registry.find("transform", call.component);
  if (declared === null) return { ...schema, open: true };
  checkColumnArguments(call, declared, schema, context);
  return effectOn(
    call,
    declared,
    schema,
    (column) => isTransformed(column) && declared.accepts.includes(column.type.kind),
  );
}

/** What happens to the columns that are taken; the others pass through. */
function effectOn(
  call: ComponentCall,
  declared: TransformDeclaration,
  schema: Schema,
  takes: (column: Column) => boolean,
): Schema {
  // A step that changes what a row is (windows, resampling) may make any column.
  if (declared.rows === "window" || declared.rows === "aggregate" || declared.rows === "opaque")
    return { ...schema, open: true };
  if (declared.removes === true) return without(call, declared, schema, takes);
  const kind = outputKind(declared);
  const columns: Column[] = [];
  let opened = schema.open === true;
  for (const column of schema.columns) {
    if (!takes(column)) columns.push(column);
    else if (declared.output === "same") columns.push(filled(column, declared));
    else if (keepsNames(declared))
      columns.push(
        filled({ ...column, type: { kind, shape: column.type.shape, nullable: column.type.nullable } }, declared),
      );
    else opened = true;
  }
  return openIf(columns, opened || !keepsNames(declared) || mayAdd(call));
}

/** A flag that is on, or left to a search, may add columns (`impute(indicator: true)`); a declaration does not say which. */
const mayAdd = (call: ComponentCall): boolean =>
  Object.values(call.args).some(({ value }) => (value.kind === "json" ? value.json === true : value.kind === "open"));

function without(
  call: ComponentCall,
  declared: TransformDeclaration,
  schema: Schema,
  takes: (column: Column) => boolean,
): Schema {
  const names = namedColumns(call, declared);
  const removed = new Set(names.flatMap((name) => expandColumns(name, schema).map((column) => column.name)));
  const isRemoved = (column: Column): boolean => (names.length === 0 ? takes(column) : removed.has(column.name));
  return { ...schema, columns: schema.columns.filter((column) => !isRemoved(column)) };
}

/** The columns that a call names in its arguments. */
export function namedColumns(call: ComponentCall, declared: TransformDeclaration): readonly string[] {
  return Object.entries(call.args).flatMap(([name, { value }]) => {
    if (declared.params[name]?.kind.kind !== "columns" || value.kind !== "json") return [];
    return isList(value.json) ? value.json.filter((column) => typeof column === "string") : [];
  });
}

const isList = (json: Json): json is readonly Json[] => Array.isArray(json);

const outputKind = (declared: TransformDeclaration): ScalarKind => (declared.output === "int" ? "int" : "float");

const filled = (column: Column, { fillsMissing }: TransformDeclaration): Column =>
  fillsMissing === true ? { ...column, type: { ...column.type, nullable: false } } : column;

/** Integer codes stand where their column stood, and so does what is monotone or can be undone; the rest may be new. */
const keepsNames = ({ output, monotone, invertible, keepsNames: declared }: TransformDeclaration): boolean =>
  output === "int" || monotone || invertible || output === "same" || declared === true;

function checkColumnArguments(
  call: ComponentCall,
  declared: TransformDeclaration,
  schema: Schema,
  context: TypeContext,
): void {
  for (const [name, argument] of Object.entries(call.args)) {
    const kind = declared.params[name]?.kind.kind;
    const { value } = argument;
    // What is given beside the chain's columns is looked for in the table.
    if (name === declared.beside?.parameter) continue;
    if ((kind !== "column" && kind !== "columns") || value.kind !== "json" || !argument.given) continue;
    for (const column of isList(value.json) ? value.json : [value.json])
      if (typeof column === "string") checkColumn(column, argument.span, schema, context);
  }
}

function checkColumn(name: string, span: Span, schema: Schema, context: TypeContext): void {
  if (schema.open === true || expandColumns(name, schema).length > 0) return;
  reportUnknownColumn(name, span, schema, context);
}

type Entries = Extract<TransformTerm, { readonly kind: "block" }>["entries"];

/** Every column goes through its most specific entry; what no entry takes passes through. */
function blockSchema(entries: Entries, schema: Schema, context: TypeContext): Schema {
  const expand = (name: string): readonly string[] => expandColumns(name, schema).map((column) => column.name);
  for (const { selector, span } of entries)
    for (const name of namesIn(selector)) checkColumn(name, span, schema, context);
  const groups = new Map<Entries[number] | null, Column[]>();
  for (const column of schema.columns) {
    const entry = isTransformed(column) ? entryFor(column, entries, expand, context) : null;
    groups.set(entry, [...(groups.get(entry) ?? []), column]);
  }
  const columns: Column[] = [];
  let opened = schema.open === true;
  for (const [entry, group] of groups) {
    const result = entry === null ? { columns: group } : chosenSchema(entry, group, context);
    columns.push(...result.columns.filter(({ name }) => !columns.some((other) => other.name === name)));
    opened ||= result.open === true;
  }
  const order = new Map(schema.columns.map(({ name }, i) => [name, i]));
  const place = ({ name }: Column): number => order.get(name) ?? order.size;
  return openIf(
    columns.sort((a, b) => place(a) - place(b)),
    opened,
  );
}

/** A column that is named explicitly is taken whatever its type, so the first step of the chain sees it as accepted. */
function chosenSchema({ transform }: Entries[number], columns: readonly Column[], context: TypeContext): Schema {
  const [first, ...rest] = stepsOf(transform);
  const declared = first?.kind === "component" ? context.registry.find("transform", first.call.component) : null;
  if (first?.kind !== "component" || declared === null) return transformSchema(transform, { columns }, context);
  let schema = effectOn(first.call, declared, { columns }, () => true);
  for (const step of rest) schema = transformSchema(step, schema, context);
  return schema;
}

export function stepsOf(transform: TransformTerm): readonly TransformTerm[] {
  if (transform.kind === "reference") return stepsOf(transform.transform);
  return transform.kind === "chain" ? transform.steps.flatMap(stepsOf) : [transform];
}

const namesIn = (selector: Selector): readonly string[] =>
  selector.kind === "columns" ? selector.columns : selector.kind === "all" ? selector.except : [];

function entryFor(
  column: Column,
  entries: Entries,
  expand: (name: string) => readonly string[],
  context: TypeContext,
): Entries[number] | null {
  const [best, next] = entriesFor(column, entries, expand);
  if (best === undefined) return null;
  if (next !== undefined && specificity(next.selector) === specificity(best.selector)) {
    const what = `column \`${column.name}\``;
    const related = [{ span: best.span, message: `${printSelector(best.selector)} selects it too` }];
    context.report(declarations["selector-tie"](next.span, { what }, { related }));
  }
  return best;
}

/** The entries that select a column, the most specific first. */
export const entriesFor = (
  column: Column,
  entries: Entries,
  expand: (name: string) => readonly string[],
): readonly Entries[number][] =>
  entries
    .filter(({ selector }) => selects(selector, column, expand))
    .sort((a, b) => specificity(b.selector) - specificity(a.selector));
