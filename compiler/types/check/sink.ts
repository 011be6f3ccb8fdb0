// Components of family `sink` by what they are: reports, monitors, schedules.
import type { SinkDeclaration } from "../../../specs/component.ts";
import { joinNames } from "../../base/suggest.ts";
import type { Expr } from "../../syntax/ast.ts";
import { type CallHead, callHead, elaborateCall } from "../arguments/call.ts";
import { article } from "../arguments/describe.ts";
import type { TypeContext } from "../context.ts";
import { declarations } from "../declaration.diagnostics.ts";

/** The call and its declaration; null after a message. */
export function findSink(
  expr: Expr,
  kind: SinkDeclaration["kind"],
  context: TypeContext,
): { readonly head: CallHead; readonly declared: SinkDeclaration } | null {
  const head = callHead(expr);
  const declared = head === null ? null : context.registry.find("sink", head.name.name);
  if (head === null || declared === null) {
    elaborateCall(expr, ["sink"], context);
    return null;
  }
  if (declared.kind === kind) return { head, declared };
  const fitting = context.registry.names("sink").filter((name) => context.registry.find("sink", name)?.kind === kind);
  const holes = {
    what: `\`${declared.name}\``,
    found: article(declared.kind),
    expected: article(kind),
    reason: `${article(`\`${kind}\``)} declaration takes one of its own kind`,
    hint: `use ${joinNames(fitting, "or")}`,
  };
  context.report(declarations["wrong-kind"](head.name.span, holes));
  return null;
}
