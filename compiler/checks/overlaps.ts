// The heart of the influence checks: rows that are judged and have shaped what is judged on them.
import type { Facts } from "../graph/analysis/facts.ts";
import type { Influence } from "../graph/analysis/influence.ts";
import { overlapping, overlaps, type RowSet } from "../graph/analysis/rows.ts";
import type { FlowGraph, JudgeNode } from "../graph/graph.ts";

export interface Overlap {
  readonly judge: JudgeNode;
  readonly influence: Influence;
  /** The part of the influence's rows that may be judged. */
  readonly rows: RowSet;
  readonly judged: RowSet;
}

export function findOverlaps(graph: FlowGraph, facts: Facts): readonly Overlap[] {
  return graph.nodes.flatMap((node) => (node.kind === "judge" ? overlapsOf(node, facts) : []));
}

function overlapsOf(judge: JudgeNode, facts: Facts): readonly Overlap[] {
  const judged = facts.rows(judge.rows.node);
  const influences = [
    ...judge.subjects.flatMap((subject) => facts.influences(subject.node)),
    ...facts.influences(judge.rows.node),
  ];
  return influences
    .filter((influence) => overlaps(influence.rows, judged) && !isOwnEarlyStop(judge, influence, facts))
    .map((influence) => ({ judge, influence, rows: overlapping(influence.rows, judged), judged }));
}

/** A search that stops its trials on the rows it scores them on leaks into no report: that is a warning of its own. */
function isOwnEarlyStop(judge: JudgeNode, influence: Influence, facts: Facts): boolean {
  if (judge.of !== "score" || influence.manner !== "early-stop") return false;
  return facts.node(influence.node).declaration === judge.declaration;
}
