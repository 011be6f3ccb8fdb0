// What the analyses know about a node and those before it.
import type { FlowNode, NodeId } from "../graph.ts";
import type { Influence } from "./influence.ts";
import type { TableLineage } from "./lineage.ts";
import type { RowSet } from "./rows.ts";

export interface Facts {
  readonly node: (id: NodeId) => FlowNode;
  readonly rows: (id: NodeId) => RowSet;
  readonly lineage: (id: NodeId) => TableLineage;
  readonly influences: (id: NodeId) => readonly Influence[];
}
