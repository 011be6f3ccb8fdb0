// The door of the runtime: plan in, results out.
export { type RunOptions, type RunOutcome, run } from "./exec/run.ts";
export { createWorker } from "./workers/worker.ts";
