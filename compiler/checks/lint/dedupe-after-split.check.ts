// Copies dropped in a judged part by itself: those across the split stay.
import type { FlowNode, NodeId, StepNode } from "../../graph/graph.ts";
import { type Check, type CheckContext, nodesOf, places } from "../context.ts";
import { lint } from "./lint.diagnostics.ts";

export const dedupeAfterSplit: Check = {
  id: lint["dedupe-after-split"].id,
  entries: lint["dedupe-after-split"].spec.entries ?? [],
  applies: ({ graph }) => nodesOf(graph, "step").some(({ step }) => step.kind === "dedupe"),
  run: (context) => {
    const seen = new Set<NodeId>();
    for (const judge of nodesOf(context.graph, "judge")) {
      const { step, end } = firstDedupe(judge.rows.node, context);
      if (step === null || seen.has(step.id) || end.kind !== "part") continue;
      const cut = context.facts.node(end.input);
      if (cut.kind !== "cut" || firstDedupe(context.taskOf(cut).input, context).step !== null) continue;
      seen.add(step.id);
      const related = places(step.span, { span: judge.rows.span, message: `judged by \`${judge.declaration}\` here` });
      context.report(lint["dedupe-after-split"](step.span, { step: step.label, rows: end.label }, { related }));
    }
  },
};

/** On the way from a table to the partition or source it is made from. */
function firstDedupe(id: NodeId, { facts }: CheckContext): { readonly step: StepNode | null; readonly end: FlowNode } {
  let step: StepNode | null = null;
  let node = facts.node(id);
  while (node.kind === "step" || node.kind === "apply") {
    if (node.kind === "step" && node.step.kind === "dedupe") step ??= node;
    node = facts.node(node.input);
  }
  return { step, end: node };
}
