// Everything that carrying out a plan needs, opened together and closed together: workers, the data engine, the store.
import { join } from "node:path";
import type { Registry } from "../../specs/component.ts";
import { fingerprint } from "../../specs/hash.ts";
import type { NodeId, Plan } from "../../specs/plan.ts";
import { createCache } from "../cache/cache.ts";
import { createFileHasher } from "../cache/data-hash.ts";
import { prune } from "../cache/inventory.ts";
import { beginUse } from "../cache/store-use.ts";
import type { Implementations } from "../component.ts";
import type { Engine } from "../data/engine.ts";
import type { FilePlaces } from "../data/files/list-files.ts";
import { remoteFiles } from "../data/files/remote-files.ts";
import { removeAbandoned } from "../data/spill-folder.ts";
import type { OnEvent } from "../events/run-event.ts";
import { limitCachedColumns } from "../frame/lazy-column.ts";
import { createLibrary, type Library } from "../model/library.ts";
import { openLedger } from "../store/ledger.ts";
import { openRegistry } from "../store/registry.ts";
import { createPool } from "../workers/pool.ts";
import type { InspectSource } from "./context.ts";
import { createExecutor, type Executor } from "./executor.ts";
import { computeKeys, type Keys } from "./keys.ts";
import { keysBeside } from "./last-run.ts";
import { createServerSources } from "./server-sources.ts";
import { shareMemory } from "./share-memory.ts";

export interface SessionOptions {
  readonly registry: Registry;
  readonly implementations: Implementations;
  /** `.pipec` beside the spec, unless the user says otherwise. */
  readonly storeFolder: string;
  /** A path of the spec as the process can open it. */
  readonly resolvePath: (path: string) => string;
  readonly jobs: number;
  /** Bytes that the process should stay within: what does not fit is kept in files of the store. Default: no limit. */
  readonly memory?: number;
  /** The bundle whose default export is `createWorker(...)`. */
  readonly workerFile: URL;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly clock: () => Date;
  readonly onEvent: OnEvent;
  readonly pipecVersion: string;
  /** Commit of the spec's folder, when it is known. */
  readonly revision: string | null;
  /** When a run has made the cache larger than this many bytes, what was not used for longest goes. Absent: no limit. */
  readonly cacheLimit?: number;
  readonly inspectSource?: InspectSource | undefined;
}

export interface Session {
  readonly executor: Executor;
  readonly keys: Keys;
  readonly library: Library;
  readonly saveHashes: () => Promise<void>;
  /** Keeps the cache within its limit. */
  readonly trim: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export async function openSession(
  plan: Plan,
  options: SessionOptions,
  { id, started, wanted }: { readonly id: string; readonly started: Date; readonly wanted: ReadonlySet<NodeId> },
): Promise<Session> {
  const { registry, implementations, storeFolder, resolvePath, env, clock, onEvent } = options;
  const ending = new AbortController();
  const signal = AbortSignal.any([options.signal, ending.signal]);
  const library = createLibrary(implementations, registry.components);
  removeAbandoned(join(storeFolder, "tmp"));
  const hasher = await createFileHasher(storeFolder);
  let opened: Promise<Engine> | null = null;
  const engine = (): Promise<Engine> => {
    opened ??= openLazily(options, plan.asOf ?? started.toISOString());
    return opened;
  };
  const servers = createServerSources({ plan, engine, env, resolvePath });
  const filePlaces: FilePlaces = { resolvePath, fetchRemote: remoteFiles(options) };
  const keys = await computeKeys({
    plan,
    declarations: registry.components,
    hasher,
    ...filePlaces,
    env,
    version: options.pipecVersion,
    runId: id,
    clock: plan.asOf ?? started.toISOString(),
    servers,
    wanted,
  });
  const cache = createCache({ storeFolder, clock });
  const used = [...keys.keys.values()].flatMap((key) => keysBeside(key, options.pipecVersion));
  const endUse = await beginUse(storeFolder, used);
  const pool = createPool({ jobs: options.jobs, workerFile: options.workerFile, library, signal });
  const executor = createExecutor({
    services: {
      plan,
      library,
      declarations: registry.components,
      engine,
      servers,
      pool,
      ledger: openLedger(storeFolder),
      registry: openRegistry(storeFolder),
      storeFolder,
      cache,
      hasher,
      resolvePath,
      filePlaces,
      sourceChanged: keys.changed,
      env,
      signal,
      clock,
      onEvent,
      runId: id,
      pipecVersion: options.pipecVersion,
      revision: options.revision,
      dataFingerprint: () => fingerprint(keys.data.map(({ hash }) => hash)),
      inspectSource: options.inspectSource,
    },
    keys: keys.keys,
    failed: keys.failed,
  });
  return {
    executor,
    keys,
    library,
    saveHashes: hasher.save,
    trim: async () => {
      if (options.cacheLimit === undefined || cache.written() === 0) return;
      const endTrim = await beginUse(storeFolder, used);
      await prune(storeFolder, { maxBytes: options.cacheLimit, usedSince: null, keep: null });
      await endTrim();
    },
    close: async () => {
      // What still runs was begun for a node that has failed meanwhile: nobody waits for it.
      ending.abort();
      await executor.finished();
      await pool.close();
      // Set inside a callback, which the checker's flow analysis does not see.
      const last = opened as Promise<Engine> | null;
      (await last?.catch(() => null))?.close();
      await endUse();
    },
  };
}

/** Loaded only when data is read, which a run from the cache never does. */
async function openLazily({ jobs, memory, storeFolder }: SessionOptions, asOf: string): Promise<Engine> {
  const { openEngine } = await import("../data/engine.ts");
  const shares = memory === undefined ? null : shareMemory(memory);
  if (shares !== null) limitCachedColumns(shares.cachedColumns);
  return openEngine({
    threads: Math.max(1, jobs),
    tempDirectory: join(storeFolder, "tmp"),
    asOf,
    ...(shares === null ? {} : { memoryLimit: shares.engine, eagerBytes: shares.eagerColumns }),
  });
}
