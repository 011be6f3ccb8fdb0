// `monitor x = drift(predictions: daily, reference: history) { every: 1d, alert: "team@example.org", psi: 0.2 }`.
import type { Json } from "../../../specs/json.ts";
import type { ParameterKind } from "../../../specs/parameter.ts";
import { suggest } from "../../base/suggest.ts";
import type { Block, Declaration, Entry } from "../../syntax/ast.ts";
import { elaborateCall } from "../arguments/call.ts";
import { simplify } from "../arguments/constant.ts";
import type { TypeContext } from "../context.ts";
import { sinks } from "../sink.diagnostics.ts";
import type { TypedMonitor } from "../typed.ts";
import { readClauses } from "./clauses.ts";
import { baseOf, refuseParts } from "./declaration-parts.ts";
import { findSink } from "./sink.ts";

const FORM = {
  names: {
    every: "how often it is looked at",
    alert: "who is told, one address or several",
  },
  example: "every: 1d",
};
const PERIOD: ParameterKind = { kind: "duration", rows: false };
const ADDRESSES: ParameterKind = { kind: "list", of: { kind: "string" } };

/** `options`: `every`, `alert` (a list) and `thresholds`, the limits by the name of what is measured. */
export function elaborateMonitor(declaration: Declaration, context: TypeContext): TypedMonitor | null {
  refuseParts(declaration, { on: "what is watched stands in the call" }, context);
  if (findSink(declaration.value, "monitor", context) === null) return null;
  const call = elaborateCall(declaration.value, ["sink"], context);
  const { thresholds, rest } = splitThresholds(declaration.block, context);
  const isPerformance = call !== null && context.registry.find("sink", call.component)?.params.actuals !== undefined;
  if (isPerformance) checkMetrics(thresholds, context);
  const clauses = readClauses({ of: declaration.of, block: rest }, FORM, context);
  const options: Record<string, Json> = {};
  const every = clauses.json("every", PERIOD);
  const alert = clauses.json("alert", ADDRESSES);
  if (every !== undefined) options.every = every;
  if (alert !== undefined) options.alert = alert;
  options.thresholds = Object.fromEntries(thresholds.map(({ name, limit }) => [name, limit]));
  return call === null ? null : { kind: "monitor", ...baseOf(declaration, context), call, options };
}

interface Threshold {
  readonly name: string;
  readonly limit: number;
  readonly entry: Entry;
}

/** A number under a name that is no clause, nor nearly one, is a threshold. */
function splitThresholds(
  block: Block | null,
  context: TypeContext,
): { readonly thresholds: readonly Threshold[]; readonly rest: Block | null } {
  if (block === null) return { thresholds: [], rest: null };
  const thresholds: Threshold[] = [];
  const names = Object.keys(FORM.names);
  const rest = block.entries.filter((entry) => {
    const { head, form, value } = entry;
    const name = head.kind === "expr" && head.expr.kind === "identifier" ? head.expr.name : null;
    if (name === null || value === null || form !== "colon") return true;
    const limit = simplify(value.expr, context);
    if (limit.kind !== "int" && limit.kind !== "float" && limit.kind !== "percent") return true;
    if (names.includes(name) || suggest(name, names).length > 0 || thresholds.some((one) => one.name === name))
      return true;
    thresholds.push({ name, limit: limit.value, entry });
    return false;
  });
  return { thresholds, rest: { ...block, entries: rest } };
}

/** Where actual outcomes are compared, thresholds are limits of metrics. */
function checkMetrics(thresholds: readonly Threshold[], context: TypeContext): void {
  const metrics = context.registry.names("metric");
  for (const { name, entry } of thresholds) {
    if (metrics.includes(name)) continue;
    const near = suggest(name, metrics).map((one) => `\`${one}\``);
    const hint = near.length === 0 ? "name a metric, for example `mae: 5`" : `did you mean ${near.join(" or ")}?`;
    context.report(sinks["unknown-threshold"](entry.head.span, { name, hint }));
  }
}
