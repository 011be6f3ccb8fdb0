// The contracts of every split: what a run verifies on the data before anything is fitted on its rows. Added when all
// declarations are lowered, because they also look at the transforms that will be fitted.
import { CONTRACTS, type ContractName } from "../../../specs/contract.ts";
import type { Span } from "../../../specs/diagnostic.ts";
import type {
  ContractOperation,
  ModelSpec,
  NodeId,
  PartitionRef,
  PlanNode,
  SplitSpec,
  TaskOperation,
  TransformSpec,
} from "../../../specs/plan.ts";
import type { PlanBuilder } from "../builder.ts";

export function lowerContracts(builder: PlanBuilder): void {
  const nodes = builder.nodes();
  const byId = new Map(nodes.map((node) => [node.id, node]));
  for (const node of nodes) {
    if (node.op.kind !== "split") continue;
    const task = byId.get(node.inputs[0]!)!;
    if (task.op.kind !== "task") continue;
    const upstream = upstreamOf(task, byId);
    const transforms = transformsOn(node.id, nodes);
    const op: ContractOperation = {
      kind: "contracts",
      contracts: CONTRACTS.map(({ name }) => name).filter((name) =>
        applies(name, {
          task: task.op as TaskOperation,
          split: (node.op as { split: SplitSpec }).split,
          upstream,
          transforms,
        }),
      ),
      transforms,
      places: placesOf(task.op, upstream),
    };
    const id = `${node.id}/contracts`;
    builder.add({ id, declaration: node.declaration, inputs: [task.id, node.id], op, span: node.span, influences: [] });
  }
}

interface Facts {
  readonly task: TaskOperation;
  readonly split: SplitSpec;
  readonly upstream: readonly PlanNode[];
  readonly transforms: ContractOperation["transforms"];
}

/** What cannot be violated by the shape of the spec is not even listed. */
function applies(name: ContractName, { task, split, upstream, transforms }: Facts): boolean {
  const { task: spec, schema } = task;
  const inTime = spec.time !== null && !split.shuffle && !split.method.endsWith("kfold");
  switch (name) {
    case "disjoint-rows":
    case "no-near-duplicates":
    case "no-duplicate-rows":
      return true;
    case "separate-groups":
      return (
        split.by !== null ||
        spec.claim.some(({ kind }) => kind === "new") ||
        (!inTime && schema.columns.some(({ roles }) => roles.entity !== undefined || roles.group === true))
      );
    case "labels-known":
      return inTime && split.method !== "predefined";
    case "no-interval-overlap":
      return spec.time !== null && (inTime || split.method === "purged_kfold");
    case "no-single-proxy":
    case "no-telling-gaps":
    case "no-row-order":
    case "like-partitions":
      return spec.features.length > 0;
    case "prefix-invariance":
      return spec.time !== null;
    case "batch-of-one":
    case "fit-counter":
      return transforms.length > 0;
    case "join-cardinality":
    case "known-before-origin":
      return upstream.some(
        ({ op }) => op.kind === "step" && (op.step.kind === "join" || op.step.kind === "join_as_of"),
      );
    default:
      return name satisfies never;
  }
}

function upstreamOf(node: PlanNode, byId: ReadonlyMap<NodeId, PlanNode>): readonly PlanNode[] {
  const found = new Map<NodeId, PlanNode>();
  const visit = (current: PlanNode): void => {
    for (const id of current.inputs) {
      const input = byId.get(id)!;
      if (found.has(id)) continue;
      visit(input);
      found.set(id, input);
    }
  };
  visit(node);
  return [...found.values()];
}

function placesOf(task: TaskOperation, upstream: readonly PlanNode[]): ContractOperation["places"] {
  const places = new Map<string, Span>();
  for (const { id, op, span } of upstream) {
    if (op.kind === "source")
      for (const { name } of op.schema.columns) {
        const own = op.places?.find((place) => place.name === name)?.span;
        places.set(name, places.get(name) ?? own ?? span);
      }
    if (op.kind !== "step") continue;
    // Later steps hide earlier columns of the same name.
    if (op.step.kind === "derive" || op.step.kind === "aggregate" || op.step.kind === "resample")
      for (const { name } of op.step.columns) places.set(name, span);
    if (op.step.kind === "join" || op.step.kind === "join_as_of") {
      for (const { to } of op.step.columns) places.set(to, span);
      places.set(`join ${id}`, span);
    }
  }
  const named = new Set(task.schema.columns.map(({ name }) => name));
  return [...places]
    .filter(([name]) => named.has(name) || name.startsWith("join "))
    .map(([name, span]) => ({ name, span }));
}

function transformsOn(split: NodeId, nodes: readonly PlanNode[]): ContractOperation["transforms"] {
  const found = new Map<string, ContractOperation["transforms"][number]>();
  const add = (transform: TransformSpec, partition: PartitionRef): void => {
    if (partition.split !== split || !isClosed(transform)) return;
    const key = JSON.stringify(transform);
    if (!found.has(key)) found.set(key, { transform, partition });
  };
  for (const { op } of nodes) {
    if (op.kind === "transform" && op.partition !== null) add(op.transform, op.partition);
    if (op.kind === "fit" && op.model !== null) for (const chain of chainsOf(op.model)) add(chain, op.partition);
    if (op.kind === "search" && op.folds[0] !== undefined)
      for (const { model } of op.models) for (const chain of chainsOf(model)) add(chain, op.folds[0].fit);
  }
  return [...found.values()];
}

/** Only chains at the head of a model see the columns of the task. */
function chainsOf(model: ModelSpec): readonly TransformSpec[] {
  switch (model.kind) {
    case "pipeline":
      return [model.transform];
    case "combinator":
      return chainsOf(model.model);
    case "choice":
      return model.options.flatMap(chainsOf);
    case "estimator":
      return [];
    default:
      return model satisfies never;
  }
}

function isClosed(transform: TransformSpec): boolean {
  switch (transform.kind) {
    case "component":
      return !JSON.stringify(transform.params).includes('"$open"');
    case "take":
      return true;
    case "chain":
      return transform.steps.every(isClosed);
    case "block":
      return transform.entries.every((entry) => isClosed(entry.transform));
    case "choice":
      return false;
    default:
      return transform satisfies never;
  }
}
