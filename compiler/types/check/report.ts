// `report x = html(final, tuned)`.
import type { Declaration } from "../../syntax/ast.ts";
import { expectDeclaration } from "../arguments/reference.ts";
import type { TypeContext } from "../context.ts";
import { declarations } from "../declaration.diagnostics.ts";
import { sinks } from "../sink.diagnostics.ts";
import type { TypedReport } from "../typed.ts";
import { baseOf, refuseParts } from "./declaration-parts.ts";
import { elaborateListed } from "./listed-arguments.ts";
import { requireSink } from "./sink-call.ts";

const FORMATS = ["html", "markdown", "json"] as const;

export function elaborateReport(declaration: Declaration, context: TypeContext): TypedReport | null {
  const block = "what a report shows follows from the results that it names";
  refuseParts(declaration, { on: "a report is about results, which know their rows", block }, context);
  if (!requireSink(declaration, "report", context)) return null;
  const listed = elaborateListed(declaration.value, "sink", context);
  if (listed === null) return null;
  const { declared } = listed;
  const kinds = Object.values(declared.params).flatMap(({ kind }) => (kind.kind === "reference" ? kind.to : []));
  const of: TypedReport["of"][number][] = [];
  let broken = listed.call === null;
  for (const expr of listed.listed) {
    const meaning = expectDeclaration(expr, kinds, context);
    if (meaning === null || context.typed(meaning.id) === null) broken = true;
    else if (of.some((part) => part.declaration === meaning.id))
      context.report(sinks["duplicate-value"](expr.span, { what: `\`${meaning.id}\`` }));
    else of.push({ declaration: meaning.id, span: expr.span });
  }
  const format = FORMATS.find((name) => name === declared.name);
  if (broken || format === undefined) return null;
  if (of.length === 0) {
    const what = `report \`${declaration.name.name}\``;
    const reason = "a report shows evaluations, searches, fits or checks";
    const holes = { what, expected: "at least one result", reason, hint: `write \`${format}(final)\`` };
    context.report(declarations["too-few"](declaration.value.span, holes));
    return null;
  }
  return { kind: "report", ...baseOf(declaration, context), format, of };
}
