// Reports of results, searches and fitted values.
import type { Declaration } from "../../syntax/ast.ts";
import { elaborateArguments } from "../arguments/call.ts";
import { expectDeclaration } from "../arguments/reference.ts";
import { takePositional } from "../arguments/take.ts";
import type { TypeContext } from "../context.ts";
import { declarations } from "../declaration.diagnostics.ts";
import { sinks } from "../sink.diagnostics.ts";
import type { TypedReport } from "../typed.ts";
import { baseOf, refuseParts } from "./declaration-parts.ts";
import { findSink } from "./sink.ts";

const FORMATS = ["html", "markdown", "json"] as const;
const REPORTED = ["evaluate", "search", "fit", "ensemble", "check", "predict", "monitor"];
const RESULTS = "results";

export function elaborateReport(declaration: Declaration, context: TypeContext): TypedReport | null {
  refuseParts(
    declaration,
    { on: "a report shows what is named in its call", block: "a report has no clauses" },
    context,
  );
  const sink = findSink(declaration.value, "report", context);
  if (sink === null) return null;
  const { head, declared } = sink;
  const { exprs, rest } = takePositional(head, RESULTS);
  const call = elaborateArguments(rest, declared, context, { schema: null }, new Set([RESULTS]));
  const format = FORMATS.find((name) => name === declared.name);
  const of = exprs.map((expr) => ({ expr, found: expectDeclaration(expr, REPORTED, context) }));
  if (exprs.length === 0) {
    const reason = "a report shows results";
    const hint = `name them: \`${declared.name}(final, tuned)\``;
    const holes = { what: `\`${declared.name}\``, expected: "at least one result", reason, hint };
    context.report(declarations["too-few"](head.name.span, holes));
    return null;
  }
  if (call === null || format === undefined) return null;
  const sections = of.flatMap(({ expr, found }) =>
    found === null || context.typed(found.id) === null ? [] : [{ declaration: found.id, span: expr.span }],
  );
  if (sections.length < of.length) return null;
  const repeated = sections.find((one, i) => sections.findIndex((other) => other.declaration === one.declaration) < i);
  if (repeated !== undefined)
    context.report(sinks["duplicate-value"](repeated.span, { what: `\`${repeated.declaration}\`` }));
  return { kind: "report", ...baseOf(declaration, context), format, of: sections };
}
