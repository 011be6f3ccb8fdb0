// `schedule x = every(1mo, at: "06:00") on [forecast, summary] { as_of: 1d, backfill_from: 2024-01-01, retries: 3 }`.
import type { Json } from "../../../specs/json.ts";
import type { ParameterKind } from "../../../specs/parameter.ts";
import type { Declaration, Expr } from "../../syntax/ast.ts";
import { elaborateCall } from "../arguments/call.ts";
import { meaningOf, simplify } from "../arguments/constant.ts";
import { expectDeclaration, visibleDeclarations } from "../arguments/reference.ts";
import type { TypeContext } from "../context.ts";
import { declarations } from "../declaration.diagnostics.ts";
import { sinks as messages } from "../sink.diagnostics.ts";
import type { DeclarationId, TypedSchedule } from "../typed.ts";
import { type Clauses, readClauses } from "./clauses.ts";
import { baseOf } from "./declaration-parts.ts";
import { findSink } from "./sink.ts";

/** What a schedule may run. */
const SINKS = ["predict", "publish", "report", "monitor"];

const FORM = {
  names: {
    as_of: "how long before its start a run looks, or one fixed moment",
    backfill_from: "the first moment that is made up for",
    retries: "how often a failed run is tried again",
    on: "the engine that runs it",
  },
  example: "retries: 3",
};
const RETRIES: ParameterKind = { kind: "int", min: 0, max: 100 };
const DELAY: ParameterKind = { kind: "duration", rows: false };

/** `options` holds the clauses that are given: durations, moments as text, numbers and the name of the engine. */
export function elaborateSchedule(declaration: Declaration, context: TypeContext): TypedSchedule | null {
  if (findSink(declaration.value, "schedule", context) === null) return null;
  const call = elaborateCall(declaration.value, ["sink"], context);
  const sinks = declaration.on === null ? allSinks(declaration, context) : namedSinks(declaration.on, context);
  const options = optionsOf(readClauses(declaration, FORM, context), context);
  if (call === null || sinks === null) return null;
  if (sinks.length === 0) {
    const what = `schedule \`${declaration.name.name}\``;
    const reason = "a schedule runs predictions, publications, reports and monitors";
    const holes = { what, expected: "at least one of them", reason, hint: "declare one, or name it after `on`" };
    context.report(declarations["too-few"](declaration.name.span, holes));
    return null;
  }
  return { kind: "schedule", ...baseOf(declaration, context), call, sinks, options };
}

/** Without `on` everything of the file that a schedule can run; what has errors is reported there. */
function allSinks(declaration: Declaration, context: TypeContext): readonly DeclarationId[] {
  return visibleDeclarations(declaration.span, context).flatMap(({ id, declaration: { of } }) =>
    SINKS.includes(of) && context.typed(id) !== null ? [id] : [],
  );
}

function namedSinks(on: Expr, context: TypeContext): readonly DeclarationId[] | null {
  const written = simplify(on, context);
  const items = written.kind === "list" ? written.items : [written];
  const found: DeclarationId[] = [];
  let broken = false;
  for (const item of items) {
    const meaning = expectDeclaration(item, SINKS, context);
    if (meaning === null || context.typed(meaning.id) === null) broken = true;
    else if (found.includes(meaning.id))
      context.report(messages["duplicate-value"](item.span, { what: `\`${meaning.id}\`` }));
    else found.push(meaning.id);
  }
  return broken ? null : found;
}

function optionsOf(clauses: Clauses, context: TypeContext): Readonly<Record<string, Json>> {
  const options: Record<string, Json> = {};
  const put = (name: string, value: Json | undefined): void => {
    if (value !== undefined) options[name] = value;
  };
  put("as_of", momentOf(clauses, "as_of", context) ?? clauses.json("as_of", DELAY));
  const from = clauses.get("backfill_from");
  if (from !== null) put("backfill_from", momentOf(clauses, "backfill_from", context) ?? refuseMoment(from, context));
  put("retries", clauses.json("retries", RETRIES));
  put("on", engineOf(clauses, context));
  return options;
}

/** A date or timestamp, as text. */
function momentOf(clauses: Clauses, name: string, context: TypeContext): string | undefined {
  const written = clauses.get(name);
  const value = written === null ? null : simplify(written, context);
  return value?.kind === "date" || value?.kind === "timestamp" ? value.value : undefined;
}

function refuseMoment(expr: Expr, context: TypeContext): undefined {
  if (expr.kind !== "invalid") context.report(messages["not-a-moment"](expr.span, { name: "backfill_from" }));
}

/** A word or a string. Engines are known to the exporter, not to the compiler. */
function engineOf(clauses: Clauses, context: TypeContext): Json | undefined {
  const written = clauses.get("on");
  if (written?.kind === "identifier" && meaningOf(written, context) === null) return written.name;
  return clauses.json("on", { kind: "string" });
}
