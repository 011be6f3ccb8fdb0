// Typed declarations as text, for debugging and expected outputs of tests: stable, one declaration per paragraph.
import type { Column, Duration, Roles, Schema } from "../../specs/data-type.ts";
import type { LiteralValue } from "../../specs/expression.ts";
import { printDuration, printType } from "./print-type.ts";
import type { TableTerm, Typed, TypedDeclaration, TypedExpression, TypedStep } from "./typed.ts";

export function printTyped(typed: Typed): string {
  const parts = typed.declarations.map(printDeclaration);
  return `${[...parts, ...(typed.incomplete ? ["incomplete"] : [])].join("\n\n")}\n`;
}

function printDeclaration(declaration: TypedDeclaration): string {
  const head = `${declaration.kind} ${declaration.id}`;
  switch (declaration.kind) {
    case "source":
      return `${head} = ${declaration.call.component}\n${printSchema(declaration.schema)}`;
    case "table":
      return `${head} = ${printTable(declaration.table)}\n${printSchema(declaration.table.schema)}`;
    case "check":
      return `${head} = ${printTable(declaration.table)}${declaration.rules.map((rule) => `\n  ${rule.call.component} (${rule.severity})`).join("")}`;
    default:
      return `${head} = ${printPlain(declaration)}`;
  }
}

const HIDDEN = new Set(["span", "nameSpan", "targetSpan", "doc", "id", "params"]);

/** Spans and documentation are left out: equal meaning is equal text. */
function printPlain(value: unknown): string {
  return JSON.stringify(value, (key, item: unknown) => (HIDDEN.has(key) ? undefined : item), 2);
}

export function printSchema(schema: Schema): string {
  return schema.columns.map((column) => `  ${printColumn(column)}`).join("\n");
}

function printColumn({ name, type, roles }: Column): string {
  return [`${name}: ${printType(type)}`, ...printRoles(roles)].join(" ");
}

function printRoles(roles: Roles): string[] {
  return Object.entries(roles).map(([role, value]) => {
    if (value === true) return `@${role}`;
    if (isDuration(value)) return `@${role}(${printDuration(value)})`;
    const parts = Object.entries(value as Readonly<Record<string, unknown>>).map(
      ([key, item]) => `${key}: ${isDuration(item) ? printDuration(item) : String(item)}`,
    );
    return parts.length === 0 ? `@${role}` : `@${role}(${parts.join(", ")})`;
  });
}

const isDuration = (value: unknown): value is Duration =>
  typeof value === "object" && value !== null && "milliseconds" in value;

export function printTable(table: TableTerm): string {
  switch (table.kind) {
    case "reference":
      return table.to;
    case "partition":
      return `${table.partition.split}.${table.partition.part}`;
    case "step":
      return `${printTable(table.input)}\n  |> ${printStep(table.step)}`;
    case "apply":
      return `${printTable(table.input)}\n  |> ${table.fitted.kind === "reference" ? table.fitted.to : table.fitted.name}`;
    case "fit-apply":
      return `${printTable(table.input)}\n  |> fit and apply ${printPlain(table.transform)}`;
  }
}

function printStep(step: TypedStep): string {
  switch (step.kind) {
    case "where":
      return `where(${printExpression(step.condition)})`;
    case "select":
      return `select(${step.columns.join(", ")})`;
    case "derive":
    case "aggregate": {
      const by = step.kind === "aggregate" ? `(by: [${step.by.join(", ")}])` : "";
      const columns = step.columns.map(({ name, expression }) => `\n    ${name} = ${printExpression(expression)}`);
      return `${step.kind}${by} {${columns.join("")} }`;
    }
    case "rename":
      return `rename { ${step.columns.map(({ from, to }) => `${to} = ${from}`).join(", ")} }`;
    case "join":
    case "join_as_of": {
      const keys = step.on.map(({ left, right }) => (left === right ? left : `${left} == ${right}`)).join(", ");
      const detail = step.kind === "join" ? `${step.how}${step.rightUnique ? ", unique" : ""}` : printKey(step.time);
      return `${step.kind}(${printTable(step.right)}, on: [${keys}], ${detail})`;
    }
    case "sort":
      return `sort(${step.by.map(({ column, descending }) => (descending ? `-${column}` : column)).join(", ")})`;
    case "dedupe":
      return `dedupe(on: [${step.on.join(", ")}], keep: ${step.keep}, by: ${step.by ?? "-"})`;
    case "sample":
      return `sample(${step.fraction ?? `rows: ${step.rows}`}, seed: ${step.seed})`;
    case "union":
      return `union(${printTable(step.right)})`;
    case "resample": {
      const columns = step.columns.map(({ name, expression }) => `\n    ${name} = ${printExpression(expression)}`);
      return `resample(every: ${printDuration(step.every)}, label: ${step.label}) {${columns.join("")} }`;
    }
    case "fill_gaps":
      return `fill_gaps(every: ${printDuration(step.every)})`;
    case "windows":
      return `windows(length: ${step.length}, stride: ${step.stride}, [${step.tensors.join(", ")}])`;
    case "explode":
      return `explode(${step.column})`;
    case "sql":
      return `sql(${JSON.stringify(step.query)})`;
    case "component":
      return `${step.call.component}(${Object.keys(step.call.args).join(", ")})`;
  }
}

const printKey = (time: { readonly left: string; readonly right: string }): string =>
  `time: ${time.left} >= ${time.right}`;

export function printExpression(expression: TypedExpression): string {
  switch (expression.kind) {
    case "column":
      return expression.name;
    case "literal":
      return printLiteral(expression.literal);
    case "case": {
      const branches = expression.branches.map(
        ({ when, then }) => `${printExpression(when)}: ${printExpression(then)}`,
      );
      const rest = expression.otherwise === null ? [] : [`else: ${printExpression(expression.otherwise)}`];
      return `case { ${[...branches, ...rest].join(", ")} }`;
    }
    case "call": {
      const args = expression.args.map(printExpression).join(", ");
      const { over } = expression;
      if (over === null) return `${expression.function.name}(${args})`;
      return `${expression.function.name}(${args}) over [${over.partition.join(", ")}] by ${over.order ?? "table"}`;
    }
  }
}

function printLiteral(literal: LiteralValue): string {
  switch (literal.kind) {
    case "null":
      return "null";
    case "duration":
      return printDuration(literal);
    case "list":
      return `[${literal.items.map(printLiteral).join(", ")}]`;
    case "string":
      return JSON.stringify(literal.value);
    default:
      return String(literal.value);
  }
}
