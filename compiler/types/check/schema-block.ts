// The schema block of a source: columns with types, nullability and annotations.
import { type Column, type ColumnType, findColumn, type ScalarKind } from "../../../specs/data-type.ts";
import type { Span } from "../../../specs/diagnostic.ts";
import { didYouMean } from "../../base/suggest.ts";
import type { Block, Entry, Value } from "../../syntax/ast.ts";
import type { TypeContext } from "../context.ts";
import { printType } from "../print-type.ts";
import { schemas } from "../schema.diagnostics.ts";
import { tables } from "../table.diagnostics.ts";
import { isMoment, isNumeric } from "../unify.ts";
import { alikeNames } from "./alike-names.ts";
import { elaborateAnnotations, reportUnknownAnnotations } from "./annotations.ts";
import { reportUnknownColumn } from "./column-scope.ts";

export interface SchemaBlock {
  /** Columns with errors are left out; `context.brokenColumns` holds their names. */
  readonly columns: readonly Column[];
  readonly columnSpans: Readonly<Record<string, Span>>;
}

const KINDS: readonly ScalarKind[] = ["int", "float", "bool", "string", "category", "date", "timestamp", "duration"];

/** What other tools call these types. */
const FOREIGN: Readonly<Record<string, ScalarKind>> = {
  integer: "int",
  int64: "int",
  bigint: "int",
  long: "int",
  double: "float",
  number: "float",
  numeric: "float",
  real: "float",
  decimal: "float",
  float64: "float",
  boolean: "bool",
  text: "string",
  str: "string",
  varchar: "string",
  enum: "category",
  factor: "category",
  datetime: "timestamp",
  time: "timestamp",
  interval: "duration",
  timedelta: "duration",
};

export function elaborateSchemaBlock(block: Block, context: TypeContext): SchemaBlock {
  const columns: Column[] = [];
  const columnSpans: Record<string, Span> = {};
  const entries = new Map<string, Entry>();
  for (const entry of block.entries) {
    const { head } = entry;
    if (head.kind !== "expr" || head.expr.kind !== "identifier" || entry.form !== "colon" || entry.value === null) {
      if (head.kind !== "expr" || head.expr.kind !== "invalid") context.report(schemas["schema-entry"](entry.span, {}));
      if (head.kind === "expr" && head.expr.kind === "identifier") context.brokenColumns.add(head.expr.name);
      continue;
    }
    const { name, span } = head.expr;
    const first = entries.get(name);
    if (first !== undefined) {
      const reason = "names of columns are unique within a table";
      const related = [{ span: first.span, message: "first declared here" }];
      context.report(schemas["column-repeated"](span, { column: name, reason }, { related }));
      continue;
    }
    entries.set(name, entry);
    const type = elaborateType(entry.value, context);
    if (type === null) {
      reportUnknownAnnotations(entry.value.annotations, context);
      context.brokenColumns.add(name);
      continue;
    }
    columnSpans[name] = span;
    columns.push({ name, type, roles: elaborateAnnotations(entry.value.annotations, name, type, context) });
  }
  const alike = alikeNames(columns);
  if (alike !== null) {
    const [name, earlier] = alike;
    context.report(tables["names-alike"](columnSpans[name]!, { name, earlier }));
  }
  checkTogether(columns, entries, context);
  return { columns, columnSpans };
}

function elaborateType(value: Value, context: TypeContext): ColumnType | null {
  const { expr, shape, nullable } = value;
  if (expr.kind === "invalid") return null;
  const name = expr.kind === "identifier" ? expr.name : null;
  const foreign = name === null ? undefined : FOREIGN[name.toLowerCase()];
  // Checking goes on with the type that is meant, so that one slip is one finding.
  const kind = KINDS.find((one) => one === name) ?? foreign;
  if (kind !== name) {
    const hint = foreign === undefined ? didYouMean(name ?? "", KINDS, "use one of these types") : `use \`${foreign}\``;
    context.report(schemas["unknown-type"](expr.span, { type: name ?? "this", hint }));
  }
  if (kind === undefined) return null;
  if (shape.length > 0 && (!isNumeric(kind) || shape.some((length) => length < 1))) {
    context.report(schemas["tensor-type"](value.span, { type: kind }));
    return null;
  }
  return { kind, shape, nullable };
}

/** What annotations of several columns must agree on. */
function checkTogether(columns: readonly Column[], entries: ReadonlyMap<string, Entry>, context: TypeContext): void {
  const schema = { columns };
  for (const role of ["time", "weight"] as const) {
    const [first, ...others] = columns.filter((column) => column.roles[role] !== undefined);
    for (const other of others) {
      const span = annotationSpan(entries.get(other.name), role);
      const reason =
        role === "time"
          ? "rows have one event time; mark the others `@known_at` or not at all"
          : "a row has one weight";
      if (first !== undefined && span !== null)
        context.report(schemas["annotation-repeated"](span, { name: role, column: first.name, reason }));
    }
  }
  for (const { name, roles } of columns) {
    const span = annotationSpan(entries.get(name), "forecast_of");
    if (roles.forecastOf === undefined || span === null) continue;
    const issued = findColumn(schema, roles.forecastOf.issued);
    if (issued === undefined) reportUnknownColumn(roles.forecastOf.issued, span, schema, context);
    else if (!isMoment(issued.type.kind)) {
      const problem = `needs a moment for \`issued\`, and \`${issued.name}\` is \`${printType(issued.type)}\``;
      const hint = "name the timestamp column that says when the forecast was made";
      const form = "@forecast_of(x, issued: col)";
      context.report(schemas["annotation-argument"](span, { name: "forecast_of", problem, form, hint }));
    }
  }
}

function annotationSpan(entry: Entry | undefined, name: string): Span | null {
  return entry?.value?.annotations.find((annotation) => annotation.name.name === name)?.span ?? null;
}
