// Append-only lines of JSON that survive a kill and may be written by several processes at once: each batch is one write,
// flushed before it counts. A line that a crash cut off is skipped on reading; the next batch begins on a line of its own.
import { mkdir, open, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { isMissing } from "./atomic-file.ts";

export interface Journal {
  /** Whole lines of earlier runs. */
  readonly entries: readonly unknown[];
  readonly append: (entries: readonly unknown[]) => Promise<void>;
}

export async function openJournal(path: string): Promise<Journal> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if (isMissing(error)) return "";
    throw error;
  });
  return {
    entries: text.split("\n").flatMap(parseLine),
    append: async (added) => {
      if (added.length === 0) return;
      await mkdir(dirname(path), { recursive: true });
      const file = await open(path, "a+");
      try {
        const { size } = await file.stat();
        const last = new Uint8Array(1);
        if (size > 0) await file.read(last, 0, 1, size - 1);
        const start = size > 0 && last[0] !== NEW_LINE ? "\n" : "";
        await file.appendFile(start + added.map((entry) => `${JSON.stringify(entry)}\n`).join(""));
        await file.sync();
      } finally {
        await file.close();
      }
    },
  };
}

const NEW_LINE = 10;

function parseLine(line: string): readonly unknown[] {
  try {
    return line === "" ? [] : [JSON.parse(line)];
  } catch {
    return [];
  }
}
