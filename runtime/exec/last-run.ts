// What the last run of a spec looked like, node by node, so that `pipec plan` can say why a value is not in the cache: the
// parts of its key, kept apart. `<store>/index/<spec>.json`; only for display, and for telling what no spec uses any more.
import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { fingerprint } from "../../specs/hash.ts";
import type { Json } from "../../specs/json.ts";
import type { NodeId, Operation, Plan } from "../../specs/plan.ts";
import type { DataFingerprint } from "../../specs/run-record.ts";
import { isMissing, readIfPresent, writeAtomic } from "../cache/atomic-file.ts";
import { trialPoolKey } from "./trial-pool.ts";

export interface LastRun {
  readonly spec: string;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly version: string;
  readonly seed: number;
  readonly nodes: { readonly [id: NodeId]: LastNode };
  readonly data: readonly DataFingerprint[];
}

export interface LastNode {
  readonly key: string;
  readonly inputs: readonly NodeId[];
  /** The operation without places in the spec. */
  readonly op: Json;
}

interface Known {
  readonly time: string;
  readonly version: string;
  readonly keys: ReadonlyMap<NodeId, string>;
  readonly data: readonly DataFingerprint[];
}

export async function rememberRun(storeFolder: string, spec: string, plan: Plan, known: Known): Promise<void> {
  const before = await readLastRun(storeFolder, spec);
  const present = new Set(plan.nodes.map(({ id }) => id));
  // A run of a part says nothing new about the rest.
  const kept = Object.entries(before?.nodes ?? {}).filter(([id]) => present.has(id) && !known.keys.has(id));
  const made = plan.nodes.flatMap(({ id, inputs, op }): [NodeId, LastNode][] => {
    const key = known.keys.get(id);
    return key === undefined ? [] : [[id, { key, inputs, op: plainOperation(op) }]];
  });
  const { time, version, data } = known;
  const nodes = Object.fromEntries([...kept, ...made]);
  const run: LastRun = { spec, time, version, seed: plan.seed, nodes, data };
  await writeAtomic(pathOf(storeFolder, spec), JSON.stringify(run), join(storeFolder, "tmp"));
}

/** Null when the spec was never run with this store, or when another version wrote something else. */
export async function readLastRun(storeFolder: string, spec: string): Promise<LastRun | null> {
  return parse(await readIfPresent(pathOf(storeFolder, spec)));
}

/** The keys of the last run of every spec that used this store. */
export async function keysOfLastRuns(storeFolder: string): Promise<ReadonlySet<string>> {
  const names = await readdir(join(storeFolder, "index")).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  const keys = new Set<string>();
  for (const name of names) {
    const run = parse(await readIfPresent(join(storeFolder, "index", name)));
    for (const { key } of Object.values(run?.nodes ?? {})) {
      for (const used of keysBeside(key, run!.version)) keys.add(used);
    }
  }
  return keys;
}

/** Everything that the store may hold for the value of a key. */
export const keysBeside = (key: string, version: string): readonly string[] => [
  key,
  tableRecordKey(key),
  trialPoolKey(version, key),
];

/** Under which key the cache holds what is known of the stored table of a key. */
export const tableRecordKey = (key: string): string => fingerprint(["table", key]);

const pathOf = (storeFolder: string, spec: string): string =>
  join(storeFolder, "index", `${basename(spec)}-${fingerprint(spec).slice(0, 8)}.json`);

function parse(bytes: Uint8Array | null): LastRun | null {
  if (bytes === null) return null;
  try {
    const run = JSON.parse(new TextDecoder().decode(bytes)) as LastRun;
    return typeof run.nodes === "object" && Array.isArray(run.data) ? run : null;
  } catch {
    return null;
  }
}

/** Only of a source the author wrote the schema; elsewhere it follows from what is kept besides. */
export function plainOperation(op: Operation): Json {
  if (op.kind === "source") {
    const { variables: _, ...read } = op;
    return withoutPlaces(read as unknown as Json);
  }
  const { schema: _, ...made } = { schema: null, ...op };
  // Operations are plain JSON by contract; TypeScript cannot see that interfaces without index signatures are.
  return withoutPlaces(made as unknown as Json);
}

function withoutPlaces(value: Json): Json {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((item: Json) => withoutPlaces(item));
  const entries = Object.entries(value as { readonly [key: string]: Json });
  return Object.fromEntries(
    entries
      .filter(([key]) => key !== "span" && key !== "places")
      .map(([key, item]): [string, Json] => [key, withoutPlaces(item)]),
  );
}
