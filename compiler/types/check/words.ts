// Clauses that hold a word: `alias: production`, in quotes or without.
import type { Expr } from "../../syntax/ast.ts";
import { meaningOf, runTimeValue, simplify } from "../arguments/constant.ts";
import { type ArgumentSite, reportWrongType } from "../arguments/site.ts";

/** A param or let by its value, any other bare name as it stands. Null after a message. */
export function elaborateWord(written: Expr, site: ArgumentSite): string | null {
  const expr = simplify(written, site.context);
  if (expr.kind === "string") return expr.value;
  const meaning = meaningOf(expr, site.context);
  if (expr.kind === "identifier" && (meaning === null || meaning.kind === "declaration")) return expr.name;
  const late = runTimeValue(expr);
  const hint = late === null ? "write a word or a text in quotes" : "use a `param`; it is needed before the run";
  return reportWrongType(expr, { kind: "string" }, site, hint);
}
