// Append-only lines of JSON that survive a kill: each batch is flushed before it counts. A last line that was cut off by a
// crash is dropped on reading and overwritten on writing.
import { mkdir, open, readFile, rm, truncate } from "node:fs/promises";
import { dirname } from "node:path";
import { isMissing } from "./atomic-file.ts";

export interface Journal {
  /** Whole lines of earlier runs. */
  readonly entries: readonly unknown[];
  readonly append: (entries: readonly unknown[]) => Promise<void>;
  readonly remove: () => Promise<void>;
}

export async function openJournal(path: string): Promise<Journal> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if (isMissing(error)) return "";
    throw error;
  });
  const { entries, bytes } = parseLines(text);
  if (bytes < Buffer.byteLength(text)) await truncate(path, bytes);
  return {
    entries,
    append: async (added) => {
      if (added.length === 0) return;
      await mkdir(dirname(path), { recursive: true });
      const file = await open(path, "a");
      try {
        await file.writeFile(added.map((entry) => `${JSON.stringify(entry)}\n`).join(""));
        await file.sync();
      } finally {
        await file.close();
      }
    },
    remove: () => rm(path, { force: true }),
  };
}

function parseLines(text: string): { readonly entries: readonly unknown[]; readonly bytes: number } {
  const entries: unknown[] = [];
  let bytes = 0;
  for (const line of text.split("\n").slice(0, -1)) {
    try {
      entries.push(JSON.parse(line));
    } catch {
      break;
    }
    bytes += Buffer.byteLength(line) + 1;
  }
  return { entries, bytes };
}
