// Content hashes of data files. A file of known path, size, modification and change time is not read again, so a second
// run of an unchanged spec reads no data at all.
import { createHash } from "node:crypto";
import { open, stat } from "node:fs/promises";
import { join } from "node:path";
import { fingerprint } from "../../specs/hash.ts";
import { readIfPresent, writeAtomic } from "./atomic-file.ts";

interface Memo {
  readonly bytes: number;
  readonly modified: number;
  readonly changed: number;
  readonly hash: string;
}

export interface FileHash {
  readonly path: string;
  readonly hash: string;
  readonly bytes: number;
}

export interface FileHasher {
  /** Throws the file system's error when the file cannot be read. */
  readonly hash: (path: string) => Promise<FileHash>;
  /** A file of our own, whose content is known and whose times have changed. */
  readonly trust: (path: string, hash: string) => Promise<void>;
  /** Keeps what was learned for the next run. */
  readonly save: () => Promise<void>;
}

export async function createFileHasher(storeFolder: string): Promise<FileHasher> {
  const memoPath = join(storeFolder, "data-hashes.json");
  const memo = parseMemo(await readIfPresent(memoPath));
  const learned = new Map<string, Memo>();
  return {
    hash: async (path) => {
      const now = await stampOf(path);
      const known = memo.get(path);
      if (known !== undefined && isSame(known, now)) return { path, hash: known.hash, bytes: now.bytes };
      const entry = { ...now, hash: await hashContent(path, now.bytes) };
      // A file that is being written has no hash to remember.
      if (isSame(entry, await stampOf(path))) {
        memo.set(path, entry);
        learned.set(path, entry);
      }
      return { path, hash: entry.hash, bytes: entry.bytes };
    },
    trust: async (path, hash) => {
      const entry = { ...(await stampOf(path)), hash };
      memo.set(path, entry);
      learned.set(path, entry);
    },
    save: async () => {
      if (learned.size === 0) return;
      // Another run may have saved what it learned meanwhile.
      const saved = parseMemo(await readIfPresent(memoPath));
      const merged = Object.fromEntries([...saved, ...learned]);
      await writeAtomic(memoPath, JSON.stringify(merged), join(storeFolder, "tmp"));
      learned.clear();
    },
  };
}

type Stamp = Omit<Memo, "hash">;

async function stampOf(path: string): Promise<Stamp> {
  const { size: bytes, mtimeMs: modified, ctimeMs: changed } = await stat(path);
  return { bytes, modified, changed };
}

const isSame = (a: Stamp, b: Stamp): boolean =>
  a.bytes === b.bytes && a.modified === b.modified && a.changed === b.changed;

export const hashOfFiles = (files: readonly FileHash[]): string => fingerprint(files.map((file) => file.hash));

/** Read at once. */
const CHUNK = 1 << 20;

async function hashContent(path: string, bytes: number): Promise<string> {
  const sum = createHash("sha256");
  const file = await open(path, "r");
  try {
    const size = Math.min(CHUNK, bytes + 1);
    let [here, other] = [Buffer.allocUnsafeSlow(size), Buffer.allocUnsafeSlow(size)];
    let reading = file.read(here, 0, size);
    for (;;) {
      const { bytesRead } = await reading;
      if (bytesRead === 0) return sum.digest("hex").slice(0, 32);
      // The next part is read while this one is added.
      reading = file.read(other, 0, size);
      reading.catch(() => undefined);
      sum.update(here.subarray(0, bytesRead));
      [here, other] = [other, here];
    }
  } finally {
    await file.close();
  }
}

/** A memo that cannot be read is only lost time. */
function parseMemo(bytes: Uint8Array | null): Map<string, Memo> {
  if (bytes === null) return new Map();
  try {
    const parsed = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, Memo>;
    return new Map(Object.entries(parsed));
  } catch {
    return new Map();
  }
}
