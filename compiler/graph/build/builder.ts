// What the construction of every kind of node shares.
import type { RegistryIndex } from "../../types/context.ts";
import type { DeclarationId, Typed, TypedDeclaration } from "../../types/typed.ts";
import type { FlowGraph, FlowNode, NodeId } from "../graph.ts";

export interface GraphBuilder {
  readonly registry: RegistryIndex;
  readonly declarations: ReadonlyMap<DeclarationId, TypedDeclaration>;
  readonly add: (node: FlowNode) => NodeId;
  /** The node of a declaration's value; null when the declaration had errors and is absent. */
  readonly valueOf: (id: DeclarationId) => NodeId | null;
  readonly setValue: (id: DeclarationId, node: NodeId) => void;
  /** `<declaration>/<n>`, for steps on the way to a declaration's value. */
  readonly freshId: (declaration: DeclarationId) => NodeId;
  /** The first declaration of a split with this key. */
  readonly firstCut: (key: string, id: DeclarationId) => NodeId;
  readonly nodeAt: (id: NodeId) => FlowNode | null;
  readonly finish: () => FlowGraph;
}

export function createBuilder(typed: Typed, registry: RegistryIndex): GraphBuilder {
  const nodes: FlowNode[] = [];
  const byId = new Map<NodeId, FlowNode>();
  const values = new Map<DeclarationId, NodeId>();
  const counts = new Map<DeclarationId, number>();
  const cuts = new Map<string, NodeId>();
  return {
    registry,
    declarations: new Map(typed.declarations.map((declaration) => [declaration.id, declaration])),
    add: (node) => {
      nodes.push(node);
      byId.set(node.id, node);
      return node.id;
    },
    valueOf: (id) => values.get(id) ?? null,
    setValue: (id, node) => void values.set(id, node),
    freshId: (declaration) => {
      const count = (counts.get(declaration) ?? 0) + 1;
      counts.set(declaration, count);
      return `${declaration}/${count}`;
    },
    firstCut: (key, id) => {
      const first = cuts.get(key);
      if (first === undefined) cuts.set(key, id);
      return first ?? id;
    },
    nodeAt: (id) => byId.get(id) ?? null,
    finish: () => ({ nodes, byId }),
  };
}
