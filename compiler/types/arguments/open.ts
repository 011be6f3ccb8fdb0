// Open hyperparameters: `3..10`, `0.01..0.1 log`, `50..300 step 50`, `choice(a, b)`.
import type { Json } from "../../../specs/json.ts";
import type { Parameter, ParameterKind } from "../../../specs/parameter.ts";
import type { Distribution } from "../../../specs/search.ts";
import type { Expr } from "../../syntax/ast.ts";
import { params as messages } from "../param.diagnostics.ts";
import type { ArgumentValue, ComponentCall } from "../typed.ts";
import { simplify } from "./constant.ts";
import { describeKind } from "./describe.ts";
import { inRange, reportOutOfRange } from "./scalar.ts";
import { type ArgumentSite, reportUnit, reportWrongType } from "./site.ts";
import { elaborateValue } from "./value.ts";

type RangeExpr = Extract<Expr, { readonly kind: "range" }>;
type CallExpr = Extract<Expr, { readonly kind: "call" }>;

/** The open form of an argument, or null when it is a plain value. */
export function openForm(expr: Expr): RangeExpr | CallExpr | null {
  if (expr.kind === "paren") return openForm(expr.inner);
  if (expr.kind === "range") return expr;
  const isChoice = expr.kind === "call" && expr.callee.kind === "identifier" && expr.callee.name === "choice";
  return isChoice ? expr : null;
}

export function elaborateOpen(
  expr: RangeExpr | CallExpr,
  parameter: Parameter,
  site: ArgumentSite,
): ArgumentValue | null {
  if (!parameter.searchable) {
    const { component, name } = site;
    const expected = describeKind(parameter.kind);
    const isWindow = site.context.registry.find("transform", component)?.window?.parameter === name;
    const hint = isWindow ? `, or let the search choose between some: \`${component}(choice(1, 24))\`` : "";
    site.context.report(messages["not-searchable"](expr.span, { component, name, expected, hint }));
    return null;
  }
  return expr.kind === "range" ? openRange(expr, parameter.kind, site) : openChoice(expr, parameter, site);
}

function openRange(expr: RangeExpr, kind: ParameterKind, site: ArgumentSite): ArgumentValue | null {
  const number = numberKind(kind);
  if (number === null) return reportWrongType(expr, kind, site, "write `choice(a, b)` with the values to try");
  const low = end(expr.low, number, site);
  // The same mistake at both ends is one mistake.
  const high = low === null ? null : end(expr.high, number, site);
  const step = expr.step === null ? null : end(expr.step, { ...number, min: -1e308, max: 1e308 }, site);
  if (low === null || high === null || (expr.step !== null && step === null)) return null;
  const fail = (span: Expr["span"], problem: string, hint: string): null => {
    site.context.report(messages["bad-range"](span, { name: site.name, problem, hint }));
    return null;
  };
  if (low.value > high.value) return fail(expr.span, "ends before it begins", `write \`${high.text}..${low.text}\``);
  if (step !== null && step.value <= 0) return fail(step.expr.span, "needs a step above 0", "write a positive step");
  if (step !== null && step.value > high.value - low.value)
    return fail(step.expr.span, "has a step longer than itself", "choose a smaller step");
  if (expr.log && low.value <= 0)
    return fail(expr.low.span, "is logarithmic and must begin above 0", "begin above 0, or drop `log`");
  if (expr.log && step !== null) return fail(step.expr.span, "takes `step` or `log`, not both", "remove one of them");
  for (const side of [low, high]) if (!inRange(side.value, number)) return reportOutOfRange(side.expr, number, site);
  return { kind: "open", distribution: distributionOf(low, high, step, expr.log), when: null };
}

interface End {
  readonly expr: Expr;
  readonly value: number;
  readonly text: string;
  readonly whole: boolean;
}

/** int ends make ints, a float end makes floats. */
function distributionOf(low: End, high: End, step: End | null, log: boolean): Distribution {
  const ends = { low: low.value, high: high.value, log };
  if (low.whole && high.whole && (step === null || step.whole)) return { kind: "int", ...ends, step: step?.value ?? 1 };
  return { kind: "float", ...ends, step: step?.value ?? null };
}

type NumberKind = Extract<ParameterKind, { readonly kind: "int" | "float" }>;

function numberKind(kind: ParameterKind): NumberKind | null {
  if (kind.kind === "int" || kind.kind === "float") return kind;
  if (kind.kind === "duration" && kind.rows) return { kind: "int", min: 0, max: Number.MAX_SAFE_INTEGER };
  if (kind.kind !== "any-of") return null;
  return kind.options.map(numberKind).find((option) => option !== null) ?? null;
}

function end(written: Expr, kind: NumberKind, site: ArgumentSite): End | null {
  const expr = simplify(written, site.context);
  if (expr.kind === "invalid") return null;
  if (expr.kind === "duration") {
    const hint = "write the ends as plain numbers, or `choice(24h, 48h)`";
    return reportUnit(expr, "a duration", "a plain number", hint, site);
  }
  const fits = expr.kind === "int" || (kind.kind === "float" && (expr.kind === "float" || expr.kind === "percent"));
  if (!fits) return reportWrongType(expr, kind, site);
  return { expr, value: expr.value, text: expr.text, whole: expr.kind === "int" };
}

/** Options are plain values, words and components side by side (`choice(median, constant(0))`). */
function openChoice(expr: CallExpr, parameter: Parameter, site: ArgumentSite): ArgumentValue | null {
  const { kind } = parameter;
  const named = expr.args.find((arg) => arg.name !== null || arg.when !== null);
  if (named !== undefined || expr.args.length < 2) {
    const problem = named === undefined ? "needs at least two options" : "takes options without names or conditions";
    const hint = "write it like `choice(a, b)`";
    site.context.report(messages["bad-range"](named?.span ?? expr.span, { name: site.name, problem, hint }));
    return null;
  }
  // `null` is an option where it is the default: "none of them".
  const isNone = (written: Expr): boolean =>
    parameter.default === null && simplify(written, site.context).kind === "null";
  const none: ArgumentValue = { kind: "json", json: null };
  const values = expr.args.map((arg) => ({
    arg,
    value: isNone(arg.value) ? none : elaborateValue(arg.value, kind, site),
  }));
  const options: Json[] = [];
  for (const { arg, value } of values) {
    if (value === null) return null;
    const option = value.kind === "component" ? closedCall(value.call) : value.kind === "json" ? value : null;
    if (option === null) return reportWrongType(arg.value, kind, site);
    options.push(option.json);
  }
  return choiceOf(expr, options, site);
}

function choiceOf(expr: CallExpr, options: readonly Json[], site: ArgumentSite): ArgumentValue | null {
  const texts = options.map((option) => JSON.stringify(option));
  const repeated = texts.findIndex((text, i) => texts.indexOf(text) !== i);
  if (repeated < 0) return { kind: "open", distribution: { kind: "choice", options }, when: null };
  const holes = { name: site.name, problem: "has an option twice", hint: "remove one of the two" };
  site.context.report(messages["bad-range"](expr.args[repeated]?.span ?? expr.span, holes));
  return null;
}

/** A component as an option is a ComponentSpec of specs/plan.ts; null when one of its parameters is no plain value. */
function closedCall(call: ComponentCall): { readonly json: Json } | null {
  const params: Record<string, Json> = {};
  for (const [name, { value }] of Object.entries(call.args)) {
    const inner = value.kind === "json" ? value : value.kind === "component" ? closedCall(value.call) : null;
    if (inner === null) return null;
    params[name] = inner.json;
  }
  return { json: { component: call.component, params } };
}
