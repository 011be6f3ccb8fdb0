// Copies of rows (oversampling, augmentation, overlapping unions) made before rows are split, or among judged rows.

import type { Span } from "../../../specs/diagnostic.ts";
import { overlaps } from "../../graph/analysis/rows.ts";
import type { FlowNode, NodeId } from "../../graph/graph.ts";
import { type Check, type CheckContext, nodesOf } from "../context.ts";
import { leak } from "./leakage.diagnostics.ts";

export const resampledBeforeSplit: Check = {
  id: leak["resampled-before-split"].id,
  entries: leak["resampled-before-split"].spec.entries ?? [],
  applies: ({ graph }) =>
    nodesOf(graph, "step").some(({ copies }) => copies) ||
    nodesOf(graph, "learn").some(({ chain }) => chain.some(({ declaration }) => declaration.rows === "resample")),
  run: (context) => {
    for (const cut of context.cuts) {
      const task = context.taskOf(cut);
      for (const { span, label } of resamplers(task.input, context))
        context.report(
          leak["resampled-before-split"](
            span,
            { what: `\`${label}\``, problem: `before \`${cut.id}\` splits them` },
            { related: [{ span: cut.span, message: "rows are split here" }], entries: ["LK201", "LK202", "LK208"] },
          ),
        );
    }
    for (const judge of nodesOf(context.graph, "judge"))
      for (const { span, label } of resamplers(judge.rows.node, context))
        context.report(
          leak["resampled-before-split"](
            span,
            { what: `\`${label}\``, problem: `that \`${judge.declaration}\` judges` },
            { related: [{ span: judge.rows.span, message: "judged here" }], entries: ["LK803"] },
          ),
        );
  },
};

/** Steps and transforms on the way to a table, up to the partition it comes from, that draw or copy rows. */
function resamplers(id: NodeId, { facts }: CheckContext): readonly { readonly span: Span; readonly label: string }[] {
  const found: { readonly span: Span; readonly label: string }[] = [];
  let node: FlowNode = facts.node(id);
  while (node.kind === "step" || node.kind === "apply") {
    if (node.kind === "step" && node.copies && node.reach?.kind !== "window" && !isDisjointUnion(node, facts))
      found.push({ span: node.span, label: node.label });
    if (node.kind === "apply") {
      const fitted = facts.node(node.fitted);
      if (fitted.kind === "learn")
        for (const { call, declaration } of fitted.chain)
          if (declaration.copies || declaration.rows === "resample")
            found.push({ span: call.span, label: call.component });
    }
    node = facts.node(node.input);
  }
  return found;
}

function isDisjointUnion(node: FlowNode, facts: CheckContext["facts"]): boolean {
  if (node.kind !== "step" || node.effect !== "union" || node.right === null) return false;
  return !overlaps(facts.rows(node.input), facts.rows(node.right));
}
