// `check x = table { rules }`.
import { didYouMean, joinNames } from "../../base/suggest.ts";
import type { Arg, Declaration, Entry, Expr } from "../../syntax/ast.ts";
import { elaborateCall } from "../arguments/call.ts";
import type { TypeContext } from "../context.ts";
import { tables } from "../table.diagnostics.ts";
import type { TableTerm, TypedCheck } from "../typed.ts";
import { baseOf, refuseParts } from "./declaration-parts.ts";
import { elaborateTable } from "./table.ts";

const SEVERITIES = ["error", "warning", "info"] as const;
type Rule = TypedCheck["rules"][number];

/** Rules with errors are left out. */
export function elaborateCheck(declaration: Declaration, context: TypeContext): TypedCheck | null {
  refuseParts(declaration, { on: "a check looks at all rows of its table" }, context);
  const table = elaborateTable(declaration.value, context);
  if (table === null) return null;
  const rules = (declaration.block?.entries ?? []).flatMap((entry) => {
    const rule = elaborateRule(entry, table, context);
    return rule === null ? [] : [rule];
  });
  return { kind: "check", ...baseOf(declaration, context), table, rules };
}

function elaborateRule(entry: Entry, table: TableTerm, context: TypeContext): Rule | null {
  const { head, span } = entry;
  const expr = head.kind === "expr" ? head.expr : null;
  if (expr?.kind === "invalid") return null;
  if (entry.form !== "bare" || expr?.kind !== "call" || expr.callee.kind !== "identifier") {
    const known = joinNames(context.registry.names("rule"), "and");
    context.report(tables["rule-form"](span, { hint: `the rules are ${known}` }));
    return null;
  }
  // Every rule takes `severity:`, so it is read here and kept from the rule's own parameters.
  const marked = expr.args.find((arg) => arg.name?.name === "severity");
  const severity = marked === undefined ? "error" : severityOf(marked, context);
  const rest: Expr = { ...expr, args: expr.args.filter((arg) => arg !== marked) };
  const call = elaborateCall(rest, ["rule"], context, { schema: table.schema });
  return call === null || severity === null ? null : { call, severity, span };
}

function severityOf(arg: Arg, context: TypeContext): Rule["severity"] | null {
  const { value } = arg;
  const text = value.kind === "identifier" ? value.name : value.kind === "string" ? value.value : null;
  const severity = SEVERITIES.find((one) => one === text);
  if (severity !== undefined) return severity;
  const listed = `choose ${joinNames([...SEVERITIES], "or")}`;
  if (value.kind !== "invalid")
    context.report(
      tables["rule-severity"](value.span, { found: text ?? "this", hint: didYouMean(text ?? "", SEVERITIES, listed) }),
    );
  return null;
}
