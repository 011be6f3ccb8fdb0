// `pipec prove`: changes the data and looks whether something moves that must not.
import { availableParallelism } from "node:os";
import { dirname, resolve } from "node:path";
import { prove } from "../../runtime/index.ts";
import { standardLibrary } from "../../stdlib/declarations.ts";
import { implementations } from "../../stdlib/implementations.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { compileOrReport } from "../host/compile-spec.ts";
import { listenForInterrupt } from "../host/interrupt.ts";
import { availableMemory } from "../host/memory.ts";
import { pathResolver } from "../host/resolve-path.ts";
import { readRevision } from "../host/revision.ts";
import type { SpecOptions } from "../host/spec-options.ts";
import { STDIN } from "../host/spec-paths.ts";
import { storeOfSpec } from "../host/store-folder.ts";
import { readVersion } from "../host/version.ts";
import { workerFile } from "../host/worker-file.ts";
import { printFindings } from "../output/findings.ts";
import { createProgress } from "../output/progress.ts";
import { printProof } from "../output/proof.ts";
import type { CommonOptions, Terminal } from "../terminal.ts";

export interface ProveCommandOptions extends CommonOptions, SpecOptions {
  readonly moments: number;
  readonly shuffles: number;
  readonly seed?: number;
  readonly jobs?: number;
  /** Bytes. */
  readonly memory?: number;
  readonly store?: string;
}

export async function proveSpec(
  args: readonly string[],
  options: ProveCommandOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const path = args[0]!;
  const compiled = compileOrReport(path, options, terminal);
  if (compiled === null) {
    terminal.err("nothing was proved: the spec has errors\n");
    return EXIT.findings;
  }
  const folder = resolve(path === STDIN ? "." : dirname(path));
  const progress = await createProgress(terminal, Date.now);
  const interrupt = listenForInterrupt(terminal);
  try {
    const result = await prove(compiled.plan, {
      registry: standardLibrary,
      implementations,
      storeFolder: storeOfSpec(path === STDIN ? "." : path, options.store),
      resolvePath: pathResolver(folder),
      jobs: options.jobs ?? availableParallelism(),
      memory: options.memory ?? availableMemory(),
      workerFile: workerFile(),
      env: process.env,
      signal: interrupt.signal,
      clock: () => new Date(),
      onEvent: progress.onEvent,
      pipecVersion: readVersion(),
      revision: readRevision(folder),
      moments: options.moments,
      seeds: options.shuffles,
      seed: options.seed ?? compiled.plan.seed,
    });
    progress.stop();
    terminal.err(printFindings(result.diagnostics, compiled.lookup, terminal.errColours));
    terminal.out(terminal.json ? `${JSON.stringify(result)}\n` : printProof(result, terminal.outColours));
    return result.proved ? EXIT.fine : EXIT.findings;
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    terminal.err(`the fitted values are kept; go on with: pipec prove ${path}\n`);
    return EXIT.interrupted;
  } finally {
    interrupt.release();
    progress.stop();
  }
}
