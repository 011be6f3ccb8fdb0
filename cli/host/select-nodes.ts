// `--only NAME`: the nodes of those declarations and everything they read.
import { didYouMean } from "../../compiler/base/suggest.ts";
import type { NodeId, Plan } from "../../specs/plan.ts";
import { CommandFailure } from "../failure.ts";

/** All nodes when no name is given. */
export function selectNodes(plan: Plan, only: readonly string[]): ReadonlySet<NodeId> {
  if (only.length === 0) return new Set(plan.nodes.map((node) => node.id));
  const names = plan.declarations.map((declaration) => declaration.name);
  const open: NodeId[] = [];
  for (const name of only) {
    const declaration = plan.declarations.find((candidate) => candidate.name === name);
    if (declaration === undefined)
      throw new CommandFailure(
        `the spec has no declaration \`${name}\``,
        didYouMean(name, names, `it has ${names.join(", ")}`),
      );
    open.push(...declaration.nodes);
  }
  const inputs = new Map(plan.nodes.map((node) => [node.id, node.inputs]));
  const needed = new Set<NodeId>();
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (needed.has(id)) continue;
    needed.add(id);
    open.push(...(inputs.get(id) ?? []));
  }
  return needed;
}
