// Content hashes of data files. A file of known path, size, modification and change time is not read again, so a second
// run of an unchanged spec reads no data at all.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
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
  /** Keeps what was learned for the next run. */
  readonly save: () => Promise<void>;
}

export async function createFileHasher(folder: string): Promise<FileHasher> {
  const memoPath = join(folder, "data-hashes.json");
  const memo = parseMemo(await readIfPresent(memoPath));
  let fresh = false;
  return {
    hash: async (path) => {
      const { size: bytes, mtimeMs: modified, ctimeMs: changed } = await stat(path);
      const known = memo.get(path);
      if (known?.bytes === bytes && known.modified === modified && known.changed === changed) {
        return { path, hash: known.hash, bytes };
      }
      const hash = await hashContent(path);
      memo.set(path, { bytes, modified, changed, hash });
      fresh = true;
      return { path, hash, bytes };
    },
    save: async () => {
      if (fresh) await writeAtomic(memoPath, JSON.stringify(Object.fromEntries(memo)));
      fresh = false;
    },
  };
}

export const hashOfFiles = (files: readonly FileHash[]): string => fingerprint(files.map((file) => file.hash));

async function hashContent(path: string): Promise<string> {
  const sum = createHash("sha256");
  for await (const chunk of createReadStream(path)) sum.update(chunk as Buffer);
  return sum.digest("hex").slice(0, 32);
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
