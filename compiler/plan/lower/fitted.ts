// Fitted values where they are used.
import type { NodeId } from "../../../specs/plan.ts";
import type { FittedTerm } from "../../types/typed.ts";
import { planDiagnostics } from "../plan.diagnostics.ts";
import { type LowerContext, nodesOf } from "./context.ts";

/** Null for a registry value, which only `predict` can load. */
export function fittedNodes(term: FittedTerm, context: LowerContext): readonly NodeId[] | null {
  if (term.kind === "reference") return nodesOf(context, term.to);
  context.report(planDiagnostics["not-runnable"](term.span, { what: "judging a model from the registry" }));
  return null;
}
