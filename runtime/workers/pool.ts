// Carries out units of work: in the main thread for one job, else on piscina worker threads. Data is shared memory, so
// posting a fold copies only its description.
import { setMaxListeners } from "node:events";
import { availableParallelism } from "node:os";
import { setImmediate } from "node:timers/promises";
import { ComponentError } from "../component.ts";
import { createThreadBudget } from "../kernels/thread-budget.ts";
import type { Library } from "../model/library.ts";
import { type ColumnJob, type ColumnResult, type ResultOf, runColumnJob } from "./column-job.ts";
import { type FitUnit, type FoldData, runUnit, type UnitResult } from "./fit-unit.ts";
import { postedFold } from "./posted-fold.ts";
import type { FitAnswer, WorkerAnswer, WorkerTask } from "./worker.ts";

export interface WorkPool {
  /** Rejects with the signal's reason when the run is cancelled. */
  readonly run: (unit: FitUnit, data: FoldData) => Promise<UnitResult>;
  /** Rejects also when a thread dies at it. */
  readonly columns: <Job extends ColumnJob>(job: Job) => Promise<ResultOf<Job>>;
  readonly jobs: number;
  readonly close: () => Promise<void>;
}

export interface PoolOptions {
  readonly jobs: number;
  readonly workerFile: URL;
  readonly library: Library;
  readonly signal: AbortSignal;
}

/** The id of the result of a unit that took two threads with it. */
export const WORKER_DIED = "run/worker-died";

function causeOfDeath(error: unknown): string {
  const isMemory = error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
  return isMemory ? "it ran out of memory" : error instanceof Error ? error.message : String(error);
}

function workerDied(error: unknown): UnitResult {
  return {
    kind: "failed",
    id: WORKER_DIED,
    message: `a worker thread died twice at the same fit: ${causeOfDeath(error)}`,
    help: "use fewer workers (`--jobs`), fewer rows or a smaller model; what was finished is kept",
  };
}

function resultOf<Job extends ColumnJob>(job: Job, result: ColumnResult): ResultOf<Job> {
  if (result.kind !== job.kind) throw new TypeError(`${job.kind} gave ${result.kind}`);
  // Narrowing by a generic discriminant is beyond the checker.
  return result as ResultOf<Job>;
}

export function createPool(options: PoolOptions): WorkPool {
  return options.jobs <= 1 ? createLocalPool(options) : createThreadPool(options);
}

function createLocalPool({ library, signal }: PoolOptions): WorkPool {
  return {
    run: async (unit, data) => {
      // Lets signals and the progress display in between units.
      await setImmediate();
      signal.throwIfAborted();
      return runUnit(unit, data, library, null);
    },
    columns: async (job) => {
      await setImmediate();
      signal.throwIfAborted();
      return resultOf(job, runColumnJob(job, library));
    },
    jobs: 1,
    close: async () => undefined,
  };
}

function createThreadPool(options: PoolOptions): WorkPool {
  const { jobs, workerFile, signal } = options;
  const local = createLocalPool(options);
  // Every unit in flight listens to the one signal of the run.
  setMaxListeners(0, signal);
  // While fewer units than threads are under way, a fit spreads over the idle ones. Threads that wait for each other on too few
  // cores take several times as long as one.
  const threads = createThreadBudget(Math.min(jobs, availableParallelism()));
  const knownBy = new Map<string, Set<number>>();
  let started: Promise<import("piscina").Piscina<WorkerTask, WorkerAnswer>> | null = null;
  const start = async (): Promise<import("piscina").Piscina<WorkerTask, WorkerAnswer>> => {
    // Loaded only when there is parallel work, which many runs from the cache never have.
    const { Piscina } = await import("piscina");
    return new Piscina<WorkerTask, WorkerAnswer>({
      filename: workerFile.href,
      minThreads: jobs,
      maxThreads: jobs,
      concurrentTasksPerWorker: 1,
    });
  };
  return {
    run: async (unit, data) => {
      signal.throwIfAborted();
      const posted = postedFold(data);
      // Posting would read all columns into memory; here they are read one by one.
      if (posted === null) return local.run(unit, data);
      started ??= start();
      const pool = await started;
      const known = knownBy.get(unit.data) ?? new Set<number>();
      knownBy.set(unit.data, known);
      const send = async (withData: boolean): Promise<FitAnswer> => {
        const answer = await pool.run({ kind: "fit", unit, data: withData ? posted : null, threads }, { signal });
        if (answer.kind !== "fit") throw new TypeError("a worker answered something else");
        known.add(answer.thread);
        return answer;
      };
      const attempt = async (): Promise<UnitResult> => {
        const first = await send(known.size < jobs);
        if (first.result.kind !== "needs-data") return first.result;
        const second = await send(true);
        if (second.result.kind === "needs-data") throw new Error("a worker asked twice for the data of a fold");
        return second.result;
      };
      try {
        return await attempt();
      } catch {
        // What a component throws is a result; a rejection is a thread that died, of memory or by a crash of native code. The
        // pool has replaced it. A second death is the unit's own doing.
        signal.throwIfAborted();
        return attempt().catch((error: unknown) => {
          signal.throwIfAborted();
          return workerDied(error);
        });
      }
    },
    columns: async (job) => {
      signal.throwIfAborted();
      started ??= start();
      const pool = await started;
      const answer = await pool.run({ kind: "columns", job }, { signal }).catch((error: unknown) => {
        signal.throwIfAborted();
        throw new ComponentError(
          WORKER_DIED,
          `a worker thread died at columns in files: ${causeOfDeath(error)}`,
          "use fewer workers (`--jobs`), or fewer rows",
        );
      });
      if (answer.kind !== "columns") throw new TypeError("a worker answered something else");
      return resultOf(job, answer.found);
    },
    jobs,
    close: async () => {
      const pool = await started;
      await pool?.destroy();
    },
  };
}
