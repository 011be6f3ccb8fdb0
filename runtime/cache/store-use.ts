// The marks that runs leave in the store while they work, `<store>/in-use/<owner>-<n>.json`: the keys they may take from the
// cache, which pruning must leave alone. Marks of processes that were killed count for nothing and are cleared away, with the
// files that they were writing.
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { isMissing, readJsonFile, sweepTemporary, writeAtomic } from "./atomic-file.ts";
import { isAlive, OWNER } from "./owner.ts";

let marks = 0;

/** Returns what ends the use. A store that cannot be written is used without a mark. */
export async function beginUse(storeFolder: string, keys: Iterable<string>): Promise<() => Promise<void>> {
  const path = join(storeFolder, "in-use", `${OWNER}-${marks++}.json`);
  try {
    await clearAbandoned(storeFolder);
    await writeAtomic(path, JSON.stringify([...keys]), join(storeFolder, "tmp"));
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
  }
  return () => rm(path, { force: true }).catch(() => undefined);
}

/** What processes that are gone have left half done. */
export async function clearAbandoned(storeFolder: string): Promise<void> {
  await sweepTemporary(join(storeFolder, "tmp"));
  await sweepTemporary(join(storeFolder, "locks"));
  for (const name of await marksIn(storeFolder))
    if (!isAlive(ownerOf(name))) await rm(join(storeFolder, "in-use", name), { force: true });
}

export async function keysInUse(storeFolder: string): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  for (const name of await marksIn(storeFolder)) {
    if (!isAlive(ownerOf(name))) continue;
    const read = await readJsonFile(join(storeFolder, "in-use", name));
    if (Array.isArray(read)) for (const key of read as readonly string[]) keys.add(key);
  }
  return keys;
}

const ownerOf = (name: string): string => name.split("-").slice(0, 2).join("-");

async function marksIn(storeFolder: string): Promise<readonly string[]> {
  return readdir(join(storeFolder, "in-use")).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
}
