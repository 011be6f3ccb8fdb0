// Which views read which tables, so that a table that is dropped stays until nothing reads it any more.
import { rmSync } from "node:fs";
import { quoteName } from "./sql-text.ts";

interface View {
  readonly parents: readonly string[];
  readonly files: readonly string[];
}

export interface Relations {
  readonly addView: (name: string, parents: readonly string[], files: readonly string[]) => void;
  /** Drops it now, or with the last view of it. */
  readonly drop: (name: string) => Promise<void>;
}

export function createRelations(run: (sql: string) => Promise<void>): Relations {
  const views = new Map<string, View>();
  const readers = new Map<string, number>();
  const waiting = new Set<string>();
  const drop = async (name: string): Promise<void> => {
    if ((readers.get(name) ?? 0) > 0) {
      waiting.add(name);
      return;
    }
    waiting.delete(name);
    const view = views.get(name);
    views.delete(name);
    await run(`DROP ${view === undefined ? "TABLE" : "VIEW"} IF EXISTS ${quoteName(name)}`);
    if (view === undefined) return;
    for (const file of view.files) rmSync(file, { force: true });
    for (const parent of view.parents) {
      readers.set(parent, (readers.get(parent) ?? 1) - 1);
      if (waiting.has(parent)) await drop(parent);
    }
  };
  return {
    drop,
    addView: (name, parents, files) => {
      views.set(name, { parents, files });
      for (const parent of parents) readers.set(parent, (readers.get(parent) ?? 0) + 1);
    },
  };
}
