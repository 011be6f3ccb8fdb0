// A transform or a joined statistic that learned from rows which are judged.
import { printRows } from "../../graph/analysis/rows.ts";
import type { Check, CheckContext } from "../context.ts";
import { nodesOf } from "../context.ts";
import type { Overlap } from "../overlaps.ts";
import { leak } from "./leakage.diagnostics.ts";
import { overlapPlaces } from "./overlap-places.ts";
import { usePart } from "./partition-fix.ts";
import { encodesTarget } from "./target-encoding-in-sample.check.ts";

export const fitOutsideTrain: Check = {
  id: leak["fit-outside-train"].id,
  entries: leak["fit-outside-train"].spec.entries ?? [],
  applies: ({ graph }) =>
    nodesOf(graph, "learn").some((node) => node.of === "transform" || node.chain.length > 0) ||
    nodesOf(graph, "step").some((node) => node.step.kind === "join"),
  run: (context) => {
    for (const overlap of context.overlaps) reportOverlap(overlap, context);
  },
};

function reportOverlap(overlap: Overlap, context: CheckContext): void {
  const { influence, judge, rows } = overlap;
  if (influence.manner !== "transform-fit" && influence.manner !== "statistic") return;
  const node = context.facts.node(influence.node);
  if (encodesTarget(node)) return;
  const named = node.kind === "learn" && node.declaration === node.id;
  const what = named ? `\`${node.label}\`` : node.kind === "step" ? "this aggregate" : "this transform";
  const help = named
    ? "fit it on `train` of the split that judges, or put it into the model chain: there it is fitted per fold"
    : "put it into the model chain, where it is fitted on training rows only, or make it from `train` alone";
  context.report(
    leak["fit-outside-train"](
      influence.span,
      { what, rows: printRows(rows), judge: judge.declaration, help },
      {
        related: overlapPlaces(overlap),
        fixes: node.kind === "learn" ? usePart(node.rows, "train", context.facts) : [],
      },
    ),
  );
}
