// Reports, monitors and schedules are components of one family; each declaration takes those of its own kind.
import type { SinkDeclaration } from "../../../specs/component.ts";
import { joinNames } from "../../base/suggest.ts";
import type { Declaration } from "../../syntax/ast.ts";
import { callHead } from "../arguments/call.ts";
import { article } from "../arguments/describe.ts";
import type { TypeContext } from "../context.ts";
import { declarations } from "../declaration.diagnostics.ts";

/** Reports a sink of another kind; what is no sink at all is left to the elaboration of the call. */
export function requireSink(declaration: Declaration, kind: SinkDeclaration["kind"], context: TypeContext): boolean {
  const { registry } = context;
  const name = callHead(declaration.value)?.name;
  const sink = name === undefined ? null : registry.find("sink", name.name);
  if (name === undefined || sink === null || sink.kind === kind) return true;
  const fitting = registry.names("sink").filter((one) => registry.find("sink", one)?.kind === kind);
  const what = `\`${name.name}\``;
  const reason = "each kind of declaration has components of its own";
  const hint = `write ${joinNames(fitting, "or")}`;
  const holes = { what, found: article(sink.kind), expected: article(kind), reason, hint };
  context.report(declarations["wrong-kind"](name.span, holes));
  return false;
}
