// What is known about a fitted value where it is used: its name, task and folds.
import type { TypeContext } from "../context.ts";
import { sinks } from "../sink.diagnostics.ts";
import type { DeclarationId, FittedTerm, TypedTask } from "../typed.ts";
import { taskOfFitted } from "./fit.ts";
import { type FoldUse, foldSplitOfDeclaration } from "./rows.ts";

/** Name in results and messages. */
export const nameOfFitted = (term: FittedTerm): string => (term.kind === "reference" ? term.to : term.name);

/** Null for a published model, whose task is unknown before the run. */
export const taskIdOf = (term: FittedTerm, context: TypeContext): DeclarationId | null =>
  term.kind === "reference" ? taskOfFitted(term.to, context) : null;

export function taskById(id: DeclarationId | null, context: TypeContext): TypedTask | null {
  const typed = id === null ? null : context.typed(id);
  return typed?.kind === "task" ? typed : null;
}

/** The split whose folds the value follows; null when it exists once. */
export const foldUse = (term: FittedTerm, context: TypeContext): FoldUse => ({
  split: term.kind === "reference" ? foldSplitOfDeclaration(term.to, context) : null,
  span: term.span,
});

/** Reports a value per fold where one value is needed. `purpose`: `publish it`. */
export function requireSingle(term: FittedTerm, purpose: string, context: TypeContext): boolean {
  const { split } = foldUse(term, context);
  if (split === null) return true;
  context.report(sinks["per-fold-value"](term.span, { name: nameOfFitted(term), split, purpose }));
  return false;
}
