// The graph as text, for `pipec dump --after graph` and for tests: one line per node.
import { type FlowGraph, type FlowNode, inputsOf } from "./graph.ts";

export function printGraph(graph: FlowGraph): string {
  return graph.nodes.map(printNode).join("\n");
}

function printNode(node: FlowNode): string {
  const inputs = inputsOf(node);
  const from = inputs.length === 0 ? "" : ` <- ${inputs.join(", ")}`;
  return `${node.id}: ${node.kind}${effects(node)}${from}`;
}

function effects(node: FlowNode): string {
  switch (node.kind) {
    case "step":
      return ` ${node.effect}${node.copies ? " copies" : ""}`;
    case "cut":
      return ` ${node.split.declaration.separates}`;
    case "part":
      return ` ${node.part}${node.folded ? " per fold" : ""}`;
    case "learn":
      return ` ${node.of}${node.folded ? " per fold" : ""}`;
    case "choose":
      return ` ${node.way}${node.folded ? " per fold" : ""}`;
    case "judge":
      return ` ${node.of}`;
    case "source":
    case "apply":
    case "task":
    case "predict":
    case "emit":
      return "";
    default:
      return node satisfies never;
  }
}
