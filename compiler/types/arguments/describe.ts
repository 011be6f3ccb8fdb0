// Parameter kinds, values and components in the words of messages.
import type { Family } from "../../../specs/component.ts";
import type { ParameterKind } from "../../../specs/parameter.ts";
import { joinNames } from "../../base/suggest.ts";
import type { DeclarationKind, Expr } from "../../syntax/ast.ts";

const LOWEST = -1e308;
const HIGHEST = 1e308;

/** `an int from 1 to 100`, `a duration or a number of rows`. */
export function describeKind(kind: ParameterKind): string {
  switch (kind.kind) {
    case "int":
    case "float": {
      const noun = kind.kind === "int" ? "an int" : "a number";
      const range = describeRange(kind);
      if (range === null) return noun;
      return /^(from|between)/.test(range) ? `${noun} ${range}` : `${noun} that is ${range}`;
    }
    case "bool":
      return "`true` or `false`";
    case "string":
      return "a string";
    case "enum":
      return kind.values.length === 1 ? `\`${kind.values[0]}\`` : joinNames(kind.values, "or");
    case "duration":
      return kind.rows ? "a duration or a number of rows" : "a duration";
    case "amount":
      return "a percentage, a duration, a number of rows or a date";
    case "column":
      return "a column";
    case "columns":
      return "one or several columns";
    case "value":
      return "a literal value";
    case "expression":
      return "a condition over the columns";
    case "list":
      return `a list of ${plural(kind.of)}`;
    case "map":
      return `a block of \`name: value\` with ${plural(kind.of)}`;
    case "component":
      return kind.families.map(describeFamily).join(" or ");
    case "reference":
      return kind.to.map((to) => article(to)).join(" or ");
    case "any-of":
      return [...new Set(kind.options.map(describeKind))].join(" or ");
    default:
      return kind satisfies never;
  }
}

function plural(kind: ParameterKind): string {
  switch (kind.kind) {
    case "int":
      return "ints";
    case "float":
      return "numbers";
    case "string":
      return "strings";
    case "column":
      return "columns";
    case "value":
      return "literal values";
    default:
      return `items that are each ${describeKind(kind)}`;
  }
}

/** `from 1 to 100`, `above 0`, `at least 1`; null when unbounded. */
export function describeRange(kind: Extract<ParameterKind, { readonly kind: "int" | "float" }>): string | null {
  const bounded =
    kind.kind === "int"
      ? { low: kind.min > Number.MIN_SAFE_INTEGER, high: kind.max < Number.MAX_SAFE_INTEGER }
      : { low: kind.min > LOWEST, high: kind.max < HIGHEST };
  const openMin = kind.kind === "float" && kind.openMin;
  const openMax = kind.kind === "float" && kind.openMax;
  if (bounded.low && bounded.high) {
    if (openMin && openMax) return `between ${kind.min} and ${kind.max}, both excluded`;
    if (openMin) return `above ${kind.min} and at most ${kind.max}`;
    if (openMax) return `at least ${kind.min} and below ${kind.max}`;
    return `from ${kind.min} to ${kind.max}`;
  }
  if (bounded.low) return openMin ? `above ${kind.min}` : `at least ${kind.min}`;
  if (bounded.high) return openMax ? `below ${kind.max}` : `at most ${kind.max}`;
  return null;
}

export const article = (noun: string): string => `${/^`?[aeiou]/.test(noun) ? "an" : "a"} ${noun}`;

export const describeFamily = (family: string): string =>
  family === "table-step" ? "a table step" : family === "combinator" ? "a model combinator" : article(family);

export const describeFamilies = (families: readonly Family[]): string =>
  [...new Set(families.map((family) => (family === "combinator" ? "model" : family)))].join(" or ");

export const describeDeclaration = (kind: DeclarationKind): string => article(kind);

/** What an author wrote, for the place after "not". */
export function describeExpr(expr: Expr): string {
  switch (expr.kind) {
    case "null":
      return "`null`";
    case "bool":
      return `\`${expr.value}\``;
    case "int":
    case "float":
    case "percent":
    case "duration":
      return `\`${expr.text}\``;
    case "string":
      return `\`"${expr.value}"\``;
    case "date":
    case "timestamp":
      return `\`${expr.value}\``;
    case "identifier":
      return `\`${expr.name}\``;
    case "member":
      return expr.object.kind === "identifier" ? `\`${expr.object.name}.${expr.name.name}\`` : `\`.${expr.name.name}\``;
    case "call":
      return expr.callee.kind === "identifier" ? `\`${expr.callee.name}(...)\`` : "a call";
    case "list":
      return "a list";
    case "block":
      return "a block";
    case "blockcall":
      return `\`${expr.name.name} { ... }\``;
    case "range":
      return "a range";
    case "pipe":
      return "a chain with `|>`";
    case "binary":
    case "unary":
      return "an expression";
    case "paren":
      return describeExpr(expr.inner);
    case "invalid":
      return "this";
    default:
      return expr satisfies never;
  }
}
