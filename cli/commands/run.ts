// `pipec run`: compile, plan, execute, report. Results on stdout; progress, findings and hints on stderr.
import { availableParallelism } from "node:os";
import { dirname, resolve } from "node:path";
import { run } from "../../runtime/index.ts";
import type { Plan } from "../../specs/plan.ts";
import type { RunRecord } from "../../specs/run-record.ts";
import { standardLibrary } from "../../stdlib/declarations.ts";
import { implementations } from "../../stdlib/implementations.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { cacheLimit } from "../host/cache-limit.ts";
import { type CompiledSpec, compileOrReport } from "../host/compile-spec.ts";
import { listenForInterrupt } from "../host/interrupt.ts";
import { pathResolver } from "../host/resolve-path.ts";
import { readRevision } from "../host/revision.ts";
import { selectNodes } from "../host/select-nodes.ts";
import type { SpecOptions } from "../host/spec-options.ts";
import { STDIN } from "../host/spec-paths.ts";
import { storeOfSpec } from "../host/store-folder.ts";
import { readVersion } from "../host/version.ts";
import { workerFile } from "../host/worker-file.ts";
import { writeReports } from "../host/write-reports.ts";
import { printFindings } from "../output/findings.ts";
import { createProgress } from "../output/progress.ts";
import { resumeCommand } from "../output/resume-hint.ts";
import { printRunSummary } from "../output/run-summary.ts";
import type { CommonOptions, Terminal } from "../terminal.ts";

export interface RunOptions extends CommonOptions, SpecOptions {
  readonly only?: readonly string[];
  readonly jobs?: number;
  readonly resume?: boolean;
  readonly store?: string;
  readonly cacheLimit?: string;
}

export async function runSpec(args: readonly string[], options: RunOptions, terminal: Terminal): Promise<ExitCode> {
  const path = args[0]!;
  const compiled = compileOrReport(path, options, terminal);
  if (compiled === null) {
    terminal.err("nothing was run: the spec has errors\n");
    return EXIT.findings;
  }
  const storeFolder = storeOfSpec(path === STDIN ? "." : path, options.store);
  const executed = await execute(compiled, storeFolder, path, options, terminal);
  const { paths, findings } =
    executed.status === "cancelled"
      ? { paths: [], findings: [] }
      : await writeReports(executed, compiled.plan, storeFolder);
  const record = { ...executed, diagnostics: [...executed.diagnostics, ...findings] };
  printOutcome(record, paths, compiled, terminal);
  if (record.status === "cancelled") {
    terminal.err(`what was finished is kept; go on with: ${resumeCommand(path, options)}\n`);
    return EXIT.interrupted;
  }
  return record.status === "done" && findings.length === 0 ? EXIT.fine : EXIT.findings;
}

async function execute(
  { plan }: { readonly plan: Plan },
  storeFolder: string,
  path: string,
  options: RunOptions,
  terminal: Terminal,
): Promise<RunRecord> {
  const only = options.only ?? [];
  // Names are checked here, where a wrong one is a usage error with a suggestion.
  selectNodes(plan, only);
  const folder = resolve(path === STDIN ? "." : dirname(path));
  const progress = await createProgress(terminal, Date.now);
  const interrupt = listenForInterrupt(terminal);
  try {
    const { record } = await run(plan, {
      registry: standardLibrary,
      implementations,
      storeFolder,
      resolvePath: pathResolver(folder),
      jobs: options.jobs ?? availableParallelism(),
      workerFile: workerFile(),
      only,
      resume: options.resume === true,
      env: process.env,
      signal: interrupt.signal,
      clock: () => new Date(),
      onEvent: progress.onEvent,
      pipecVersion: readVersion(),
      revision: readRevision(folder),
      cacheLimit: cacheLimit(options.cacheLimit),
    });
    return record;
  } finally {
    interrupt.release();
    progress.stop();
  }
}

function printOutcome(record: RunRecord, reports: readonly string[], compiled: CompiledSpec, terminal: Terminal): void {
  const { lookup, diagnostics } = compiled;
  const shown =
    terminal.loudness === "quiet"
      ? record.diagnostics.filter(({ severity }) => severity === "error")
      : record.diagnostics;
  terminal.err(printFindings(shown, lookup, terminal.errColours));
  if (terminal.json) {
    terminal.out(`${JSON.stringify(record)}\n`);
    return;
  }
  const warnings = [...diagnostics, ...record.diagnostics].filter(({ severity }) => severity === "warning").length;
  terminal.out(printRunSummary(record, { reports, warnings }, terminal.outColours));
}
