// All analyses of a graph, computed once in the order of its nodes: every fact of a node rests on those of its inputs.
import { invariant } from "../../base/invariant.ts";
import type { FlowGraph, NodeId } from "../graph.ts";
import type { Facts } from "./facts.ts";
import type { Influence } from "./influence.ts";
import { influencesOf } from "./influences.ts";
import type { TableLineage } from "./lineage.ts";
import { rowsOf } from "./row-sets.ts";
import type { RowSet } from "./rows.ts";
import { lineageOf } from "./table-lineage.ts";

export function analyse(graph: FlowGraph): Facts {
  const rows = new Map<NodeId, RowSet>();
  const lineage = new Map<NodeId, TableLineage>();
  const influences = new Map<NodeId, readonly Influence[]>();
  const read =
    <T>(facts: ReadonlyMap<NodeId, T>) =>
    (id: NodeId): T => {
      const fact = facts.get(id);
      invariant(fact !== undefined, `node ${id} has not been analysed`);
      return fact;
    };
  const known: Facts = {
    node: read(graph.byId),
    rows: read(rows),
    lineage: read(lineage),
    influences: read(influences),
  };
  for (const node of graph.nodes) {
    rows.set(node.id, rowsOf(node, known));
    lineage.set(node.id, lineageOf(node, known));
    influences.set(node.id, influencesOf(node, known));
  }
  return known;
}
