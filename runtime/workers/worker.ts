// The function that a worker thread exports. It keeps the data of the folds it has seen, so that each fold is posted once
// per worker and columns stay the same objects for all trials.
import { threadId } from "node:worker_threads";
import type { ComponentDeclaration } from "../../specs/component.ts";
import type { Implementations } from "../component.ts";
import { limitCachedColumns } from "../frame/lazy-column.ts";
import type { ThreadBudget } from "../kernels/thread-budget.ts";
import { createLibrary } from "../model/library.ts";
import { type ColumnJob, type ColumnResult, runColumnJob } from "./column-job.ts";
import { type FitUnit, type FoldData, runUnit, type UnitResult } from "./fit-unit.ts";
import { type PostedFold, receivedFold } from "./posted-fold.ts";

export type WorkerTask = FitTask | { readonly kind: "columns"; readonly job: ColumnJob };

export interface FitTask {
  readonly kind: "fit";
  readonly unit: FitUnit;
  /** Null when the sender believes that every worker has it. */
  readonly data: PostedFold | null;
  readonly threads: ThreadBudget;
}

export type WorkerAnswer = FitAnswer | { readonly kind: "columns"; readonly found: ColumnResult };

export interface FitAnswer {
  readonly kind: "fit";
  readonly thread: number;
  readonly result: UnitResult | { readonly kind: "needs-data" };
}

/** Folds of one search are in use together; older ones are let go. */
const KEPT_FOLDS = 32;

/** A composition file exports this as the default of the worker's own bundle. */
export function createWorker(
  implementations: Implementations,
  declarations: readonly ComponentDeclaration[],
): (task: WorkerTask) => WorkerAnswer {
  const library = createLibrary(implementations, declarations);
  const folds = new Map<string, FoldData>();
  const runFit = ({ unit, data, threads }: FitTask): FitAnswer => {
    const fold = folds.get(unit.data) ?? (data === null ? null : receivedFold(data));
    if (fold === null) return { kind: "fit", thread: threadId, result: { kind: "needs-data" } };
    folds.delete(unit.data);
    folds.set(unit.data, fold);
    const oldest = folds.keys().next();
    if (folds.size > KEPT_FOLDS && oldest.done !== true) folds.delete(oldest.value);
    Atomics.add(threads.running, 0, 1);
    try {
      return { kind: "fit", thread: threadId, result: runUnit(unit, fold, library, threads) };
    } finally {
      Atomics.sub(threads.running, 0, 1);
    }
  };
  return (task) => {
    if (task.kind === "fit") return runFit(task);
    // One column at a time, so that all threads together hold few.
    if (task.job.kind === "facts" || task.job.kind === "profile")
      limitCachedColumns(task.job.file.rows * Float64Array.BYTES_PER_ELEMENT);
    return { kind: "columns", found: runColumnJob(task.job, library) };
  };
}
