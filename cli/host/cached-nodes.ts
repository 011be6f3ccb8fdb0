// Which values of a plan the store already holds, and why not. Data files are hashed to know, but nothing is computed or
// written, and a file of known size and times is not even opened.
import { basename, join } from "node:path";
import { createCache } from "../../runtime/cache/cache.ts";
import { createFileHasher } from "../../runtime/cache/data-hash.ts";
import { remoteFiles } from "../../runtime/data/files/remote-files.ts";
import { computeKeys } from "../../runtime/exec/keys.ts";
import { readLastRun } from "../../runtime/exec/last-run.ts";
import { isKept } from "../../runtime/exec/value.ts";
import { type MissReason, whyMissing } from "../../runtime/exec/why-missing.ts";
import type { Diagnostic } from "../../specs/diagnostic.ts";
import type { NodeId, Plan } from "../../specs/plan.ts";
import { standardLibrary } from "../../stdlib/declarations.ts";
import { pathResolver } from "./resolve-path.ts";
import { readVersion } from "./version.ts";

/** `never`: made anew whenever something reads it (tables; results that only point to others). `why` is null for a hit. */
export interface CacheState {
  readonly state: "cached" | "new" | "never";
  readonly why: MissReason | null;
}

export interface Cached {
  readonly states: ReadonlyMap<NodeId, CacheState>;
  /** Sources that cannot be read: nothing after them can be known. */
  readonly findings: readonly Diagnostic[];
}

export async function cacheStates(
  plan: Plan,
  wanted: ReadonlySet<NodeId>,
  folder: string,
  storeFolder: string,
): Promise<Cached> {
  const resolvePath = pathResolver(folder);
  const version = readVersion();
  const { keys, data, failed } = await computeKeys({
    plan,
    declarations: standardLibrary.components,
    hasher: await createFileHasher(storeFolder),
    resolvePath,
    fetchRemote: remoteFiles({ storeFolder, resolvePath, env: process.env, signal: new AbortController().signal }),
    env: process.env,
    version,
    runId: "plan",
    clock: new Date().toISOString(),
    servers: null,
    wanted,
  });
  const cache = createCache({ storeFolder, clock: () => new Date() });
  const last = await readLastRun(storeFolder, join(resolvePath("."), basename(plan.file)));
  const states = new Map<NodeId, CacheState>();
  // What stands after a source that cannot be read has no identity yet.
  const unknown = new Set(failed.keys());
  for (const node of plan.nodes) {
    if (node.inputs.some((input) => unknown.has(input))) unknown.add(node.id);
    const key = keys.get(node.id);
    if (key === undefined || unknown.has(node.id)) continue;
    // A table that was made before is known by its key; whether it must be made again depends on who reads it.
    const known = await cache.has(key);
    const state = !isKept(node.op.kind) ? "never" : known ? "cached" : "new";
    states.set(node.id, { state, why: known ? null : whyMissing(node, { plan, version, keys, data }, last) });
  }
  return { states, findings: [...failed.values()] };
}
