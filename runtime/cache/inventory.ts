// What the cache of a store holds, and how it is made smaller: values, tables and the trials of searches, each a file that was
// last used when it was last changed, and downloads, each a folder. Everything here can be computed again; runs, models and the ledger are no part of it.
import { readdir, rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { isMissing } from "./atomic-file.ts";
import { readHead, TABLE_SUFFIX } from "./cache.ts";
import { kindIn } from "./encode.ts";
import { keysInUse } from "./store-use.ts";

export interface StoredEntry {
  readonly key: string;
  readonly path: string;
  /** Operation of the node, `table`, `trials` or `download`. */
  readonly kind: string;
  readonly bytes: number;
  /** Milliseconds since the epoch. */
  readonly used: number;
}

export async function listEntries(storeFolder: string): Promise<readonly StoredEntry[]> {
  const entries: StoredEntry[] = [];
  const cache = join(storeFolder, "cache");
  for (const folder of await namesIn(cache)) {
    for (const name of await namesIn(join(cache, folder))) {
      const path = join(cache, folder, name);
      const entry = await describe(path, name.endsWith(TABLE_SUFFIX) ? "table" : null);
      if (entry !== null) entries.push({ ...entry, key: basename(name, TABLE_SUFFIX) });
    }
  }
  const trials = join(storeFolder, "trials");
  for (const name of await namesIn(trials)) {
    const entry = await describe(join(trials, name), "trials");
    if (entry !== null) entries.push({ ...entry, key: basename(name, ".jsonl") });
  }
  const downloads = join(storeFolder, "downloads");
  for (const name of await namesIn(downloads)) {
    const entry = await describeFolder(join(downloads, name));
    if (entry !== null) entries.push({ ...entry, key: name });
  }
  return entries;
}

/** A download was last used when its record was written, which every run does. */
async function describeFolder(path: string): Promise<Omit<StoredEntry, "key"> | null> {
  let [bytes, used] = [0, 0];
  try {
    for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const { size, mtimeMs } = await stat(join(entry.parentPath, entry.name));
      bytes += size;
      if (entry.name === DOWNLOAD_RECORD) used = mtimeMs;
    }
    return { path, kind: DOWNLOAD, bytes, used };
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

const DOWNLOAD = "download";
/** Beside the content: which version of what the server has it is. */
export const DOWNLOAD_RECORD = "version.json";

export interface PruneRules {
  /** Entries of least recent use go first, until this many bytes are left. */
  readonly maxBytes: number | null;
  /** Entries that were last used before this moment go. */
  readonly usedSince: number | null;
  /** Entries whose keys are not among these go; downloads have keys of their own, and go only where nothing is kept. */
  readonly keep: ReadonlySet<string> | null;
}

export interface Pruned {
  readonly removed: readonly StoredEntry[];
  readonly left: readonly StoredEntry[];
  /** Would have gone, but a run that works now may use them. */
  readonly spared: number;
}

export async function prune(storeFolder: string, rules: PruneRules): Promise<Pruned> {
  const inUse = await keysInUse(storeFolder);
  // Which downloads a run reads nobody has written down.
  const isInUse = ({ key, kind }: StoredEntry): boolean => (kind === DOWNLOAD ? inUse.size > 0 : inUse.has(key));
  const found = (await listEntries(storeFolder)).filter((entry) => entry.kind !== DOWNLOAD || !isInUse(entry));
  const entries = [...found].sort((a, b) => a.used - b.used || (a.path < b.path ? -1 : 1));
  let bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  const removed: StoredEntry[] = [];
  const left: StoredEntry[] = [];
  let spared = 0;
  for (const entry of entries) {
    const isTooOld = rules.usedSince !== null && entry.used < rules.usedSince;
    const isTooMuch = rules.maxBytes !== null && bytes > rules.maxBytes;
    const isUnused =
      rules.keep !== null && (entry.kind === DOWNLOAD ? rules.keep.size === 0 : !rules.keep.has(entry.key));
    const goes = isTooOld || isTooMuch || isUnused;
    if (goes && isInUse(entry)) spared++;
    if (!goes || isInUse(entry)) {
      left.push(entry);
      continue;
    }
    await rm(entry.path, { force: true, recursive: true });
    bytes -= entry.bytes;
    removed.push(entry);
  }
  return { removed, left, spared };
}

async function describe(path: string, kind: string | null): Promise<Omit<StoredEntry, "key"> | null> {
  try {
    const { size, mtimeMs } = await stat(path);
    return { path, kind: kind ?? kindIn(await readHead(path, 64)) ?? "other", bytes: size, used: mtimeMs };
  } catch (error) {
    // Another process may have pruned it.
    if (isMissing(error)) return null;
    throw error;
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
}
