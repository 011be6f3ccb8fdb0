// What the source of a task's rows says about them, and the table of the task no longer does.
import type { Column, Roles } from "../../../specs/data-type.ts";
import type { FlowNode, NodeId, SourceNode, TaskNode } from "../graph.ts";
import type { Facts } from "./facts.ts";

/** Sources whose rows are the rows of a table: groups of them, and what opaque steps make, are others. */
export function ownSources(id: NodeId, facts: Facts): readonly SourceNode[] {
  const node: FlowNode = facts.node(id);
  switch (node.kind) {
    case "source":
      return [node];
    case "step": {
      if (node.effect === "aggregate" || node.effect === "opaque") return [];
      const right = node.effect === "union" && node.right !== null ? ownSources(node.right, facts) : [];
      return [...ownSources(node.input, facts), ...right];
    }
    case "apply":
    case "task":
    case "cut":
    case "part":
      return ownSources(node.input, facts);
    default:
      return [];
  }
}

/** Columns of such a role in the sources of the rows that no column of this schema is any more. */
export function lostColumns(
  id: NodeId,
  kept: readonly Column[],
  hasRole: (roles: Roles) => boolean,
  facts: Facts,
): readonly { readonly source: SourceNode; readonly column: string }[] {
  const lineage = facts.lineage(id);
  const left = new Set(
    kept.flatMap(({ name, roles }) =>
      hasRole(roles) ? (lineage.get(name)?.uses ?? []).map(({ base }) => `${base?.origin}\0${base?.column}`) : [],
    ),
  );
  return ownSources(id, facts).flatMap((source) =>
    source.schema.columns
      .filter(({ name, roles }) => hasRole(roles) && !left.has(`${source.identity}\0${name}`))
      .map(({ name }) => ({ source, column: name })),
  );
}

/** The rows happened at a time, which the table of the task no longer has. */
export const lostTime = ({ task, input }: TaskNode, facts: Facts): boolean =>
  task.time === null &&
  (lostColumns(input, [], ({ time }) => time !== undefined, facts).length > 0 || droppedByQuery(input, facts));

/** A query that declares how far it reads after its own rows is about rows that have a time. */
function droppedByQuery(id: NodeId, facts: Facts): boolean {
  const node = facts.node(id);
  if (node.kind !== "step" || node.effect === "aggregate") return false;
  if (node.step.kind === "sql" && node.step.reach !== null && node.step.time !== null) return true;
  return droppedByQuery(node.input, facts);
}
