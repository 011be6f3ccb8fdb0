// Encodings of the target that contain a row's own label: made before the split, or applied to the rows they were made from.
import { overlaps, printRows } from "../../graph/analysis/rows.ts";
import type { FlowNode } from "../../graph/graph.ts";
import { type Check, type CheckContext, nodesOf, places } from "../context.ts";
import { leak } from "./leakage.diagnostics.ts";
import { overlapPlaces } from "./overlap-places.ts";

export const encodesTarget = (node: FlowNode): boolean =>
  node.kind === "learn" &&
  node.of === "transform" &&
  node.chain.some(({ declaration }) => declaration.encodesTarget === true);

export const targetEncodingInSample: Check = {
  id: leak["target-encoding-in-sample"].id,
  entries: leak["target-encoding-in-sample"].spec.entries ?? [],
  applies: ({ graph }) =>
    nodesOf(graph, "learn").some((node) => node.chain.some(({ declaration }) => declaration.encodesTarget === true)),
  run: (context) => {
    reportBeforeSplit(context);
    reportAppliedToOwnRows(context);
    reportWithoutFolds(context);
  },
};

function reportBeforeSplit(context: CheckContext): void {
  for (const overlap of context.overlaps) {
    const node = context.facts.node(overlap.influence.node);
    if (overlap.influence.manner !== "transform-fit" || !encodesTarget(node)) continue;
    const what = node.id === node.declaration ? `\`${node.label}\`` : "this encoder";
    context.report(
      leak["target-encoding-in-sample"](
        overlap.influence.span,
        { what, rows: printRows(overlap.rows) },
        { related: overlapPlaces(overlap), entries: ["LK308"] },
      ),
    );
  }
}

/** A separately fitted encoder does not know that it sees its own rows again, so it cannot leave them out. */
function reportAppliedToOwnRows(context: CheckContext): void {
  const { facts, graph } = context;
  for (const node of nodesOf(graph, "apply")) {
    const fitted = facts.node(node.fitted);
    if (!encodesTarget(fitted) || fitted.kind !== "learn" || !context.isJudged(node.id)) continue;
    const inPipe = fitted.declaration === node.declaration && fitted.id !== fitted.declaration;
    if (inPipe || !overlaps(facts.rows(fitted.rows.node), facts.rows(node.input))) continue;
    if (!feedsFit(node.id, context)) continue;
    context.report(
      leak["target-encoding-in-sample"](
        node.span,
        { what: `\`${fitted.label}\``, rows: printRows(facts.rows(node.input)) },
        { related: places(node.span, { span: fitted.span, message: "fitted here" }), entries: ["LK307"] },
      ),
    );
  }
}

function feedsFit(id: string, { graph, facts }: CheckContext): boolean {
  return nodesOf(graph, "learn").some((learn) => {
    let node: FlowNode = facts.node(learn.rows.node);
    while (node.kind === "step" || node.kind === "apply") {
      if (node.id === id) return true;
      node = facts.node(node.input);
    }
    return false;
  });
}

/** An encoder that declares no out-of-fold encoding of its own training rows. */
function reportWithoutFolds(context: CheckContext): void {
  for (const node of nodesOf(context.graph, "learn"))
    for (const { call, declaration } of node.chain) {
      if (declaration.encodesTarget !== true || declaration.outOfFold || !context.isJudged(node.id)) continue;
      context.report(
        leak["target-encoding-in-sample"](
          call.span,
          { what: `\`${call.component}\``, rows: printRows(context.facts.rows(node.rows.node)) },
          { related: places(call.span, { span: node.span, message: "fitted here" }), entries: ["LK307"] },
        ),
      );
    }
}
