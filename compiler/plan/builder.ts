// Collects plan nodes. Two nodes of the same definition become one: that is how folds, trials and models share work.
import type { Span } from "../../specs/diagnostic.ts";
import type { NodeId, Operation, PlanNode } from "../../specs/plan.ts";
import { invariant } from "../base/invariant.ts";
import type { RegistryIndex } from "../types/context.ts";
import { identify, type NodeIdentity } from "./identity.ts";

export interface NodeDraft {
  readonly id: NodeId;
  readonly declaration: string;
  readonly inputs: readonly NodeId[];
  readonly op: Operation;
  readonly span: Span;
  readonly influences: readonly string[];
}

export interface PlanBuilder {
  /** Adds the node, or returns the id of one that means the same. */
  readonly add: (draft: NodeDraft) => NodeId;
  readonly node: (id: NodeId) => PlanNode;
  readonly nodes: () => readonly PlanNode[];
}

export function createPlanBuilder(registry: Pick<RegistryIndex, "find">): PlanBuilder {
  const byId = new Map<NodeId, PlanNode>();
  const identities = new Map<NodeId, NodeIdentity>();
  const byDefinition = new Map<string, NodeId>();
  const node = (id: NodeId): PlanNode => {
    const found = byId.get(id);
    invariant(found !== undefined, `plan node ${id} is used before it is added`);
    return found;
  };
  const identityOf = (id: NodeId): NodeIdentity => {
    const found = identities.get(id);
    invariant(found !== undefined, `plan node ${id} is used before it is added`);
    return found;
  };
  const add = (draft: NodeDraft): NodeId => {
    const identity = identify(draft.op, draft.inputs, identityOf, registry);
    const same = byDefinition.get(identity.definition);
    if (same !== undefined) return same;
    invariant(!byId.has(draft.id), `two plan nodes are called ${draft.id}`);
    const influences = new Set(draft.influences);
    for (const input of draft.inputs) for (const influence of node(input).influences) influences.add(influence);
    byId.set(draft.id, { ...draft, influences: [...influences].sort(), fingerprint: identity.fingerprint });
    identities.set(draft.id, identity);
    byDefinition.set(identity.definition, draft.id);
    return draft.id;
  };
  return { add, node, nodes: () => [...byId.values()] };
}
