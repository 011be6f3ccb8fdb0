// Ensembles of fitted values; what they decide, they decide on rows of their own.
import type { Span } from "../../../specs/diagnostic.ts";
import { joinNames } from "../../base/suggest.ts";
import type { Declaration } from "../../syntax/ast.ts";
import { callHead, elaborateArguments, elaborateCall } from "../arguments/call.ts";
import { takePositional } from "../arguments/take.ts";
import type { TypeContext } from "../context.ts";
import { declarations } from "../declaration.diagnostics.ts";
import { sinks } from "../sink.diagnostics.ts";
import type { FittedTerm, TypedEnsemble, TypedTask } from "../typed.ts";
import { baseOf, refuseParts } from "./declaration-parts.ts";
import { taskOfFitted } from "./fit.ts";
import { elaborateFitted } from "./fitted.ts";
import { checkFolds, checkSameTask, elaborateOn, foldSplitOfDeclaration, foldSplitOfRows, taskOfRows } from "./rows.ts";

const MEMBERS = "members";

/**
 * An ensemble is one value: what it learns is pooled over the folds of its rows, and it predicts with the models of all
 * folds. So it never exists once per fold, and the rows of every fold have influence on it.
 */
export function elaborateEnsemble(declaration: Declaration, context: TypeContext): TypedEnsemble | null {
  refuseParts(declaration, { block: "its options stand in the call" }, context);
  const head = callHead(declaration.value);
  const declared = head === null ? null : context.registry.find("ensemble", head.name.name);
  if (head === null || declared === null) {
    elaborateCall(declaration.value, ["ensemble"], context);
    return null;
  }
  const { exprs, rest } = takePositional(head, MEMBERS);
  const members = exprs.map((expr) => elaborateFitted(expr, context)).filter((member) => member !== null);
  const learns = declared.decides !== "nothing";
  const rows = learns ? elaborateOn(declaration, "cv.val", context) : null;
  if (!learns && declaration.on !== null) reportUnusedRows(declared.name, declaration.on.span, context);
  const call = elaborateArguments(rest, declared, context, { schema: null }, new Set([MEMBERS]));
  if (exprs.length < 2) {
    const reason = "an ensemble joins the predictions of several fitted values";
    const hint = `write \`${declared.name}(a, b)\` with two fits`;
    const holes = { what: `\`${declared.name}\``, expected: "at least two fitted values", reason, hint };
    context.report(declarations["too-few"](head.name.span, holes));
    return null;
  }
  if (members.length < exprs.length || call === null) return null;
  if (rows === null && learns) return null;
  const task = taskOf(members, rows === null ? null : taskOfRows(rows, context), context);
  if (task === null) return null;
  const uses = members.map((member) => ({ split: foldOf(member, context), span: member.span }));
  if (rows !== null) uses.push({ split: foldSplitOfRows(rows, context), span: rows.span });
  if (!checkFolds(uses, context)) return null;
  return { kind: "ensemble", ...baseOf(declaration, context), call, members, rows, folded: false, task };
}

function reportUnusedRows(component: string, span: Span, context: TypeContext): void {
  const { registry } = context;
  const learns = (name: string) => registry.find("ensemble", name)?.decides !== "nothing";
  const others = joinNames(registry.names("ensemble").filter(learns), "or");
  context.report(sinks["unused-rows"](span, { component, others }));
}

const foldOf = (member: FittedTerm, context: TypeContext): string | null =>
  member.kind === "reference" ? foldSplitOfDeclaration(member.to, context) : null;

/** The one task of all members and rows; null after a message. */
function taskOf(members: readonly FittedTerm[], ofRows: TypedTask | null, context: TypeContext): string | null {
  const ids = members.map((member) => (member.kind === "reference" ? taskOfFitted(member.to, context) : null));
  const first = ofRows?.id ?? ids.find((id) => id !== null) ?? null;
  const task = first === null ? null : context.typed(first);
  if (task?.kind !== "task") return null;
  const fine = members.map((member, i) => checkSameTask(task, ids[i] ?? null, "this value", member.span, context));
  return fine.every(Boolean) ? task.id : null;
}
