// Fitted values where they are used.
import type { NodeId } from "../../../specs/plan.ts";
import type { FittedTerm } from "../../types/typed.ts";
import { planDiagnostics } from "../plan.diagnostics.ts";
import { type LowerContext, nodesOf } from "./context.ts";

/** Null, after a message, for a published value: no node loads one yet. `doing` is what the spec wants to do with it. */
export function fittedNodes(term: FittedTerm, doing: string, context: LowerContext): readonly NodeId[] | null {
  if (term.kind === "reference") return nodesOf(context, term.to);
  context.report(planDiagnostics["not-runnable"](term.span, { what: `${doing} a model from the registry` }));
  return null;
}
