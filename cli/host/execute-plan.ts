// Carries out a plan with what the command line gives it: the standard library, workers, the environment and the clock.
import { availableParallelism } from "node:os";
import { dirname, resolve } from "node:path";
import type { OnEvent } from "../../runtime/events/run-event.ts";
import type { InspectSource } from "../../runtime/exec/context.ts";
import { run } from "../../runtime/index.ts";
import type { Plan } from "../../specs/plan.ts";
import type { RunRecord } from "../../specs/run-record.ts";
import { standardLibrary } from "../../stdlib/declarations.ts";
import { implementations } from "../../stdlib/implementations.ts";
import { createProgress } from "../output/progress.ts";
import type { Terminal } from "../terminal.ts";
import { cacheLimit } from "./cache-limit.ts";
import { listenForInterrupt } from "./interrupt.ts";
import { availableMemory } from "./memory.ts";
import { pathResolver } from "./resolve-path.ts";
import { readRevision } from "./revision.ts";
import { selectNodes } from "./select-nodes.ts";
import { STDIN } from "./spec-paths.ts";
import { readVersion } from "./version.ts";
import { workerFile } from "./worker-file.ts";

export interface Execution {
  /** The spec; `-` for stdin. */
  readonly path: string;
  readonly storeFolder: string;
  readonly only?: readonly string[];
  readonly jobs?: number;
  /** Bytes. */
  readonly memory?: number;
  readonly resume?: boolean;
  readonly cacheLimit?: string;
  readonly inspectSource?: InspectSource | undefined;
}

export interface Work {
  readonly signal: AbortSignal;
  readonly onEvent: OnEvent;
}

export async function executePlan(plan: Plan, execution: Execution, work: Work): Promise<RunRecord> {
  const { path, storeFolder } = execution;
  const only = execution.only ?? [];
  // Names are checked here, where a wrong one is a usage error with a suggestion.
  selectNodes(plan, only);
  const folder = resolve(path === STDIN ? "." : dirname(path));
  const { record } = await run(plan, {
    registry: standardLibrary,
    implementations,
    storeFolder,
    resolvePath: pathResolver(folder),
    jobs: execution.jobs ?? availableParallelism(),
    memory: execution.memory ?? availableMemory(),
    workerFile: workerFile(),
    only,
    resume: execution.resume === true,
    env: process.env,
    signal: work.signal,
    clock: () => new Date(),
    onEvent: work.onEvent,
    pipecVersion: readVersion(),
    revision: readRevision(folder),
    cacheLimit: cacheLimit(execution.cacheLimit),
    inspectSource: execution.inspectSource,
  });
  return record;
}

/** Shows progress and listens for Ctrl-C while something works. */
export async function withProgress<Result>(
  terminal: Terminal,
  work: (given: Work) => Promise<Result>,
): Promise<Result> {
  const progress = await createProgress(terminal, Date.now);
  const interrupt = listenForInterrupt(terminal);
  try {
    return await work({ signal: interrupt.signal, onEvent: progress.onEvent });
  } finally {
    interrupt.release();
    progress.stop();
  }
}
