// A transform or a joined statistic that learned from rows which are judged.
import type { TransformDeclaration } from "../../../specs/component.ts";
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
  if (encodesTarget(node) || resamples(node) || isTransductive(overlap, node, context)) return;
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
        entries: entriesOf(overlap, node, context),
        // A transform inside a table's pipe learns from the table that it is applied to.
        fixes: node.kind === "learn" && named ? usePart(node.rows, "train", context.facts, overlap.judged) : [],
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

/** What makes or draws rows is reported as that. */
const resamples = (node: FlowNode): boolean =>
  node.kind === "learn" && node.chain.some(({ declaration }) => declaration.rows === "resample");

/** Which of the catalogue's ways of fitting on the wrong rows this is: by the rows, then by what is learned from them. */
function entriesOf({ judge, influence, rows }: Overlap, node: FlowNode, context: CheckContext): readonly string[] {
  if (node.kind === "learn" && node.chain.some(({ learns }) => learns === "features+target")) return ["LK110"];
  if (judge.of === "score" && influence.rows.every(({ parts }) => parts.length > 0))
    return [judge.id.endsWith("/score") ? "LK106" : "LK107"];
  if (influence.rows.length > 1) return ["LK103"];
  const last = rows.flatMap(({ parts }) => parts).at(-1);
  if (last !== undefined) return [last.part === "test" ? "LK104" : "LK106"];
  const learned = node.kind === "learn" ? node.chain.filter(({ learns }) => learns !== "nothing") : [];
  const isSeries = context.tasks.some(({ task }) => task.time?.every !== null && task.time?.every !== undefined);
  return ["LK101", ...new Set(learned.flatMap(({ declaration }) => kindsOf(declaration))), ...(isSeries ? SERIES : [])];
}

const SERIES = ["LK409", "LK410"];

/** Levels, fill values, bounds and edges, or new axes. */
function kindsOf(declaration: TransformDeclaration): readonly string[] {
  if (!declaration.accepts.includes("float")) return ["LK109"];
  if (declaration.fillsMissing === true) return ["LK114"];
  if (declaration.output === "int") return ["LK113"];
  return declaration.monotone || declaration.invertible ? [] : ["LK111", "LK113"];
}
