// The door of the runtime: plan in, results out.
export { type RunOptions, type RunOutcome, run } from "./exec/run.ts";
export { type ProveOptions, prove } from "./prove/prove.ts";
export type { ProveLine, ProveResult } from "./prove/prove-result.ts";
export { createWorker } from "./workers/worker.ts";
