// A transform or a joined statistic that learned from rows which are judged.
import { printRows } from "../../graph/analysis/rows.ts";
import type { FlowNode } from "../../graph/graph.ts";
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
  if (encodesTarget(node) || isTransductive(overlap, node, context)) return;
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
        entries: [entryOf(overlap, node)],
        fixes: node.kind === "learn" ? usePart(node.rows, "train", context.facts) : [],
      },
    ),
  );
}

/** A transductive claim says that the judged rows are known beforehand, all but their labels. */
function isTransductive({ judge }: Overlap, node: FlowNode, { typed, tasks }: CheckContext): boolean {
  const declaration = typed.declarations.find(({ id }) => id === judge.declaration);
  const id = declaration !== undefined && "task" in declaration ? declaration.task : null;
  const claim = tasks.find((task) => task.id === id)?.task.claim.parts ?? [];
  const readsLabels = node.kind === "learn" && node.chain.some(({ learns }) => learns === "features+target");
  return claim.some(({ kind }) => kind === "transductive") && !readsLabels;
}

/** Which of the catalogue's ways of fitting on the wrong rows this is. */
function entryOf({ judge, influence, rows }: Overlap, node: FlowNode): string {
  if (node.kind === "learn" && node.chain.some(({ learns }) => learns === "features+target")) return "LK110";
  if (judge.of === "score" && influence.rows.every(({ parts }) => parts.length > 0))
    return judge.id.endsWith("/score") ? "LK106" : "LK107";
  if (influence.rows.length > 1) return "LK103";
  const last = rows.flatMap(({ parts }) => parts).at(-1);
  if (last === undefined) return "LK101";
  return last.part === "test" ? "LK104" : "LK106";
}
