// Run records: one JSON file per run in `<store>/runs`, written once, whole.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { RUN_RECORD_VERSION, type RunRecord } from "../../specs/run-record.ts";
import { isMissing, readJsonFile, writeAtomic } from "../cache/atomic-file.ts";

export interface RunStore {
  readonly write: (record: RunRecord) => Promise<void>;
  /** Null when there is no such run, when another version of pipec wrote it, and when its file is damaged. */
  readonly read: (id: string) => Promise<RunRecord | null>;
  /** Newest first. */
  readonly list: () => Promise<readonly string[]>;
}

export function openRunStore(storeFolder: string): RunStore {
  const folder = join(storeFolder, "runs");
  const pathOf = (id: string): string => join(folder, `${id}.json`);
  return {
    write: (record) => writeAtomic(pathOf(record.id), `${JSON.stringify(record, null, 1)}\n`, join(storeFolder, "tmp")),
    read: async (id) => {
      const read = await readJsonFile(pathOf(id));
      if (typeof read !== "object" || read === null) return null;
      // Records of runs before contracts were verified have none.
      const record = { contracts: [], ...read } as unknown as RunRecord;
      return record.version === RUN_RECORD_VERSION ? record : null;
    },
    list: async () => {
      const names = await readdir(folder).catch((error: unknown) => {
        if (isMissing(error)) return [];
        throw error;
      });
      return names
        .filter((name) => name.endsWith(".json"))
        .map((name) => name.slice(0, -".json".length))
        .sort()
        .reverse();
    },
  };
}

/** Ids sort by time: `20240131T060000123Z-1a2b3c4d`. */
export const runId = (started: Date, key: string): string =>
  `${started.toISOString().replaceAll(/[-:.]/g, "")}-${key.slice(0, 8)}`;
