// What of an operation counts for its fingerprint. Spans, display names and node ids do not: a comment, a rename of a
// declaration or reformatting must recompute nothing. Node ids are replaced by the fingerprints of their nodes.
import type { Json } from "../../specs/json.ts";
import type { NodeId, Operation, PartitionRef } from "../../specs/plan.ts";

type FingerprintOf = (id: NodeId) => string;

export function meaningOf(op: Operation, of: FingerprintOf): Json {
  switch (op.kind) {
    case "source":
      return plain({ kind: op.kind, connector: op.connector, params: op.params, schema: op.schema });
    case "step":
    case "task":
    case "split":
    case "apply":
      return plain(op);
    case "check":
      return { kind: op.kind, rules: op.rules.map(({ rule, params, severity }) => plain({ rule, params, severity })) };
    case "contracts":
      return plain({
        kind: op.kind,
        contracts: op.contracts,
        transforms: op.transforms.map((entry) => ({ ...entry, partition: partition(entry.partition, of) })),
      });
    case "rows":
      return { kind: op.kind, partition: partition(op.partition, of) };
    case "transform":
      return plain({ ...op, partition: optional(op.partition, of) });
    case "fit":
      return plain({ ...op, partition: partition(op.partition, of), validate: optional(op.validate, of) });
    case "search":
      return plain({
        ...op,
        models: op.models.map((entry) => ({
          model: entry.model,
          space: entry.space,
          prepared: entry.prepared.map(of),
        })),
        folds: op.folds.map((fold) => ({
          fit: partition(fold.fit, of),
          score: partition(fold.score, of),
          validate: optional(fold.validate, of),
        })),
      });
    case "ensemble":
      return plain({ ...op, members: op.members.length, partitions: op.partitions.map((ref) => partition(ref, of)) });
    case "evaluate":
      return plain({
        ...op,
        subjects: op.subjects.map((subject) => ({ name: subject.name, nodes: subject.nodes.map(of) })),
        baselines: op.baselines.map((baseline) => ({ name: baseline.name, nodes: baseline.nodes.map(of) })),
        partitions: op.partitions.map((ref) => partition(ref, of)),
      });
    case "predict":
      return plain({ ...op, replay: op.replay.map(of) });
    case "publish":
      return plain({ ...op, when: op.when === null ? null : replaceNodes(plain(op.when), of) });
    case "report":
      return plain({ ...op, sections: op.sections.map(of) });
    default:
      return op satisfies never;
  }
}

function partition(ref: PartitionRef, of: FingerprintOf): Json {
  return { split: of(ref.split), part: ref.part, fold: ref.fold };
}

const optional = (ref: PartitionRef | null, of: FingerprintOf): Json => (ref === null ? null : partition(ref, of));

/** Operations are plain JSON by contract; TypeScript cannot see that interfaces without index signatures are. */
function plain(value: object): Json {
  return value as unknown as Json;
}

function replaceNodes(value: Json, of: FingerprintOf): Json {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((item: Json) => replaceNodes(item, of));
  const entries = Object.entries(value).map(([key, item]): [string, Json] => [
    key,
    key === "node" && typeof item === "string" ? of(item) : replaceNodes(item, of),
  ]);
  return Object.fromEntries(entries);
}
