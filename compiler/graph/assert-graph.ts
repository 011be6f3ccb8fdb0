// What every later pass may rely on.
import { invariant } from "../base/invariant.ts";
import { type FlowGraph, type FlowNode, inputsOf } from "./graph.ts";

/** Throws unless ids are unique, every input exists, stands before its reader and has a kind that fits. */
export function assertGraph(graph: FlowGraph): void {
  const seen = new Map<string, FlowNode>();
  for (const node of graph.nodes) {
    invariant(!seen.has(node.id), `two nodes are called ${node.id}`);
    for (const input of inputsOf(node)) invariant(seen.has(input), `${node.id} reads ${input} before it exists`);
    assertKinds(node, seen);
    seen.set(node.id, node);
  }
  invariant(seen.size === graph.byId.size, "the index of the graph has other nodes than its list");
}

const TABLES: readonly FlowNode["kind"][] = ["source", "step", "apply", "part", "predict"];
const VALUES: readonly FlowNode["kind"][] = ["learn", "choose"];

function assertKinds(node: FlowNode, seen: ReadonlyMap<string, FlowNode>): void {
  const expect = (id: string, kinds: readonly FlowNode["kind"][]): void => {
    const kind = seen.get(id)?.kind;
    invariant(
      kind !== undefined && kinds.includes(kind),
      `${node.id} reads ${id}, a ${kind}, not ${kinds.join(" or ")}`,
    );
  };
  if (node.kind === "task" || node.kind === "step" || node.kind === "apply") expect(node.input, TABLES);
  if (node.kind === "step" && node.right !== null) expect(node.right, TABLES);
  if (node.kind === "apply") expect(node.fitted, VALUES);
  if (node.kind === "cut") expect(node.input, ["task"]);
  if (node.kind === "part") expect(node.input, ["cut"]);
  if (node.kind === "learn") expect(node.rows.node, TABLES);
  if (node.kind === "choose" || node.kind === "judge") {
    if (node.rows !== null) expect(node.rows.node, TABLES);
    for (const subject of node.subjects) expect(subject.node, VALUES);
  }
}
