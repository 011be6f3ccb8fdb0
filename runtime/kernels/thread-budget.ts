// How many threads a fit may use at the moment. Results never depend on it, so it may change at any time.

export interface ThreadBudget {
  /** Threads of the whole run (`--jobs`). */
  readonly threads: number;
  /** Units of work that are being carried out now, in shared memory: one word, counted by those who do them. */
  readonly running: Int32Array;
}

export const createThreadBudget = (threads: number): ThreadBudget => ({
  threads,
  running: new Int32Array(new SharedArrayBuffer(4)),
});

/** Threads that nothing else uses, besides the caller's own. */
export const idleThreads = ({ threads, running }: ThreadBudget): number =>
  Math.max(0, threads - Math.max(1, Atomics.load(running, 0)));
