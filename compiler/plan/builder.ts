// Collects plan nodes. Two nodes with the same meaning become one: that is how folds, trials and models share work.

import type { Span } from "../../specs/diagnostic.ts";
import { fingerprint } from "../../specs/hash.ts";
import type { Json } from "../../specs/json.ts";
import type { NodeId, Operation, PlanNode } from "../../specs/plan.ts";
import { invariant } from "../base/invariant.ts";
import { meaningOf } from "./meaning.ts";

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

export function createPlanBuilder(): PlanBuilder {
  const byId = new Map<NodeId, PlanNode>();
  const byFingerprint = new Map<string, NodeId>();
  const node = (id: NodeId): PlanNode => {
    const found = byId.get(id);
    invariant(found !== undefined, `plan node ${id} is used before it is added`);
    return found;
  };
  const add = (draft: NodeDraft): NodeId => {
    const meaning: Json = {
      op: meaningOf(draft.op, (id) => node(id).fingerprint),
      inputs: draft.inputs.map((id) => node(id).fingerprint),
    };
    const key = fingerprint(meaning);
    const same = byFingerprint.get(key);
    if (same !== undefined) return same;
    invariant(!byId.has(draft.id), `two plan nodes are called ${draft.id}`);
    const influences = new Set(draft.influences);
    for (const input of draft.inputs) for (const influence of node(input).influences) influences.add(influence);
    byId.set(draft.id, { ...draft, influences: [...influences].sort(), fingerprint: key });
    byFingerprint.set(key, draft.id);
    return draft.id;
  };
  return { add, node, nodes: () => [...byId.values()] };
}
