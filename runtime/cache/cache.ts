// Values of earlier runs by key: `<folder>/<2 hex>/<key>`. A key holds everything the value depends on, so an entry never
// goes stale; an entry that fails its checksum is removed and computed again.
import { access, rm } from "node:fs/promises";
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
}

export function createCache(folder: string): Cache {
  const pathOf = (key: string): string => join(folder, key.slice(0, 2), key);
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
      const decoded = decode(bytes);
      if (decoded !== null) return { kind: "hit", value: decoded.value };
      await rm(pathOf(key), { force: true });
      return { kind: "corrupt" };
    },
    write: (key, value) => writeAtomic(pathOf(key), encode(value)),
  };
}
