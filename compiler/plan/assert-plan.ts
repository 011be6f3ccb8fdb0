// What every plan must satisfy, whoever made it: unique ids, inputs before use, partitions of splits, known declarations.
import type { PartitionRef, Plan } from "../../specs/plan.ts";
import { invariant } from "../base/invariant.ts";

export function assertPlan(plan: Plan): void {
  const seen = new Map<string, Plan["nodes"][number]>();
  const names = new Set(plan.declarations.map(({ name }) => name));
  for (const node of plan.nodes) {
    invariant(!seen.has(node.id), `plan node ${node.id} stands twice`);
    invariant(names.has(node.declaration), `plan node ${node.id} belongs to no declaration`);
    for (const input of node.inputs) invariant(seen.has(input), `plan node ${node.id} uses ${input} before it is made`);
    for (const partition of partitionsOf(node)) {
      invariant(
        seen.get(partition.split)?.op.kind === "split",
        `plan node ${node.id} reads rows of ${partition.split}, no split`,
      );
    }
    seen.set(node.id, node);
  }
  for (const declaration of plan.declarations) {
    for (const id of declaration.nodes)
      invariant(seen.has(id), `declaration ${declaration.name} names unknown node ${id}`);
  }
}

function partitionsOf({ op }: Plan["nodes"][number]): readonly PartitionRef[] {
  switch (op.kind) {
    case "rows":
    case "wrap":
      return [op.partition];
    case "transform":
      return op.partition === null ? [] : [op.partition];
    case "fit":
      return op.validate === null ? [op.partition] : [op.partition, op.validate];
    case "search":
      return op.folds.flatMap(({ fit, score, validate }) =>
        validate === null ? [fit, score] : [fit, score, validate],
      );
    case "ensemble":
    case "evaluate":
      return op.partitions;
    case "contracts":
      return op.transforms.map(({ partition }) => partition);
    case "source":
    case "step":
    case "check":
    case "task":
    case "split":
    case "apply":
    case "predict":
    case "publish":
    case "report":
      return [];
    default:
      return op satisfies never;
  }
}
