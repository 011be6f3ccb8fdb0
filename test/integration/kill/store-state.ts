// What must hold of a store at any moment, also right after a process that worked on it was killed.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { decode } from "../../../runtime/cache/encode.ts";
import { openRegistry } from "../../../runtime/store/registry.ts";

/** What cannot be read or is there in half; empty for a store in order. Files that a dead process was writing do not count. */
export async function faultsOf(store: string): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const path of filesIn(store)) {
    const name = relative(store, path);
    if (name.startsWith("tmp/") || name.endsWith(".tmp")) continue;
    if (name.startsWith("cache/") && !name.endsWith(".parquet")) {
      if (decode(readFileSync(path), basename(path)) === null) faults.push(`${name} fails its checksum`);
    } else if (name.endsWith(".json") && !isJson(readFileSync(path, "utf8"))) faults.push(`${name} is no JSON`);
  }
  const registry = openRegistry(store);
  for (const name of await registry.names()) {
    const versions = await registry.versions(name);
    for (const version of versions) {
      const { kind } = await registry.read(name, version);
      if (kind !== "found") faults.push(`model ${name} version ${version} is ${kind}`);
    }
    for (const [alias, version] of Object.entries(await registry.aliases(name)))
      if (!versions.includes(version))
        faults.push(`alias ${name}@${alias} points to version ${version}, which is not there`);
  }
  return faults;
}

/** Files of work in progress. None is left when a run has ended and no other works. */
export const leftovers = (folder: string): readonly string[] =>
  filesIn(folder)
    .map((path) => relative(folder, path))
    .filter((name) => name.endsWith(".tmp") || /(^|\/)(tmp|in-use|locks)\//.test(name));

/** Distinct evaluations per test partition. */
export function looksIn(store: string): readonly number[] {
  const path = join(store, "ledger.jsonl");
  if (!existsSync(path)) return [];
  const looks = new Map<string, Set<string>>();
  for (const line of readFileSync(path, "utf8").split("\n")) {
    if (!isJson(line)) continue;
    const { partition, evaluation } = JSON.parse(line) as { partition: string; evaluation: string };
    looks.set(partition, (looks.get(partition) ?? new Set()).add(evaluation));
  }
  return [...looks.values()].map((evaluations) => evaluations.size);
}

function filesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
