// How often each test partition has been looked at. A test set that decided about several versions of a spec is no longer
// a test set; the ledger makes that visible. `<store>/ledger.jsonl`, append-only, one line per look.
import { join } from "node:path";
import { openJournal } from "../cache/journal.ts";

export interface Look {
  /** Content hash of the judged rows: identities, labels and times, not the features. */
  readonly partition: string;
  /** Fingerprint of the evaluation: the same spec on the same data is the same look. */
  readonly evaluation: string;
  readonly run: string;
  readonly file: string;
  /** ISO 8601, UTC. */
  readonly time: string;
}

export interface Ledger {
  /** Records the look unless this very evaluation is recorded already; returns how many different ones there are. */
  readonly look: (look: Look) => Promise<number>;
  readonly count: (partition: string) => Promise<number>;
}

export function openLedger(storeFolder: string): Ledger {
  const path = join(storeFolder, "ledger.jsonl");
  const looksAt = (entries: readonly unknown[], partition: string): Set<string> =>
    new Set(entries.filter(isLook).flatMap((look) => (look.partition === partition ? [look.evaluation] : [])));
  return {
    look: async (look) => {
      const journal = await openJournal(path);
      if (!looksAt(journal.entries, look.partition).has(look.evaluation)) await journal.append([look]);
      // Other runs may have looked meanwhile; the same evaluation by two of them is one look.
      return looksAt((await openJournal(path)).entries, look.partition).add(look.evaluation).size;
    },
    count: async (partition) => looksAt((await openJournal(path)).entries, partition).size,
  };
}

const isLook = (entry: unknown): entry is Look =>
  typeof entry === "object" &&
  entry !== null &&
  "partition" in entry &&
  typeof entry.partition === "string" &&
  "evaluation" in entry &&
  typeof entry.evaluation === "string";
