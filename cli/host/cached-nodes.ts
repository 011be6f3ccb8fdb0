// Which values of a plan the store already holds. Data files are hashed to know, but nothing is computed or written.
import { join } from "node:path";
import { createCache } from "../../runtime/cache/cache.ts";
import { createFileHasher } from "../../runtime/cache/data-hash.ts";
import { computeKeys } from "../../runtime/exec/keys.ts";
import { isKept } from "../../runtime/exec/value.ts";
import type { NodeId, Plan } from "../../specs/plan.ts";
import { standardLibrary } from "../../stdlib/declarations.ts";
import { pathResolver } from "./resolve-path.ts";
import { readVersion } from "./version.ts";

/** `never`: tables, made anew whenever something reads them. */
export type CacheState = "cached" | "new" | "never";

export async function cacheStates(
  plan: Plan,
  wanted: ReadonlySet<NodeId>,
  folder: string,
  storeFolder: string,
): Promise<ReadonlyMap<NodeId, CacheState>> {
  const { keys, failed } = await computeKeys({
    plan,
    declarations: standardLibrary.components,
    hasher: await createFileHasher(storeFolder),
    resolvePath: pathResolver(folder),
    env: process.env,
    version: readVersion(),
    runId: "plan",
    clock: new Date().toISOString(),
    wanted,
  });
  const cache = createCache(join(storeFolder, "cache"));
  const states = new Map<NodeId, CacheState>();
  for (const node of plan.nodes) {
    const key = keys.get(node.id);
    if (key === undefined || failed.has(node.id)) continue;
    const state = !isKept(node.op.kind) ? "never" : (await cache.has(key)) ? "cached" : "new";
    states.set(node.id, state);
  }
  return states;
}
