// Sources that a server holds. Their identity is what they hold: the rows are read before anything is keyed, and kept in the
// data engine for who needs them; with `version:` the answer to that query stands for the rows, which are read on demand.
import { fingerprint } from "../../specs/hash.ts";
import type { NodeId, Plan, PlanNode, SourceOperation } from "../../specs/plan.ts";
import { addressParameter } from "../data/databases/all-databases.ts";
import type { Snapshot, SnapshotContext } from "../data/databases/snapshot.ts";
import type { Engine } from "../data/engine.ts";
import { environmentValues, resolveEnvironment } from "../data/environment.ts";
import { pushedFilter } from "./pushed-filter.ts";

export interface ServerSources {
  /** Throws a `Refusal`. */
  readonly identify: (node: PlanNode, op: SourceOperation) => Promise<string>;
  /** Each snapshot is taken once: who reads it drops its table. Throws a `Refusal`. */
  readonly take: (node: PlanNode, op: SourceOperation) => Promise<Snapshot>;
}

export interface ServerOptions {
  readonly plan: Plan;
  readonly engine: () => Promise<Engine>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly resolvePath: (path: string) => string;
}

export function createServerSources({ plan, engine, env, resolvePath }: ServerOptions): ServerSources {
  /** The address stays a name: whoever opens it knows what of it may be shown. */
  const withValues = (node: PlanNode, op: SourceOperation): SourceOperation => {
    const address = addressParameter(op.connector);
    const { [address]: kept = null, ...others } = op.params;
    return { ...op, params: { ...resolveEnvironment(others, env, { ...op, ...node }), [address]: kept } };
  };
  const snapshots = new Map<NodeId, Snapshot>();
  const versions = new Map<NodeId, string>();
  const contextOf = ({ span }: PlanNode, op: SourceOperation): SnapshotContext => {
    const places = new Map(op.places?.map((place) => [place.name, place.span]));
    return { env, folder: resolvePath("."), span, placeOf: (column) => places.get(column) ?? span };
  };
  const take = async (node: PlanNode, op: SourceOperation): Promise<Snapshot> => {
    const { takeSnapshot } = await import("../data/databases/snapshot.ts");
    const { id } = node;
    const wanted = { filter: pushedFilter(plan, id), version: versions.get(id) ?? null };
    return takeSnapshot(await engine(), withValues(node, op), contextOf(node, op), wanted);
  };
  return {
    identify: async (node, op) => {
      const read = withValues(node, op);
      const { [addressParameter(op.connector)]: _, ...others } = op.params;
      const values = environmentValues(others, env);
      // An answer stands for the rows of one relation only, and a secret reaches no key: then the rows speak for themselves.
      if (typeof read.params.version === "string" && values.every(({ reader }) => reader === "env")) {
        const { askVersion } = await import("../data/databases/snapshot.ts");
        const version = await askVersion(read, contextOf(node, op));
        versions.set(node.id, version);
        return fingerprint(["version", version, values.map(({ name, value }) => [name, value])]);
      }
      const snapshot = await take(node, op);
      snapshots.set(node.id, snapshot);
      return snapshot.hash;
    },
    take: async (node, op) => {
      const known = snapshots.get(node.id);
      snapshots.delete(node.id);
      return known ?? (await take(node, op));
    },
  };
}
