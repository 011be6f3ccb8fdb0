// A model that has learned from judged rows with labels made up for them.
import { labelledRows } from "../../graph/analysis/made-up-labels.ts";
import { overlaps, printRows } from "../../graph/analysis/rows.ts";
import { type Check, type CheckContext, nodesOf } from "../context.ts";
import type { Overlap } from "../overlaps.ts";
import { leak } from "./leakage.diagnostics.ts";
import { overlapPlaces } from "./overlap-places.ts";

export const pseudoLabelsFromTest: Check = {
  id: leak["pseudo-labels-from-test"].id,
  entries: leak["pseudo-labels-from-test"].spec.entries ?? [],
  applies: ({ graph }) => nodesOf(graph, "step").some(({ effect }) => effect === "union"),
  run: (context) => {
    for (const overlap of context.overlaps) {
      if (!isPseudoLabelled(overlap, context) || claimsTransductive(overlap, context)) continue;
      const { influence, judge, rows } = overlap;
      const value = context.facts.node(influence.node).declaration;
      context.report(
        leak["pseudo-labels-from-test"](
          influence.span,
          { value, rows: printRows(rows), judge: judge.declaration },
          { related: overlapPlaces(overlap) },
        ),
      );
    }
  },
};

/** Judged rows are among the fitted ones, but never with their own labels. */
export function isPseudoLabelled({ influence, judged }: Overlap, { facts, tasks }: CheckContext): boolean {
  const node = facts.node(influence.node);
  if (influence.manner !== "model-fit" || node.kind !== "learn") return false;
  const task = tasks.find(({ id }) => id === node.task);
  if (task === undefined) return false;
  const seen = labelledRows(node.rows.node, task, facts).filter(({ rows }) => overlaps(rows, judged));
  return seen.length > 0 && seen.every(({ ownLabels }) => !ownLabels);
}

function claimsTransductive({ influence }: Overlap, { facts, tasks }: CheckContext): boolean {
  const node = facts.node(influence.node);
  const task = node.kind === "learn" ? tasks.find(({ id }) => id === node.task) : undefined;
  return task?.task.claim.parts.some(({ kind }) => kind === "transductive") === true;
}
