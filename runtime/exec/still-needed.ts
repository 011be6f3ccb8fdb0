// Which values the rest of a run may still ask for. All others are let go: what the cache holds can be read again.
import type { NodeId, PlanNode } from "../../specs/plan.ts";
import { isKept } from "./value.ts";

/** `left` are the nodes that are not settled yet; `isMade` says that a value was computed or is in the cache. */
export function stillNeeded(
  left: Iterable<NodeId>,
  nodeOf: (id: NodeId) => PlanNode,
  isMade: (id: NodeId) => boolean,
): ReadonlySet<NodeId> {
  const needed = new Set<NodeId>();
  const visited = new Map<NodeId, "part" | "whole">();
  const visit = (id: NodeId, whole: boolean): void => {
    const before = visited.get(id);
    if (before === "whole" || (before === "part" && !whole)) return;
    visited.set(id, whole ? "whole" : "part");
    needed.add(id);
    const node = nodeOf(id);
    // The rows of a split are those of the task that it cuts.
    const stops = !whole && isKept(node.op.kind) && isMade(id) && node.op.kind !== "split";
    if (!stops) for (const input of node.inputs) visit(input, whole);
  };
  for (const id of left) {
    const { op, inputs } = nodeOf(id);
    // These follow the inputs of their inputs: to the sources, or to the task of a fitted value.
    const whole = op.kind === "contracts" || op.kind === "predict" || op.kind === "publish";
    for (const input of inputs) visit(input, whole);
  }
  return needed;
}
