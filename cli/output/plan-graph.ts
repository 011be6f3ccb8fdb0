// The plan as a graph for other tools. Nodes are plan nodes, edges go from what is read to what reads it.
import type { Plan } from "../../specs/plan.ts";
import { describeOperation } from "./describe-operation.ts";

/** https://mermaid.js.org: quotes and `#` are written as entities. */
export function printMermaid(plan: Plan): string {
  const number = new Map(plan.nodes.map((node, i) => [node.id, `n${i}`]));
  const quote = (text: string): string =>
    text.replaceAll("#", "#35;").replaceAll('"', "#quot;").replaceAll("<", "#lt;");
  const lines = ["flowchart TD"];
  for (const node of plan.nodes)
    lines.push(`  ${number.get(node.id)}["${quote(node.id)}<br/>${quote(describeOperation(node.op))}"]`);
  for (const node of plan.nodes)
    for (const input of node.inputs) lines.push(`  ${number.get(input)} --> ${number.get(node.id)}`);
  return `${lines.join("\n")}\n`;
}

/** Graphviz. */
export function printDot(plan: Plan): string {
  const quote = (text: string): string => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
  const lines = ["digraph plan {", "  rankdir=TB;", '  node [shape=box, fontname="sans-serif"];'];
  for (const node of plan.nodes)
    lines.push(
      `  ${quote(node.id)} [label=${quote(`${node.id}\n${describeOperation(node.op)}`).replaceAll("\n", "\\n")}];`,
    );
  for (const node of plan.nodes) for (const input of node.inputs) lines.push(`  ${quote(input)} -> ${quote(node.id)};`);
  return `${[...lines, "}"].join("\n")}\n`;
}
