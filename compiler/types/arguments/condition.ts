// When an open parameter is active: `depth: 3..10 when growth == depthwise`. Conditions speak of other parameters of the
// same component; one that no values of these can fulfil is an error.
import type { Json } from "../../../specs/json.ts";
import type { Parameter, Parameters } from "../../../specs/parameter.ts";
import type { Condition, Distribution } from "../../../specs/search.ts";
import { joinNames } from "../../base/suggest.ts";
import { nearHint } from "../../names/unknown-name.ts";
import type { BinaryOperator, Expr } from "../../syntax/ast.ts";
import { params as messages } from "../param.diagnostics.ts";
import type { Argument } from "../typed.ts";
import { describeExpr } from "./describe.ts";
import type { ArgumentSite } from "./site.ts";
import { elaborateValue } from "./value.ts";

const COMPARISONS = ["==", "!=", "<", "<=", ">", ">="] as const;
type Comparison = (typeof COMPARISONS)[number];
const comparisonOf = (operator: BinaryOperator): Comparison | null =>
  COMPARISONS.find((comparison) => comparison === operator) ?? null;

export function elaborateCondition(expr: Expr, parameters: Parameters, site: ArgumentSite): Condition | null {
  const fail = (at: Expr, problem: string, hint: string): null => {
    const { name, component } = site;
    if (at.kind !== "invalid")
      site.context.report(messages["bad-condition"](at.span, { name, component, problem, hint }));
    return null;
  };
  switch (expr.kind) {
    case "paren":
      return elaborateCondition(expr.inner, parameters, site);
    case "unary": {
      if (expr.operator !== "not") return fail(expr, "is not a comparison", "compare a parameter with a value");
      const inner = elaborateCondition(expr.operand, parameters, site);
      return inner === null ? null : { kind: "not", inner };
    }
    case "identifier": {
      // A bool parameter by itself.
      const name = parameterName(expr.name, parameters);
      if (name !== null && parameters[name]?.kind.kind === "bool")
        return { kind: "compare", parameter: name, operator: "==", value: true };
      return fail(expr, `uses ${describeExpr(expr)} alone`, `compare it, for example \`${expr.name} == value\``);
    }
    case "binary": {
      if (expr.operator === "and" || expr.operator === "or") {
        const left = elaborateCondition(expr.left, parameters, site);
        const right = elaborateCondition(expr.right, parameters, site);
        return left === null || right === null ? null : { kind: expr.operator, left, right };
      }
      const operator = comparisonOf(expr.operator);
      if (operator === null && expr.operator !== "in")
        return fail(expr, `uses \`${expr.operator}\``, "compare a parameter with a value");
      if (expr.left.kind !== "identifier")
        return fail(expr.left, `compares ${describeExpr(expr.left)}`, "write the parameter on the left");
      const name = parameterName(expr.left.name, parameters);
      const parameter = name === null ? undefined : parameters[name];
      if (name === null || parameter === undefined) {
        const others = Object.keys(parameters).filter((other) => other !== site.name);
        const hint = nearHint(expr.left.name, others, `it has ${joinNames(others, "and")}`);
        return fail(expr.left, `names \`${expr.left.name}\`, which is no parameter of \`${site.component}\``, hint);
      }
      if (name === site.name) return fail(expr.left, "refers to the parameter itself", "name another parameter");
      if (operator === null) return membership(name, parameter, expr.right, site, fail);
      const value = constantFor(expr.right, name, parameter, site);
      return value === null ? null : { kind: "compare", parameter: name, operator, value: value.json };
    }
    default:
      return fail(expr, "is not a comparison", "compare a parameter with a value, for example `growth == depthwise`");
  }
}

type Fail = (at: Expr, problem: string, hint: string) => null;

function membership(name: string, parameter: Parameter, right: Expr, site: ArgumentSite, fail: Fail): Condition | null {
  if (right.kind !== "list") return fail(right, "needs a list after `in`", `write \`${name} in [a, b]\``);
  const values = right.items.map((item) => constantFor(item, name, parameter, site));
  const json = values.flatMap((value) => (value === null ? [] : [value.json]));
  return json.length < values.length ? null : { kind: "in", parameter: name, values: json };
}

const parameterName = (written: string, parameters: Parameters): string | null =>
  Object.hasOwn(parameters, written)
    ? written
    : (Object.keys(parameters).find((name) => parameters[name]?.aliases.includes(written)) ?? null);

