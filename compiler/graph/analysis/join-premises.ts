// Joins of which the spec alone does not tell that the right rows were known.
import type { FlowGraph, StepNode } from "../graph.ts";
import type { Facts } from "./facts.ts";
import { distanceByKeys, hasSourceWith } from "./row-distance.ts";

export interface RestingJoin {
  readonly node: StepNode;
  /** On a stamp or a `within:` that only data can be compared with, or on keys that are moments of rows without a time. */
  readonly rests: "stamp" | "untimed-moment";
}

export const joinsOf = (graph: FlowGraph, facts: Facts): readonly RestingJoin[] =>
  graph.nodes.flatMap((node): readonly RestingJoin[] => {
    if (node.kind !== "step" || node.step.kind !== "join" || node.right === null) return [];
    const isStamped = hasSourceWith(node.right, "knownAt", facts);
    const isTimed = hasSourceWith(node.right, "time", facts);
    // The join compares the times itself where both tables have one.
    if (node.step.within !== null && node.step.time !== null) return [];
    if (isStamped || (isTimed && node.step.within !== null)) return [{ node, rests: "stamp" }];
    if (isTimed) return [];
    const distance = distanceByKeys(node.step.on, node.input, node.right, facts);
    return distance === "unknown" ? [{ node, rests: "untimed-moment" }] : [];
  });
