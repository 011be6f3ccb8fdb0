// The features of a task where they are used: at the task itself, and again at every table that is fitted or judged, where
// steps after the split may have made them anew.

import type { Facts } from "../graph/analysis/facts.ts";
import { featuresOf } from "../graph/analysis/task-columns.ts";
import type { FlowGraph, NodeId, TaskNode } from "../graph/graph.ts";
import type { Typed } from "../types/typed.ts";

/** The tasks, then a task with each such table in the place of its own, left with the features that differ there. */
export function viewsOf(
  graph: FlowGraph,
  typed: Typed,
  facts: Facts,
  isJudged: (id: NodeId) => boolean,
): readonly TaskNode[] {
  const tasks = graph.nodes.filter((node) => node.kind === "task");
  const taskOf = new Map(
    typed.declarations.flatMap((one) =>
      "task" in one && typeof one.task === "string" ? [[one.id, one.task] as const] : [],
    ),
  );
  const found = new Map<string, TaskNode>();
  for (const node of graph.nodes) {
    if (node.kind !== "judge" && !(node.kind === "learn" && isJudged(node.id))) continue;
    const rows = facts.node(node.rows.node);
    const id = node.kind === "learn" ? node.task : taskOf.get(node.declaration);
    const task = tasks.find((one) => one.id === id);
    if (task === undefined || rows.kind === "part") continue;
    const key = `${task.id}\0${rows.id}`;
    if (!found.has(key)) found.set(key, changed(task, rows.id, facts));
  }
  const hasColumns = ({ task }: TaskNode): boolean => task.features.length + task.beside.length > 0;
  return [...tasks, ...[...found.values()].filter(hasColumns)];
}

function changed(node: TaskNode, rows: NodeId, facts: Facts): TaskNode {
  const before = new Map(featuresOf(node, facts).map(({ name, lineage }) => [name, lineage.uses]));
  const after = facts.lineage(rows);
  const differs = ({ column }: { readonly column: string }): boolean =>
    after.has(column) && after.get(column)?.uses !== before.get(column);
  const features = node.task.features
    .filter(differs)
    // The place is where the column was made, not where the task names it.
    .map((feature) => ({ ...feature, given: false }));
  return {
    ...node,
    input: rows,
    task: { ...node.task, features, known: [], beside: node.task.beside.filter(differs) },
  };
}
