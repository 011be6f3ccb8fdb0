// Arguments that are one constant: numbers, words, durations, amounts and literals of any type.
import type { Json } from "../../../specs/json.ts";
import type { ParameterKind } from "../../../specs/parameter.ts";
import { joinNames } from "../../base/suggest.ts";
import { nearHint } from "../../names/unknown-name.ts";
import type { Expr } from "../../syntax/ast.ts";
import { params as messages } from "../param.diagnostics.ts";
import { sentence } from "./bind.ts";
import { runTimeValue, simplify } from "./constant.ts";
import { describeExpr, describeRange } from "./describe.ts";
import { type ArgumentSite, reportUnit, reportWrongType } from "./site.ts";

type KindOf<Name extends ParameterKind["kind"]> = Extract<ParameterKind, { readonly kind: Name }>;
export type ScalarParameterKind = KindOf<
  "int" | "float" | "bool" | "string" | "enum" | "duration" | "amount" | "value"
>;

/** Wrapped, because null is a value of its own; null itself means that a message was given. */
export interface Constant {
  readonly json: Json;
}

export function elaborateScalar(written: Expr, kind: ScalarParameterKind, site: ArgumentSite): Constant | null {
  // A word of an enum outranks a param of the same name.
  if (kind.kind === "enum" && written.kind === "identifier" && kind.values.includes(written.name))
    return { json: written.name };
  const expr = simplify(written, site.context);
  if (expr.kind === "invalid") return null;
  const late = runTimeValue(expr);
  if (late !== null) {
    if (kind.kind === "string" || kind.kind === "value") return { json: late.json };
    const { component, name } = site;
    site.context.report(messages["run-time-value"](expr.span, { component, name, source: late.reader }));
    return null;
  }
  switch (kind.kind) {
    case "int":
    case "float":
      return numberValue(expr, kind, site);
    case "bool":
      return expr.kind === "bool" ? { json: expr.value } : reportWrongType(expr, kind, site);
    case "string":
      if (expr.kind === "string") return { json: expr.value };
      return reportWrongType(expr, kind, site, expr.kind === "identifier" ? `write \`"${expr.name}"\`` : undefined);
    case "enum":
      return enumValue(expr, kind, site);
    case "duration":
      return durationValue(expr, kind, site);
    case "amount":
      return amountValue(expr, kind, site);
    case "value":
      return literalValue(expr, kind, site);
    default:
      return kind satisfies never;
  }
}

function numberValue(expr: Expr, kind: KindOf<"int" | "float">, site: ArgumentSite): Constant | null {
  if (expr.kind === "duration") {
    const expected = kind.kind === "int" ? "a plain int" : "a plain number";
    return reportUnit(expr, "a duration", expected, "write the number without a unit", site);
  }
  const fits = expr.kind === "int" || (kind.kind === "float" && (expr.kind === "float" || expr.kind === "percent"));
  if (!fits) return reportWrongType(expr, kind, site);
  return inRange(expr.value, kind) ? { json: expr.value } : reportOutOfRange(expr, kind, site);
}

export function inRange(value: number, kind: KindOf<"int" | "float">): boolean {
  if (value < kind.min || value > kind.max) return false;
  return kind.kind === "int" || !((kind.openMin && value === kind.min) || (kind.openMax && value === kind.max));
}

export function reportOutOfRange(expr: Expr, kind: KindOf<"int" | "float">, site: ArgumentSite): null {
  return reportRange(expr, describeRange(kind) ?? "a finite number", site);
}

function reportRange(expr: Expr, range: string, site: ArgumentSite): null {
  const { component, name, doc } = site;
  const holes = { component, name, doc: sentence(doc), range, found: describeExpr(expr) };
  site.context.report(messages["out-of-range"](expr.span, holes));
  return null;
}

function enumValue(expr: Expr, kind: KindOf<"enum">, site: ArgumentSite): Constant | null {
  const word = expr.kind === "identifier" ? expr.name : expr.kind === "string" ? expr.value : null;
  if (word === null) return reportWrongType(expr, kind, site);
  if (kind.values.includes(word)) return { json: word };
  return reportNotAllowed(expr, word, kind.values, site);
}

export function reportNotAllowed(expr: Expr, word: string, values: readonly string[], site: ArgumentSite): null {
  const { component, name } = site;
  const allowed = joinNames(values, "or");
  const near = nearHint(word, values, "");
  const hint = near.startsWith("did") ? near : `write ${allowed}`;
  site.context.report(
    messages["not-allowed"](expr.span, { component, name, allowed, found: describeExpr(expr), hint }),
  );
  return null;
}

function durationValue(expr: Expr, kind: KindOf<"duration">, site: ArgumentSite): Constant | null {
  if (expr.kind === "duration") {
    const { months, milliseconds } = expr.value;
    if (kind.positive === true && months + milliseconds <= 0) return reportRange(expr, "above `0d`", site);
    if (months < 0 || milliseconds < 0) return reportRange(expr, "at least `0d`", site);
    return { json: { ...expr.value } };
  }
  if (expr.kind === "int" && kind.rows) {
    const least = kind.positive === true ? 1 : 0;
    return expr.value >= least ? { json: expr.value } : reportRange(expr, `at least ${least}`, site);
  }
  if (expr.kind === "int" || expr.kind === "float") {
    const expected = kind.rows ? "a duration or a whole number of rows" : "a duration";
    return reportUnit(expr, "a bare number", expected, `add a unit, for example \`${expr.text}h\``, site);
  }
  return reportWrongType(expr, kind, site);
}

function amountValue(expr: Expr, kind: KindOf<"amount">, site: ArgumentSite): Constant | null {
  switch (expr.kind) {
    case "percent":
      if (expr.value <= 0 || expr.value >= 1) return reportRange(expr, "above `0%` and below `100%`", site);
      return { json: { fraction: expr.value } };
    case "int":
      return expr.value >= 0 ? { json: { rows: expr.value } } : reportRange(expr, "at least 0 rows", site);
    case "duration":
      if (expr.value.months < 0 || expr.value.milliseconds < 0) return reportRange(expr, "at least `0d`", site);
      return { json: { duration: { ...expr.value } } };
    case "date":
    case "timestamp":
      return { json: { date: expr.value } };
    case "float":
      return reportWrongType(expr, kind, site, `write a share as \`${Math.round(expr.value * 10_000) / 100}%\``);
    default:
      return reportWrongType(expr, kind, site);
  }
}

function literalValue(expr: Expr, kind: KindOf<"value">, site: ArgumentSite): Constant | null {
  switch (expr.kind) {
    case "null":
      return { json: null };
    case "bool":
    case "int":
    case "float":
    case "percent":
    case "string":
    case "date":
    case "timestamp":
      return { json: expr.value };
    case "duration":
      return { json: { ...expr.value } };
    case "list": {
      const items = expr.items.map((item) => elaborateScalar(item, kind, site));
      const values = items.flatMap((item) => (item === null ? [] : [item.json]));
      return values.length === items.length ? { json: values } : null;
    }
    default:
      return reportWrongType(expr, kind, site, expr.kind === "identifier" ? `write \`"${expr.name}"\`` : undefined);
  }
}