function constantFor(
  expr: Expr,
  name: string,
  parameter: Parameter,
  site: ArgumentSite,
): { readonly json: Json } | null {
  const value = elaborateValue(expr, parameter.kind, { ...site, name, doc: parameter.doc });
  return value?.kind === "json" ? { json: value.json } : null;
}

// ---- can it ever hold? -----------------------------------------------------------------------------------------------

const MOST_COMBINATIONS = 20_000;

/**
 * False only when the condition holds for no combination of values that its parameters can take. Comparisons change only
 * at the constants they name, so trying these, their neighbours and the ends of every range decides the question.
 */
export function canHold(condition: Condition, args: Readonly<Record<string, Argument>>): boolean {
  const constants = new Map<string, Json[]>();
  collectConstants(condition, constants);
  let points: Readonly<Record<string, Json>>[] = [{}];
  for (const [name, compared] of constants) {
    const candidates = candidatesOf(args[name], compared);
    if (candidates === null || points.length * candidates.length > MOST_COMBINATIONS) return true;
    points = points.flatMap((point) => candidates.map((value) => ({ ...point, [name]: value })));
  }
  return points.some((point) => holds(condition, point));
}

/** For the message: what the parameters of the condition can be. */
export function describeValues(condition: Condition, args: Readonly<Record<string, Argument>>): string {
  const constants = new Map<string, Json[]>();
  collectConstants(condition, constants);
  return [...constants.keys()].map((name) => `\`${name}\` is ${describeArgument(args[name])}`).join(", ");
}

function describeArgument(argument: Argument | undefined): string {
  const value = argument?.value;
  if (value?.kind === "json") return `always \`${plainText(value.json)}\``;
  if (value?.kind !== "open") return "a component";
  const { distribution } = value;
  return distribution.kind === "choice"
    ? joinNames(distribution.options.map(plainText), "or")
    : `${distribution.low}..${distribution.high}`;
}

const plainText = (json: Json): string => (typeof json === "string" ? json : JSON.stringify(json));

function collectConstants(condition: Condition, into: Map<string, Json[]>): void {
  switch (condition.kind) {
    case "compare":
      into.set(condition.parameter, [...(into.get(condition.parameter) ?? []), condition.value]);
      return;
    case "in":
      into.set(condition.parameter, [...(into.get(condition.parameter) ?? []), ...condition.values]);
      return;
    case "and":
    case "or":
      collectConstants(condition.left, into);
      collectConstants(condition.right, into);
      return;
    case "not":
      collectConstants(condition.inner, into);
  }
}

/** Null when anything is possible. */
function candidatesOf(argument: Argument | undefined, compared: readonly Json[]): readonly Json[] | null {
  const value = argument?.value;
  if (value?.kind === "json") return [value.json];
  if (value?.kind !== "open") return null;
  return pointsOf(value.distribution, compared);
}

function pointsOf(distribution: Distribution, compared: readonly Json[]): readonly Json[] {
  if (distribution.kind === "choice") return distribution.options;
  const { low, high } = distribution;
  const step = distribution.step ?? (high - low) / 1e6;
  const around = compared.flatMap((value) => {
    if (typeof value !== "number") return [];
    const onGrid = low + Math.round((value - low) / step) * step;
    return distribution.step === null ? [value - step, value, value + step] : [onGrid - step, onGrid, onGrid + step];
  });
  return [low, high, ...around].filter((value) => value >= low && value <= high);
}

function holds(condition: Condition, point: Readonly<Record<string, Json>>): boolean {
  switch (condition.kind) {
    case "compare":
      return compare(point[condition.parameter] ?? null, condition.operator, condition.value);
    case "in":
      return condition.values.some((value) => compare(point[condition.parameter] ?? null, "==", value));
    case "and":
      return holds(condition.left, point) && holds(condition.right, point);
    case "or":
      return holds(condition.left, point) || holds(condition.right, point);
    case "not":
      return !holds(condition.inner, point);
    default:
      return condition satisfies never;
  }
}

function compare(left: Json, operator: Comparison, right: Json): boolean {
  if (operator === "==") return JSON.stringify(left) === JSON.stringify(right);
  if (operator === "!=") return JSON.stringify(left) !== JSON.stringify(right);
  if (typeof left !== "number" || typeof right !== "number") return false;
  switch (operator) {
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
    default:
      return operator satisfies never;
  }
}
