// Values of earlier runs by key: `<folder>/<2 hex>/<key>`, and tables beside them as `<key>.parquet`. A key holds everything
// the value depends on, so an entry never goes stale; one that fails its checksum is removed and computed again. The time of
// change of a file is when it was last used, which is what pruning goes by.
import { access, open, rm, utimes } from "node:fs/promises";
import { join } from "node:path";
import { readIfPresent, writeAtomic } from "./atomic-file.ts";
import { decode, encode } from "./encode.ts";

export type CacheRead =
  | { readonly kind: "hit"; readonly value: unknown }
  | { readonly kind: "miss" }
  | { readonly kind: "corrupt" };

export interface Cache {
  readonly has: (key: string) => Promise<boolean>;
  readonly read: (key: string) => Promise<CacheRead>;
  readonly write: (key: string, value: unknown) => Promise<void>;
  readonly remove: (key: string) => Promise<void>;
  /** Where the table of a key lies, or would. */
  readonly tablePath: (key: string) => string;
  /** A table has been used. */
  readonly touch: (path: string) => Promise<void>;
  /** A table of that many bytes has been written. */
  readonly count: (bytes: number) => void;
  /** Bytes that were written since it was opened. */
  readonly written: () => number;
}

export interface CacheOptions {
  readonly storeFolder: string;
  readonly clock: () => Date;
}

export const TABLE_SUFFIX = ".parquet";

export function createCache({ storeFolder, clock }: CacheOptions): Cache {
  const scratch = join(storeFolder, "tmp");
  const pathOf = (key: string): string => join(storeFolder, "cache", key.slice(0, 2), key);
  let written = 0;
  const touch = async (path: string): Promise<void> => {
    // A store that may only be read serves all the same.
    await utimes(path, clock(), clock()).catch(() => undefined);
  };
  const remove = async (key: string): Promise<void> => {
    await rm(pathOf(key), { force: true, recursive: true });
    await rm(`${pathOf(key)}${TABLE_SUFFIX}`, { force: true, recursive: true });
  };
  return {
    has: async (key) => {
      try {
        await access(pathOf(key));
        return true;
      } catch {
        return false;
      }
    },
    read: async (key) => {
      const bytes = await readIfPresent(pathOf(key));
      if (bytes === null) return { kind: "miss" };
      const decoded = decode(bytes, key);
      if (decoded !== null) {
        await touch(pathOf(key));
        return { kind: "hit", value: decoded.value };
      }
      await remove(key);
      return { kind: "corrupt" };
    },
    write: async (key, value) => {
      const bytes = encode(value, key);
      await writeAtomic(pathOf(key), bytes, scratch);
      written += bytes.length;
    },
    remove,
    tablePath: (key) => `${pathOf(key)}${TABLE_SUFFIX}`,
    touch,
    count: (bytes) => {
      written += bytes;
    },
    written: () => written,
  };
}

/** The first bytes of an entry, to tell what it holds without reading it. */
export async function readHead(path: string, length: number): Promise<Uint8Array> {
  const file = await open(path, "r");
  try {
    const bytes = new Uint8Array(length);
    const { bytesRead } = await file.read(bytes, 0, length, 0);
    return bytes.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
