// The plan as a graph for other tools. Nodes are plan nodes, edges go from what is read to what reads it.
import type { NodeId, Plan } from "../../specs/plan.ts";
import type { CacheState } from "../host/cached-nodes.ts";
import { describeOperation } from "./describe-operation.ts";
import { printReason } from "./miss-reason.ts";

type States = ReadonlyMap<NodeId, CacheState>;

/** What the cache says about a node: a hit, or why it is computed. Null of what is as in the last run and made on demand. */
export function cacheNote(state: CacheState | undefined): string | null {
  if (state === undefined) return null;
  if (state.state === "cached") return "cached";
  return state.why === null ? null : printReason(state.why);
}

/** https://mermaid.js.org: quotes and `#` are written as entities. */
export function printMermaid(plan: Plan, states: States): string {
  const number = new Map(plan.nodes.map((node, i) => [node.id, `n${i}`]));
  const quote = (text: string): string =>
    text.replaceAll("#", "#35;").replaceAll('"', "#quot;").replaceAll("<", "#lt;");
  const labelOf = labeller(states);
  const lines = ["flowchart TD"];
  for (const node of plan.nodes) lines.push(`  ${number.get(node.id)}["${labelOf(node).map(quote).join("<br/>")}"]`);
  for (const node of plan.nodes)
    for (const input of node.inputs) lines.push(`  ${number.get(input)} --> ${number.get(node.id)}`);
  const cached = plan.nodes.filter((node) => states.get(node.id)?.state === "cached");
  if (cached.length > 0) {
    lines.push("  classDef cached fill:#e5f2e5,stroke:#5a8f5a");
    lines.push(`  class ${cached.map((node) => number.get(node.id)).join(",")} cached`);
  }
  return `${lines.join("\n")}\n`;
}

/** Graphviz. */
export function printDot(plan: Plan, states: States): string {
  const quote = (text: string): string => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
  const labelOf = labeller(states);
  const lines = ["digraph plan {", "  rankdir=TB;", '  node [shape=box, fontname="sans-serif"];'];
  for (const node of plan.nodes) {
    const fill = states.get(node.id)?.state === "cached" ? ', style=filled, fillcolor="#e5f2e5"' : "";
    lines.push(`  ${quote(node.id)} [label=${quote(labelOf(node).join("\n")).replaceAll("\n", "\\n")}${fill}];`);
  }
  for (const node of plan.nodes) for (const input of node.inputs) lines.push(`  ${quote(input)} -> ${quote(node.id)};`);
  return `${[...lines, "}"].join("\n")}\n`;
}

const labeller =
  (states: States) =>
  (node: Plan["nodes"][number]): readonly string[] => {
    const note = cacheNote(states.get(node.id));
    return [node.id, describeOperation(node.op), ...(note === null ? [] : [note])];
  };
