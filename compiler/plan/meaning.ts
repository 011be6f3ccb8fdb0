// What of an operation counts for its fingerprint. Spans, display names and node ids do not: a comment, a rename of a
// declaration or reformatting must recompute nothing. Node ids are replaced by the fingerprints of their nodes.
import type { Json } from "../../specs/json.ts";
import type { NodeId, Operation, PartitionRef, SourceOperation } from "../../specs/plan.ts";

type FingerprintOf = (id: NodeId) => string;

export function meaningOf(op: Operation, of: FingerprintOf): Json {
  switch (op.kind) {
    case "source":
      return asJson({ kind: op.kind, connector: op.connector, params: op.params, schema: op.schema, ...knownOf(op) });
    case "step":
    case "task":
    case "split":
    case "apply":
      return asJson(op);
    case "check":
      return { kind: op.kind, rules: op.rules.map(({ rule, params, severity }) => asJson({ rule, params, severity })) };
    case "contracts":
      return asJson({
        kind: op.kind,
        contracts: op.contracts,
        transforms: op.transforms.map((entry) => ({ ...entry, partition: partition(entry.partition, of) })),
      });
    case "rows":
      return { kind: op.kind, partition: partition(op.partition, of) };
    case "wrap":
      return asJson({ ...op, partition: partition(op.partition, of) });
    case "transform":
      return asJson({ ...op, partition: optional(op.partition, of) });
    case "fit":
      return asJson({ ...op, partition: partition(op.partition, of), validate: optional(op.validate, of) });
    case "search":
      return asJson({
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
      return asJson({ ...op, members: op.members.length, partitions: op.partitions.map((ref) => partition(ref, of)) });
    case "evaluate":
      return asJson({
        ...op,
        // Names of declarations; values are given the names of today when they come from the cache.
        subjects: op.subjects.map((subject) => subject.nodes.map(of)),
        baselines: op.baselines.map((baseline) => ({ model: asJson(baseline.model), nodes: baseline.nodes.map(of) })),
        partitions: op.partitions.map((ref) => partition(ref, of)),
      });
    case "predict":
      return asJson({ ...op, replay: op.replay.map(of) });
    case "publish":
      return asJson({ ...op, when: op.when === null ? null : replaceNodes(asJson(op.when), of) });
    case "report":
      return asJson({ ...op, sections: op.sections.map(of) });
    default:
      return op satisfies never;
  }
}

/** What was known at another moment is other data. */
export const knownOf = ({ known }: SourceOperation): { readonly known?: Json } =>
  known === undefined ? {} : { known: asJson(known) };

function partition(ref: PartitionRef, of: FingerprintOf): Json {
  return { split: of(ref.split), part: ref.part, fold: ref.fold };
}

const optional = (ref: PartitionRef | null, of: FingerprintOf): Json => (ref === null ? null : partition(ref, of));

/** Operations are plain JSON by contract; TypeScript cannot see that interfaces without index signatures are. */
export function asJson(value: object | null): Json {
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
