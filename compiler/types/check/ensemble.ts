// `ensemble x = weighted(a, b) on cv.val`.
import { joinNames } from "../../base/suggest.ts";
import type { Declaration } from "../../syntax/ast.ts";
import type { TypeContext } from "../context.ts";
import { declarations } from "../declaration.diagnostics.ts";
import { sinks } from "../sink.diagnostics.ts";
import type { FittedTerm, RowsTerm, TypedEnsemble } from "../typed.ts";
import { baseOf, refuseParts } from "./declaration-parts.ts";
import { elaborateFitted, fittedSide, nameOfFitted, taskOfFitted } from "./fitted.ts";
import { elaborateListed, type ListedCall } from "./listed-arguments.ts";
import { fitsTask } from "./metric.ts";
import { checkFolds, checkTask, foldSide, requireRows, taskById, taskOfRows } from "./rows-term.ts";

/**
 * An ensemble is one value: what it learns is pooled over the folds of its rows, and it predicts with the models of all
 * folds. So it never exists once per fold, and all rows of all members have influence on it.
 */
export function elaborateEnsemble(declaration: Declaration, context: TypeContext): TypedEnsemble | null {
  refuseParts(declaration, { block: "its settings are arguments: `weighted(a, b, rounds: 20)`" }, context);
  const listed = elaborateListed(declaration.value, "ensemble", context);
  if (listed === null) return null;
  const members = membersOf(listed, context);
  const rows = rowsOf(declaration, listed, context);
  if (members === null || rows === "broken" || listed.call === null) return null;
  const given = rows === null ? [] : [foldSide(rows, context)];
  checkFolds([...members.map((member) => fittedSide(member, context)), ...given], context);
  const task = members.map((member) => taskOfFitted(member, context)).find((id) => id !== null) ?? null;
  if (task === null) return null;
  for (const member of members)
    checkTask(taskOfFitted(member, context), task, `\`${nameOfFitted(member)}\``, member.span, context);
  if (rows !== null) checkTask(taskOfRows(rows, context), task, "the partition", rows.span, context);
  checkMetric(listed, task, context);
  const { call } = listed;
  return { kind: "ensemble", ...baseOf(declaration, context), call, members, rows, folded: false, task };
}

function membersOf({ declared, call, listed }: ListedCall<"ensemble">, context: TypeContext): FittedTerm[] | null {
  const terms = listed.map((expr) => elaborateFitted(expr, context));
  const members: FittedTerm[] = [];
  for (const term of terms) {
    if (term === null) continue;
    if (term.kind === "registry") {
      const holes = {
        what: `\`registry("${term.name}")\``,
        found: "a published model",
        hint: "name a `fit` or an `ensemble`",
      };
      context.report(sinks["not-fitted"](term.span, holes));
      return null;
    }
    const isRepeated = members.some((member) => nameOfFitted(member) === term.to);
    if (isRepeated) context.report(sinks["duplicate-value"](term.span, { what: `\`${term.to}\`` }));
    else members.push(term);
  }
  if (terms.includes(null)) return null;
  if (members.length >= 2) return members;
  if (call === null) return null;
  const what = `\`${declared.name}\``;
  const reason = "an ensemble combines fitted values";
  const hint = `write \`${declared.name}(a, b)\` with names of fits`;
  context.report(declarations["too-few"](call.span, { what, expected: "at least two members", reason, hint }));
  return null;
}

function rowsOf(
  declaration: Declaration,
  { declared }: ListedCall<"ensemble">,
  context: TypeContext,
): RowsTerm | null | "broken" {
  if (declared.decides !== "nothing")
    return requireRows(declaration, "the rows it learns from", "cv.val", context) ?? "broken";
  if (declaration.on === null) return null;
  const { registry } = context;
  const learns = (name: string) => registry.find("ensemble", name)?.decides !== "nothing";
  const others = joinNames(registry.names("ensemble").filter(learns), "or");
  context.report(sinks["unused-rows"](declaration.on.span, { component: declared.name, others }));
  return null;
}

/** `best_of(a, b, by: rmse)`: the metric must fit the task, like any other. */
function checkMetric({ call }: ListedCall<"ensemble">, task: string, context: TypeContext): void {
  for (const { value } of Object.values(call?.args ?? {}))
    if (value.kind === "component") fitsTask(value.call, taskById(task, context), context);
}
