// What the trials of searches gave, fold by fold, across runs: a search with more trials, with another model beside the old
// ones or with another fold takes from here what it asks for again, and a killed search goes on where it was. Samplers are
// deterministic, so the same questions are asked in the same order; which trial comes next is decided anew.
//
// `<store>/trials/<task>.jsonl`, one line per fitted model and fold. Several runs may write at once.
import { createHash } from "node:crypto";
import { join } from "node:path";
import { fingerprint } from "../../specs/hash.ts";
import type { Json } from "../../specs/json.ts";
import { openJournal } from "../cache/journal.ts";

/** Everything that decides what a model gives on a fold, but for the metrics. */
export interface FitIdentity {
  readonly rows: readonly (Int32Array | null)[];
  readonly meaning: Json;
}

export interface KnownFit {
  readonly fit: string;
  /** By metric, with its parameters. */
  readonly scores: Readonly<Record<string, number>>;
  readonly rounds: readonly number[] | null;
}

export interface TrialPool {
  readonly find: (fit: string) => KnownFit | null;
  /** Kept in memory until `flush`. */
  readonly add: (known: KnownFit) => void;
  readonly flush: () => Promise<void>;
}

/** One pool for all searches over the rows of a task. */
export const trialPoolKey = (version: string, taskKey: string): string => fingerprint(["trials", version, taskKey]);

export async function openTrialPool(storeFolder: string, key: string): Promise<TrialPool> {
  const journal = await openJournal(join(storeFolder, "trials", `${key}.jsonl`));
  const known = new Map<string, KnownFit>();
  const take = (entry: KnownFit): void => {
    const scores = { ...known.get(entry.fit)?.scores, ...entry.scores };
    known.set(entry.fit, { ...entry, scores });
  };
  for (const entry of journal.entries) if (isKnownFit(entry)) take(entry);
  let added: KnownFit[] = [];
  return {
    find: (fit) => known.get(fit) ?? null,
    add: (entry) => {
      take(entry);
      added.push(entry);
    },
    flush: async () => {
      const lines = added;
      added = [];
      await journal.append(lines);
    },
  };
}

export function fitIdentity({ rows, meaning }: FitIdentity): string {
  return fingerprint([meaning, ...rows.map((part) => (part === null ? null : hashRows(part)))]);
}

const hashRows = (rows: Int32Array): string =>
  createHash("sha256")
    .update(new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength))
    .digest("hex");

const isKnownFit = (entry: unknown): entry is KnownFit =>
  typeof entry === "object" &&
  entry !== null &&
  "fit" in entry &&
  typeof entry.fit === "string" &&
  "scores" in entry &&
  typeof entry.scores === "object" &&
  entry.scores !== null &&
  "rounds" in entry;
