// What every check receives. Expensive questions are answered once.
import type { Diagnostic, RelatedPlace, Span } from "../../specs/diagnostic.ts";
import { invariant } from "../base/invariant.ts";
import { analyse } from "../graph/analysis/analyse.ts";
import type { Facts } from "../graph/analysis/facts.ts";
import type { CutNode, FlowGraph, FlowNode, NodeId, TaskNode } from "../graph/graph.ts";
import { inputsOf } from "../graph/graph.ts";
import type { Typed } from "../types/typed.ts";
import { findOverlaps, type Overlap } from "./overlaps.ts";
import { viewsOf } from "./task-views.ts";

export interface CheckOptions {
  readonly strict: boolean;
}

export interface CheckContext {
  readonly graph: FlowGraph;
  readonly typed: Typed;
  readonly facts: Facts;
  readonly strict: boolean;
  readonly report: (diagnostic: Diagnostic) => void;
  readonly tasks: readonly TaskNode[];
  /** The tasks, and once more for every fitted or judged table that makes features of theirs anew. */
  readonly views: readonly TaskNode[];
  readonly cuts: readonly CutNode[];
  /** Every pair of a judged row set and rows that shaped what is judged on it. */
  readonly overlaps: readonly Overlap[];
  /** Nodes that some evaluation or score depends on. */
  readonly isJudged: (id: NodeId) => boolean;
  readonly taskOf: (cut: CutNode) => TaskNode;
}

export interface Check {
  readonly id: string;
  /** The codes of the leakage catalogue that it decides; empty for practice rules. */
  readonly entries: readonly string[];
  /** Whether the spec has anything that this could be wrong with. */
  readonly applies: (context: CheckContext) => boolean;
  readonly run: (context: CheckContext) => void;
}

export function createContext(
  graph: FlowGraph,
  typed: Typed,
  options: CheckOptions,
  report: (diagnostic: Diagnostic) => void,
): CheckContext {
  const facts = analyse(graph);
  const judged = judgedNodes(graph);
  const isJudged = (id: NodeId): boolean => judged.has(id);
  return {
    graph,
    typed,
    facts,
    strict: options.strict,
    report,
    tasks: nodesOf(graph, "task"),
    views: viewsOf(graph, typed, facts, isJudged),
    cuts: nodesOf(graph, "cut"),
    overlaps: findOverlaps(graph, facts, isJudged),
    isJudged,
    taskOf: (cut) => {
      const node = facts.node(cut.input);
      invariant(node.kind === "task", `split ${cut.id} cuts no task`);
      return node;
    },
  };
}

export function nodesOf<K extends FlowNode["kind"]>(
  graph: FlowGraph,
  kind: K,
): readonly Extract<FlowNode, { kind: K }>[] {
  // The filter compares the discriminant, which TypeScript does not follow for a generic kind.
  return graph.nodes.filter((node) => node.kind === kind) as readonly FlowNode[] as readonly Extract<
    FlowNode,
    { kind: K }
  >[];
}

function judgedNodes(graph: FlowGraph): ReadonlySet<NodeId> {
  const judged = new Set<NodeId>();
  for (const node of [...graph.nodes].reverse())
    if (node.kind === "judge" || judged.has(node.id)) for (const input of inputsOf(node)) judged.add(input);
  return judged;
}

/** Places in order, without the primary one and without repetitions. */
export function places(primary: Span, ...path: readonly (RelatedPlace | null)[]): readonly RelatedPlace[] {
  const seen = new Set([`${primary.file}:${primary.start}:${primary.end}`]);
  return path.filter((place) => {
    if (place === null) return false;
    const key = `${place.span.file}:${place.span.start}:${place.span.end}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  }) as readonly RelatedPlace[];
}
