// The heart of the influence checks: rows that are judged and have shaped what is judged on them.
import type { Facts } from "../graph/analysis/facts.ts";
import type { Influence } from "../graph/analysis/influence.ts";
import { overlapping, overlaps, type RowSet } from "../graph/analysis/rows.ts";
import type { ChooseNode, FlowGraph, Input, JudgeNode, NodeId } from "../graph/graph.ts";

export interface Overlap {
  readonly judge: JudgeNode;
  readonly influence: Influence;
  /** The part of the influence's rows that may be judged. */
  readonly rows: RowSet;
  readonly judged: RowSet;
}

export function findOverlaps(graph: FlowGraph, facts: Facts, isJudged: (id: NodeId) => boolean): readonly Overlap[] {
  return graph.nodes.flatMap((node) => {
    if (node.kind === "judge") return overlapsOf(node, facts);
    if (node.kind !== "choose" || node.rows === null || node.way === "search" || !isJudged(node.id)) return [];
    return choiceOverlaps(node, node.rows, facts);
  });
}

/**
 * Rows that decide something must not have shaped the values that they are looked at through, or the choice is made on
 * flattered scores. Members fitted on these rows have findings of their own.
 */
function choiceOverlaps(node: ChooseNode, rows: Input, facts: Facts): readonly Overlap[] {
  const { id, declaration, span, label, subjects } = node;
  const judge: JudgeNode = { kind: "judge", id, declaration, span, label, of: "score", subjects, rows };
  return overlapsOf(judge, facts).filter(
    ({ influence }) => influence.manner === "transform-fit" || influence.manner === "statistic",
  );
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
