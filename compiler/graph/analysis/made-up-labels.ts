// Rows whose labels are not their own: the target column was made anew on the way (pseudo-labels, self-training).
import type { NodeId, TaskNode } from "../graph.ts";
import type { Facts } from "./facts.ts";
import type { Use } from "./lineage.ts";
import type { RowSet } from "./rows.ts";

export interface Labelled {
  readonly rows: RowSet;
  /** False where the label column has nothing of the task's label in it. */
  readonly ownLabels: boolean;
}

/** The tables that a table is united from, each with whether it still carries the labels of its rows. */
export function labelledRows(id: NodeId, task: TaskNode, facts: Facts): readonly Labelled[] {
  const target = task.task.target;
  const bases = new Set((facts.lineage(task.input).get(target)?.uses ?? []).map(keyOf));
  const walk = (at: NodeId, column: string): readonly Labelled[] => {
    const node = facts.node(at);
    const made = (): readonly Labelled[] => {
      const uses = facts.lineage(at).get(column)?.uses ?? [];
      return [{ rows: facts.rows(at), ownLabels: uses.some((use) => bases.has(keyOf(use))) }];
    };
    if (node.kind === "apply") return walk(node.input, column);
    if (node.kind !== "step") return made();
    const { step } = node;
    switch (step.kind) {
      case "union":
        return [...walk(node.input, column), ...walk(node.right!, column)];
      case "derive":
        return step.columns.some(({ name }) => name === column) ? made() : walk(node.input, column);
      case "join":
      case "join_as_of":
        return step.columns.some(({ to }) => to === column) ? made() : walk(node.input, column);
      case "rename":
        return walk(node.input, step.columns.find(({ to }) => to === column)?.from ?? column);
      default:
        return walk(node.input, column);
    }
  };
  return walk(id, target);
}

const keyOf = ({ base }: Use): string => (base === null ? "" : `${base.origin}\0${base.column}`);
