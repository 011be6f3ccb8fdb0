// `pipec cache`: what a store keeps of earlier runs, and making it smaller. Runs, published models, the ledger and reports are
// no part of it: nothing here can be lost that is not computed again.
import { resolve } from "node:path";
import { listEntries, type PruneRules, prune, type StoredEntry } from "../../runtime/cache/inventory.ts";
import { verifyEntries } from "../../runtime/cache/verify.ts";
import { keysOfLastRuns } from "../../runtime/exec/last-run.ts";
import { plural } from "../../runtime/report/quantity.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { CommandFailure } from "../failure.ts";
import { cacheLimit, parseAge, parseSize } from "../host/cache-limit.ts";
import { storeHere } from "../host/store-folder.ts";
import { printSize } from "../output/size.ts";
import { printTable } from "../output/table.ts";
import type { CommonOptions, Terminal } from "../terminal.ts";

export interface CacheOptions extends CommonOptions {
  readonly store?: string;
}

export interface PruneOptions extends CacheOptions {
  readonly max?: string;
  readonly older?: string;
  readonly unused?: boolean;
}

type Command<Options> = (args: readonly string[], options: Options, terminal: Terminal) => Promise<ExitCode>;

export const showCache: Command<CacheOptions> = async (_args, options, terminal) => {
  const store = storeHere(options.store);
  const entries = await listEntries(store);
  const kinds = [...new Set(entries.map(({ kind }) => kind))].sort();
  const groups = kinds.map((kind) =>
    summarise(
      kind,
      entries.filter((entry) => entry.kind === kind),
    ),
  );
  const total = summarise("all", entries);
  const limit = cacheLimit(undefined);
  if (terminal.json) {
    terminal.out(`${JSON.stringify({ version: 1, store: resolve(store), limit, total, kinds: groups })}\n`);
    return EXIT.fine;
  }
  if (entries.length === 0) {
    terminal.err(`nothing is cached in ${store}\n`);
    return EXIT.fine;
  }
  const line = ({ kind, entries: count, bytes, usedToday, usedThisMonth }: Summary): readonly string[] => [
    kind,
    String(count),
    printSize(bytes),
    String(usedToday),
    String(usedThisMonth - usedToday),
    String(count - usedThisMonth),
  ];
  const columns = ["kind", "entries", "size", "used today", "this month", "before"].map((title, i) => ({
    title,
    align: i === 0 ? ("left" as const) : ("right" as const),
  }));
  terminal.out(printTable(columns, [...groups, total].map(line)));
  terminal.out(`\nlimit ${printSize(limit)}; \`pipec cache prune\` makes it smaller\n`);
  return EXIT.fine;
};

interface Summary {
  readonly kind: string;
  readonly entries: number;
  readonly bytes: number;
  readonly usedToday: number;
  readonly usedThisMonth: number;
}

const DAY = 86_400_000;

function summarise(kind: string, entries: readonly StoredEntry[]): Summary {
  const now = Date.now();
  return {
    kind,
    entries: entries.length,
    bytes: entries.reduce((sum, entry) => sum + entry.bytes, 0),
    usedToday: entries.filter(({ used }) => now - used < DAY).length,
    usedThisMonth: entries.filter(({ used }) => now - used < 30 * DAY).length,
  };
}

export const pruneCache: Command<PruneOptions> = async (_args, options, terminal) => {
  const { max, older, unused } = options;
  const isPlain = max === undefined && older === undefined && unused !== true;
  const store = storeHere(options.store);
  return remove(
    store,
    {
      maxBytes: max !== undefined ? parseSize(max) : isPlain ? cacheLimit(undefined) : null,
      usedSince: older === undefined ? null : Date.now() - parseAge(older),
      keep: unused === true ? await keysOfLastRuns(store) : null,
    },
    terminal,
  );
};

export const clearCache: Command<CacheOptions> = (_args, options, terminal) =>
  remove(storeHere(options.store), { maxBytes: 0, usedSince: null, keep: new Set() }, terminal);

async function remove(store: string, rules: PruneRules, terminal: Terminal): Promise<ExitCode> {
  const { removed, left, spared } = await prune(store, rules).catch(cannotChange);
  const freed = removed.reduce((sum, entry) => sum + entry.bytes, 0);
  const kept = left.reduce((sum, entry) => sum + entry.bytes, 0);
  if (terminal.json) {
    const result = { version: 1, removed: removed.length, freed, left: left.length, bytes: kept, spared };
    terminal.out(`${JSON.stringify(result)}\n`);
    return EXIT.fine;
  }
  const entries = (count: number): string => `${count} ${count === 1 ? "entry" : "entries"}`;
  terminal.out(
    `removed ${entries(removed.length)}, ${printSize(freed)}; ${entries(left.length)} left, ${printSize(kept)}\n`,
  );
  if (spared > 0) terminal.out(`${entries(spared)} kept because a run that works now may need them\n`);
  return EXIT.fine;
}

export const verifyCache: Command<CacheOptions> = async (_args, options, terminal) => {
  const store = storeHere(options.store);
  const { checked, damaged } = await verifyEntries(store).catch(cannotChange);
  if (terminal.json) {
    terminal.out(
      `${JSON.stringify({ version: 1, checked, damaged: damaged.map(({ key, kind }) => ({ key, kind })) })}\n`,
    );
  } else {
    for (const { key, kind } of damaged) terminal.out(`damaged and removed: ${kind} ${key}\n`);
    const rest = damaged.length === 0 ? "all are as they were written" : "the next run computes what is missing again";
    terminal.out(`${plural(checked, "file")} checked, ${damaged.length} damaged; ${rest}\n`);
  }
  return damaged.length === 0 ? EXIT.fine : EXIT.findings;
};

function cannotChange(error: unknown): never {
  if (error instanceof Error && "code" in error)
    throw new CommandFailure(`the cache cannot be changed: ${error.message.split(",")[0]}`, null);
  throw error;
}
