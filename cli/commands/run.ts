// `pipec run`: compile, plan, execute, report. Results on stdout; progress, findings and hints on stderr.
import type { RunRecord } from "../../specs/run-record.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { type CompiledSpec, compileOrReport } from "../host/compile-spec.ts";
import { executePlan, withProgress } from "../host/execute-plan.ts";
import type { SpecOptions } from "../host/spec-options.ts";
import { STDIN } from "../host/spec-paths.ts";
import { storeOfSpec } from "../host/store-folder.ts";
import { writeReports } from "../host/write-reports.ts";
import { printFindings } from "../output/findings.ts";
import { resumeCommand } from "../output/resume-hint.ts";
import { printRunSummary } from "../output/run-summary.ts";
import type { CommonOptions, Terminal } from "../terminal.ts";

export interface RunOptions extends CommonOptions, SpecOptions {
  readonly only?: readonly string[];
  readonly jobs?: number;
  /** Bytes. */
  readonly memory?: number;
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
  const executed = await withProgress(terminal, (work) =>
    executePlan(compiled.plan, { ...options, path, storeFolder }, work),
  );
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
