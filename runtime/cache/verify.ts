// Reads everything that the cache holds and removes what is damaged, so that the next run finds a miss instead.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { readIfPresent, readJsonFile } from "./atomic-file.ts";
import { decode } from "./encode.ts";
import { DOWNLOAD_RECORD, listEntries, type StoredEntry } from "./inventory.ts";

export interface Verified {
  readonly checked: number;
  readonly damaged: readonly StoredEntry[];
}

export async function verifyEntries(storeFolder: string): Promise<Verified> {
  const entries = await listEntries(storeFolder);
  const damaged: StoredEntry[] = [];
  const tables = new Map(entries.filter(({ kind }) => kind === "table").map((entry) => [entry.path, entry]));
  const known = new Set<string>();
  for (const entry of entries) {
    if (entry.kind === "download") {
      if (!(await isWhole(entry.path))) damaged.push(entry);
      continue;
    }
    if (entry.kind === "trials" || entry.path.endsWith(".parquet")) continue;
    const bytes = await readIfPresent(entry.path);
    const decoded = bytes === null ? null : decode(bytes, basename(entry.path));
    if (decoded === null) damaged.push(entry);
    else if (isTableRecord(decoded.value)) known.add(decoded.value.table.hash);
  }
  // A table whose hash no record knows is of no use to anybody.
  for (const entry of tables.values())
    if (entry.path.endsWith(".parquet") && !known.has(await hashOf(entry.path))) damaged.push(entry);
  for (const { path } of damaged) await rm(path, { force: true, recursive: true });
  return { checked: entries.length, damaged };
}

/** The content of a download lies in a folder that has its hash for a name. */
async function isWhole(folder: string): Promise<boolean> {
  const record = (await readJsonFile(join(folder, DOWNLOAD_RECORD))) as { readonly hash?: unknown } | null | undefined;
  if (typeof record?.hash !== "string") return false;
  const entries = await readdir(join(folder, record.hash), { recursive: true, withFileTypes: true }).catch(() => []);
  const [file] = entries.filter((entry) => entry.isFile());
  return file !== undefined && (await hashOf(join(file.parentPath, file.name))) === record.hash;
}

const isTableRecord = (value: unknown): value is { readonly table: { readonly hash: string } } =>
  typeof value === "object" && value !== null && "op" in value && value.op === "table" && "table" in value;

async function hashOf(path: string): Promise<string> {
  const sum = createHash("sha256");
  for await (const chunk of createReadStream(path)) sum.update(chunk as Buffer);
  return sum.digest("hex").slice(0, 32);
}
